/* The assembler is asked to assemble it, and complains line by line. */
__asm__(".include \"" VICTIM "\"\n");
