/* where.h: the line of a crash, as addresses. */
#pragma once
#include <stddef.h>
#include <ucontext.h>

/* Adds "\n@" and the addresses of the code under way when the signal came, innermost first, in hexadecimal, to the
 * text; fewer where the stack can no longer be read. Without a signal the context is NULL. A debugger's tables make
 * lines of them, in the grader (locate.h). */
void where_add(char *text, size_t size, const ucontext_t *context);
