/* embedded.c: the program of all misconceptions, MUTANTS, as bytes in the grader. */
__asm__(".section .rodata\n"
        ".global lab_mutants, lab_mutants_end\n"
        "lab_mutants: .incbin \"" MUTANTS "\"\n"
        "lab_mutants_end: .byte 0\n"
        ".text\n");
