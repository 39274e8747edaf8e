/* The checks of lab 3's optional tasks. */
#include "lab.h"

/* Rows shorter than the 64 threads, as long, and longer; one class is the edge, where softmax is 1. */
static Tensor *draw_rows(Case *k) {
    static const int classes[] = {1, 64, 65, 10, 150, 63};
    return case_normal(k, "x", 2, 2, (int[]){case_between(k, 2, 5), classes[k->index % 6]});
}

/* Every other row lies below 0 as a whole. The largest of a row stands anywhere, or at the end. */
static void draw_row_max(Case *k) {
    const Tensor *x = draw_rows(k);
    const int     C = x->shape[1];
    for (int i = 0; i < x->shape[0]; i++) {
        real *row = x->data + i * C;
        for (int j = 0; j < C; j++) row[j] -= i % 2 == 0 ? 40 : 0;
        row[i % 2 == 0 ? C - 1 : case_between(k, 0, C - 1)] += 20;
    }
    case_output(k, "largest", DTYPE_REAL, 1, x->shape);
}

static void draw_softmax(Case *k) {
    const Tensor *x = draw_rows(k);
    case_output(k, "y", DTYPE_REAL, 2, x->shape);
}

/* Beyond what exp can take, in both directions. */
static void draw_softmax_far(Case *k) {
    const Tensor *x = draw_rows(k);
    for (size_t i = 0; i < x->size; i++) x->data[i] += i / (size_t)x->shape[1] % 2 == 0 ? 900 : -900;
    case_output(k, "y", DTYPE_REAL, 2, x->shape);
}

const Check lab_checks[] = {
    {"3.13", "values", "row_max", draw_row_max,
     "does each thread take the elements t, t + THREADS, ... below C, and do the rounds take in all THREADS numbers?",
     .edges = 1, .tolerance = TOLERANCE},
    {"3.14", "values", "softmax", draw_softmax,
     "is the sum that of the whole row, and does every thread write all of its elements?", .weight = 2, .edges = 1,
     .tolerance = TOLERANCE},
    {"3.14", "rows far from 0", "softmax", draw_softmax_far,
     "is the row's largest element subtracted before exp, in the sum and in y?", .edges = 1, .tolerance = TOLERANCE},
    {0},
};
