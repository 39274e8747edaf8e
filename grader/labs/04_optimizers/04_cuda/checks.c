/* The checks of lab 4's optional tasks. */
#include "lab.h"

/* Gradients and parameters: around the blocks of 64, around the 256 threads of Adam, and several times as many. */
static int draw_parameters(Case *k) {
    static const int sizes[] = {1, 64, 65, 255, 257, 601};
    const int        n = sizes[k->index % 6];
    case_normal(k, "g", 1, 1, &n);
    case_normal(k, "p", 1, 1, &n);
    return n;
}

static void draw_momentum(Case *k) {
    const int n = draw_parameters(k);
    case_normal(k, "velocity", 1, 1, &n);
    case_real(k, "lr", 0.25 + 0.125 * k->index);
    case_real(k, "momentum", 0.75);
    case_real(k, "weight_decay", 0.125 * k->index);
    case_output(k, "p", DTYPE_REAL, 1, &n);
    case_output(k, "velocity", DTYPE_REAL, 1, &n);
}

/* What Adam remembers is as large as after some steps. */
static void draw_adam(Case *k) {
    const int n = draw_parameters(k);
    case_normal(k, "m", 0.5, 1, &n);
    case_uniform(k, "v", 0.01, 0.1, 1, &n);
    case_int(k, "t", k->index + 1);
    case_real(k, "lr", 0.25);
    case_real(k, "weight_decay", 0.5 * (k->index % 2));
    case_output(k, "p", DTYPE_REAL, 1, &n);
    case_output(k, "m", DTYPE_REAL, 1, &n);
    case_output(k, "v", DTYPE_REAL, 1, &n);
}

const Check lab_checks[] = {
    {"4.15", "a step", "momentum_step", draw_momentum,
     "does thread i make the velocity of parameter i with the old p, then the new p, and do threads with i >= n stop?",
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {"4.16", "a step", "adam_step", draw_adam,
     "does each of the 256 threads take every 256th parameter below n, and use the new m and v, both corrected, for p?",
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {0},
};
