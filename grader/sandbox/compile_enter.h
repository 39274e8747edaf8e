/* compile_enter.h: between compile_box.c, which knows how to enter the box, and compile_run.c, which runs commands in
 * it. */
#pragma once
#include "box_filter.h"
#include "compile_box.h"

/* How many commands run at a time. */
int compile_box_jobs(void);
/* In a child: ends in the command, whose output goes to `diagnostics`. */
_Noreturn void compile_box_enter(const CompileBox *box, const Command *c, int diagnostics, const BoxFilter *sanitized);
