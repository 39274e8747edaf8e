/* call_hooks.h: what the probe does its own way around a call. */
#pragma once
#include "call.h"

/* Told of a result of another shape or dtype than asked for; does not return. NULL: t_fail. */
extern void (*call_wrong_result)(const char *message);
/* Makes the copy in which the gradient of an input is gathered: t_keep, or with a guard page behind it. */
extern Tensor *(*call_copy)(const Tensor *x);
