/* And eight thousand million at one stroke. */
__asm__(".data\n.space 8000000000, 1\n.text\n");
