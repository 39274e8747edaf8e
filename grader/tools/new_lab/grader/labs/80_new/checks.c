/* The checks of lab 80. */
#include "lab.h"

static Tensor *draw_x(Case *k) {
    return case_uniform(k, "x", 0.5, 2, 2, (int[]){case_between(k, 2, 5), case_between(k, 2, 5)});
}

static void draw_square(Case *k) {
    const Tensor *x = draw_x(k);
    case_op(k, 1, x->ndim, x->shape);
}

static void draw_total(Case *k) {
    draw_x(k);
    case_number(k, "total");
}

const Check lab_checks[] = {
    {"80.1", "values", "square", draw_square, "each element times itself", .tolerance = TOLERANCE},
    {"80.1", "gradient", "square", draw_square, "dx += 2 x dy", .output = 1, .tolerance = TOLERANCE},
    {"80.2", "total", "total", draw_total, "begin at 0", .tolerance = TOLERANCE},
    {0},
};
