/* call_hooks.h: what the probe does its own way around a call. */
#pragma once
#include "call.h"

/* What comes back of a function that has ended without its return, where probe/no_return.c can see to it: as a double
 * and as a float a NaN, as an int some large number, as a pointer none that there is. */
#define CALL_NO_RETURN 0x7ff8a5a57fc0a5a5

/* The body of every function that the lab withholds: its name as students write it. */
_Noreturn void call_withheld(const char *name);

/* Copies `result` to an output or to a part of one; what call_return tells, it tells. */
void call_fill(Tensor *out, const Tensor *result);
/* Tells the student of a result that is none; does not return. */
_Noreturn void call_refuse_result(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Told of a result of another shape or dtype than asked for; does not return. NULL: t_fail. */
extern void (*call_wrong_result)(const char *message);
/* Told of t_fail and of TODO, as by t_on_fatal; NULL: the usual end of a program. */
extern void (*call_fatal)(int status, const char *message);
/* Makes the copy in which the gradient of an input is gathered: t_keep, or with a guard page behind it. */
extern Tensor *(*call_copy)(const Tensor *x);
/* The next call is this probe's first, in which the tensors that the code makes are guarded, too (guard.h). */
extern bool call_is_first;
