/* sanitize.h: AddressSanitizer and UBSan look at a student's code. They find the memory errors of right answers: each
 * costs a point. A submission can switch them off, so that they make no point; and nothing fails where they cannot be
 * had. */
#pragma once
#include "grading.h"

/* After a crash: runs the case again in a program that is built with the sanitizers at the first call. "softmax.c:42
 * reads past the end of row: index 10 of 10"; NULL when they find nothing, or nothing in a file of the lab. free() it.
 */
char *sanitize_case(Grading *g, const Check *check, const Case *k);
/* Under SANITIZE_ALL: keeps the first calls of a check of its own kind, a training, for sanitize_task. */
void sanitize_record(Grading *g, const Check *check, int entry, const Case *k);
/* After a task: where it has all its points, the program begins to be built. Under SANITIZE_ALL a note on each
 * training, and on each check of a task that is not full. */
void sanitize_task(Grading *g, const Task *task);
/* After all tasks: those that have all their points, some cases of each check in one process. Each memory error, a
 * place in the source, costs the first check that shows it a point. Whether any has. */
bool sanitize_full_tasks(Grading *g);
/* Notes how it went; frees. */
void sanitize_end(Grading *g);
