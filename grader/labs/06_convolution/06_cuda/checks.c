/* The checks of lab 6's optional tasks. */
#include "lab.h"

/* One block, parts of blocks, several; a wrong size shows. */
static void draw_convolution(Case *k) {
    const int K = 1 + k->index % 3, padding = k->index % 2 == 0 ? K / 2 : 0;
    const int N = 2, C = 1 + k->index % 4, F = 4, H = case_between(k, 4, 9), W = case_between(k, 10, 18);
    case_normal(k, "x", 1, 4, (int[]){N, C, H, W});
    case_normal(k, "w", 1, 4, (int[]){F, C, K, K});
    case_normal(k, "b", 1, 1, &F);
    case_int(k, "padding", padding);
    case_output(k, "y", DTYPE_REAL, 4, (int[]){N, F, H + 2 * padding - K + 1, W + 2 * padding - K + 1});
}

/* Odd sizes leave a row or a column over; half of the cases lies below 0. */
static void draw_pooling(Case *k) {
    const int size = 2 + k->index % 2, planes = case_between(k, 2, 4);
    const int H = size * case_between(k, 1, 4) + k->index % 3 % size, W = size * case_between(k, 5, 8) + 1;
    Tensor   *x = case_normal(k, "x", 1, 3, (int[]){planes, H, W});
    for (size_t i = 0; k->index % 2 == 0 && i < x->size; i++) x->data[i] -= 10;
    case_int(k, "size", size);
    case_output(k, "y", DTYPE_REAL, 3, (int[]){planes, H / size, W / size});
}

const Check lab_checks[] = {
    {"6.15", "values", "convolve", draw_convolution,
     "does each thread have its own n, f, i and j, does it stop outside of y, and is x 0 outside of the picture?",
     .tolerance = TOLERANCE},
    {"6.16", "values", "max_pool", draw_pooling,
     "does each thread have its window, which begins at row i * size, column j * size, and stop behind the last?",
     .tolerance = TOLERANCE},
    {0},
};
