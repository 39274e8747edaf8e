/* toy.h: a lab of two functions, by which the grader itself is tested. */
#pragma once
#include "gradlab.h"

extern const Op half_op;            /* 90.1, toy.c: y = x / 2 */
real   toy_first(const Tensor *x);  /* given, toy.c */
double toy_mean(const Tensor *x);   /* 90.2, more.c */
int    toy_count(void);             /* 90.2, more.c: 1 at the first call, 2 at the second, ... */
