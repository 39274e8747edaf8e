/* Right, and fifty megabytes of it. */
__asm__(".section .rodata\nfat: .space 50000000, 1\n.text\n");
extern const char fat[];
CTOR begin(void) {
    volatile char c = fat[12345];
    (void)c;
}
