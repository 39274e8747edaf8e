/* locate.h: from the addresses of a crash to the line in the student's file. A word in the report, never a point. It
 * takes no more time than budget.words_left: the tables that are looked into are the hand-in's. */
#pragma once
#include "grading.h"

/* "softmax.c:42": the innermost line under way that a student has written, else one of given code in a file of the lab,
 * which says so. NULL when it cannot be known. free() it. */
#define LOCATE_GIVEN ", in given code"
char *locate_crash(Grading *g, const BoxAnswer *answer);
/* The text with each "@40127a@", which the emulated GPU writes for an address of its own code, as the line in the
 * student's file, or "a line that is not known". free() it. */
char *locate_in_words(Grading *g, const char *text);
/* Writes a program, which a descriptor stands for, into the box's scratch folder. */
bool locate_write(const CompileBox *box, const char *name, int program);
/* The same for addresses in a program: `count` of them, in hexadecimal. */
char *locate(Grading *g, const CompileBox *box, const char *program, char *const addresses[], int count);
