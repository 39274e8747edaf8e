/* vector_math.h: exp, tanh and their kin for a whole vector at a time, where the C library has such forms.
 *
 * glibc has them in libmvec, and declares them under -ffast-math only, since their last bits may differ from those of
 * the plain ones (they are good to 4 units in the last place) and they set no errno. Declared here they come without
 * the rest of -ffast-math; NaN and infinities are treated as ever. gcc uses them in loops over arrays. Other
 * compilers, other machines and older libraries call the plain functions. */
#pragma once
#include <math.h>

#if defined __GNUC__ && !defined __clang__ && defined __x86_64__ && defined __GLIBC__
#if __GLIBC_PREREQ(2, 35)
#define VECTOR_FORMS(name)                                                                                             \
    extern double name(double) __attribute__((simd("notinbranch")));                                                   \
    extern float  name##f(float) __attribute__((simd("notinbranch")))
VECTOR_FORMS(exp);
VECTOR_FORMS(expm1);
VECTOR_FORMS(log);
VECTOR_FORMS(log1p);
VECTOR_FORMS(sin);
VECTOR_FORMS(cos);
VECTOR_FORMS(tanh);
#undef VECTOR_FORMS
#endif
#endif
