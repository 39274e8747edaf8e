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

static void draw_blocks(Case *k, int n, int threads) {
    case_normal(k, "x", 1, 1, &n);
    case_normal(k, "y", 1, 1, &n);
    case_real(k, "a", 0.5 + k->index);
    case_int(k, "threads", threads);
    case_output(k, "y", DTYPE_REAL, 1, &n);
    case_number(k, "error");
}
/* Around whole blocks, and more blocks than a block may have threads. */
static void draw_scale(Case *k) {
    const int sizes[] = {1, 128, 129, 300, 66000};
    draw_blocks(k, sizes[k->index % 5], k->index % 2 ? 128 : 64);
}
/* Every other launch is of blocks that no GPU takes. */
static void draw_errors(Case *k) {
    const int threads[] = {2048, 96, 1025, 1024};
    draw_blocks(k, 300 + k->index, threads[k->index % 4]);
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
    {"0.14", "values", "scale", draw_scale,
     "is x copied to memory of cudaMalloc, and the result back to y, with sizes in bytes?", .weight = 2, .cases = 5,
     .tolerance = TOLERANCE},
    {"0.14", "errors", "scale", draw_errors,
     "does it return what cudaGetLastError says after the launch, and free its memory also then?", .cases = 4,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {0},
};
