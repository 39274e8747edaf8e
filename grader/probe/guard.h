/* guard.h: memory that ends at a page which must not be touched, so that the first element too many is found out. */
#pragma once
#include "tensor.h"

/* A tensor (a header in the step arena) whose last element is followed by the guard page. */
Tensor *guard_tensor(DType dtype, int ndim, const int shape[], const char *name);
/* The tensor behind or in whose guard page the address lies, and how many bytes past its end; NULL when it is none. */
const Tensor *guard_find(const void *address, size_t *past);
/* Gives all of it back. */
void guard_release(void);
