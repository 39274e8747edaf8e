/* guard.h: memory that ends at a page which must not be touched, so that the first element too many is found out. */
#pragma once
#include "step.h"

/* A tensor (a header in the step arena) whose last element is followed by the guard page. */
Tensor *guard_tensor(DType dtype, int ndim, const int shape[], const char *name);
/* Gives the values of every tensor that a step makes such memory, up to some thousand of them. */
extern const StepGuard guard_steps;
/* Says in whose guard page the address lies, and which element would be there; false when it lies in none. */
bool guard_describe(const void *address, char *text, size_t size);
/* Says before whose first element something was written; false when that is so of none. */
bool guard_written_before(char *text, size_t size);
/* Gives all of it back. */
void guard_release(void);
