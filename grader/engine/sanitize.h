/* sanitize.h: what AddressSanitizer and UBSan say of a student's code, in a sentence. A word in the report, never a
 * point: a submission can switch them off. Nothing fails where they cannot be had. */
#pragma once
#include "grading.h"

/* After a crash: runs the case again in a program that is built with the sanitizers at the first call. "softmax.c:42
 * reads past the end of row: index 10 of 10"; NULL when they find nothing, or nothing in a file of the lab. free() it.
 */
char *sanitize_case(Grading *g, const Check *check, const Case *k);
/* Under --sanitize: keeps the first calls of a check of its own kind, a training, for sanitize_check. */
void sanitize_record(Grading *g, const Check *check, int entry, const Case *k);
/* Under --sanitize, where the check has been answered: all of its cases, or the first calls of its training, and a note
 * on what is found. */
void sanitize_check(Grading *g, const Check *check);
/* Notes how it went; frees. */
void sanitize_end(Grading *g);
