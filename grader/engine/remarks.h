/* remarks.h: what the emulated GPU remarks on a kernel that is right: threads that touch memory in many pieces
 * (common/cuda/emulated/coalescing.c). A probe prints it, so a remark is a word in the report and never a point. */
#pragma once
#include "grading.h"

#define REMARK "remark: "
#define LAUNCH "launch: " /* printed at the begin of each launch: which kernel it is that does not end */

/* Of all cases of a check that has been passed, into the notes of the result; each line of the file once. */
void remarks_tell(Grading *g, const Check *check, const Box *box);
/* What the emulated GPU says of a mistake, and its remedy, without what depends on how a kernel is written or on the
 * order of threads: addresses, numbers, names of arrays, which of two threads came first. Of an index it stays whether
 * it is 0. */
void remarks_kind(const char *text, size_t size, char *to, size_t room);
/* The last launch that the output names, "axpy_kernel at kernels.cu:10", into `to`; "" where it names none. */
void remarks_launch(const char *output, size_t size, char *to, size_t room);
/* What is left of the output without the emulated GPU's own lines. free() it. */
char *remarks_without(const char *output, size_t size, size_t *left);
