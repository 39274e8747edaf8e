/* Alignments and common symbols larger than any memory. */
__asm__(".data\n.balign 2147483648\n.byte 1\n.comm much, 9000000000000000000, 4096\n.text\n");
