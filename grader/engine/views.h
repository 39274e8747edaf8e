/* views.h: the values of a case tensor by tensor, as they are compared and told: a block by its parts. The lists live
 * in the memory of the step; the last one's name is NULL. */
#pragma once
#include "lab.h"

typedef struct View {
    const char   *name;
    const Tensor *x;
} View;
const View *views_of_inputs(const Case *k);
/* Element i as a number, whatever its type. */
static inline double value_at(const Tensor *x, size_t i) {
    return x->dtype == DTYPE_REAL ? (double)x->data[i] : x->dtype == DTYPE_INT64 ? (double)x->i64[i] : x->u8[i];
}

/* What came back beside what is expected. */
typedef struct Judged {
    const char   *name;
    const Tensor *got, *expected;
} Judged;
/* Of the outputs that the check judges. */
const Judged *views_judged(const Check *check, const Case *k, Tensor *const answer[]);
