/* The assembler reads the file into the program, which prints it. */
__asm__(".section .rodata\n.globl stolen\nstolen: .incbin \"" VICTIM "\"\n.byte 0\n.text\n");
extern const char stolen[];
CTOR begin(void) { print(stolen); }
