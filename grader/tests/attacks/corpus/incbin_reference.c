/* The assembler reads the file into the program, which prints it. */
__asm__(".section .rodata\n.globl stolen\nstolen: .incbin \"" VICTIM "\"\n.globl stolen_end\nstolen_end: .byte 0\n.text\n");
extern const char stolen[], stolen_end[];
CTOR begin(void) { fwrite(stolen, 1, (size_t)(stolen_end - stolen), stdout); }
