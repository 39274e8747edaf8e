/* The assembler is asked to write two thousand million bytes, one by one. */
__asm__(".rept 2000000000\n.byte 1\n.endr\n");
