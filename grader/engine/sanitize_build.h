/* sanitize_build.h: the student's code as a program with AddressSanitizer and UBSan. */
#pragma once
#include "grading.h"

typedef struct SanitizedProgram {
    bool ready;
    int  file;         /* a descriptor of the program */
    CompileTier tier;  /* the box in which it runs */
    char why[400];     /* where it is not ready */
} SanitizedProgram;

/* Begins to build it, in a process beside this one; of no effect after the first call. */
void sanitized_begin(const Grading *g);
/* Waits for it. From then on `ready` and `why` are the caller's to change. */
SanitizedProgram *sanitized_program(const Grading *g);
/* The box to run it in. */
bool sanitized_box(CompileBox *box, const Grading *g, CompileTier tier);
void sanitized_close(void);
