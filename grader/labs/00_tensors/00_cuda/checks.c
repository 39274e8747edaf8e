/* The checks of lab 0's optional tasks. */
#include "lab.h"

/* Around the 256 threads there are, and several times as many. */
static void draw_axpy(Case *k) {
    const int sizes[] = {1, 255, 256, 257, 600, 5001}, n = sizes[k->index % 6];
    case_normal(k, "x", 1, 1, &n);
    case_normal(k, "y", 1, 1, &n);
    case_real(k, "a", 0.5 + k->index);
    case_output(k, "y", DTYPE_REAL, 1, &n);
}

/* Whole tiles, parts of tiles, less than one. */
static void draw_product(Case *k) {
    const int m = k->index == 0 ? 8 : case_between(k, 1, 21), n = k->index == 0 ? 16 : case_between(k, 1, 21) + 2;
    const int depth = k->index == 0 ? 24 : case_between(k, 1, 30);
    case_normal(k, "A", 1, 2, (int[]){m, depth});
    case_normal(k, "B", 1, 2, (int[]){depth, n});
    case_output(k, "C", DTYPE_REAL, 2, (int[]){m, n});
}

const Check lab_checks[] = {
    {"0.11", "values", "axpy", draw_axpy,
     "does each of the 256 threads take every 256th element, from its own number on, while it is below n?",
     .tolerance = TOLERANCE},
    {"0.12", "values", "matmul_naive", draw_product,
     "is the element (row, column) the row of A times the column of B, and do threads outside of C stop?",
     .tolerance = TOLERANCE},
    {"0.13", "values", "matmul_tiled", draw_product,
     "does each thread load one element of both tiles, 0 outside of the matrix, and wait before and after the sum?",
     .tolerance = TOLERANCE},
    {0},
};
