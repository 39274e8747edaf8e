/* The checks of lab 2's optional tasks. */
#include "lab.h"

/* Around the blocks of 32 columns and the pieces of 8 rows; one sample; one output. Of dy the mean is 1: a sum that is
 * nearly 0 would lose its digits in float. */
static void draw(Case *k) {
    static const int sizes[][2] = {{16, 32}, {1, 33}, {17, 1}, {7, 31}, {9, 65}};
    const bool       set = k->index < (int)(sizeof sizes / sizeof sizes[0]);
    const int        N = set ? sizes[k->index][0] : case_between(k, 10, 40);
    const int        out = set ? sizes[k->index][1] : case_between(k, 2, 70);
    Tensor *dy = case_normal(k, "dy", 1, 2, (int[]){N, out});
    for (size_t i = 0; i < dy->size; i++) dy->data[i] += 1;
    case_normal(k, "db", 1, 1, &out);
    case_output(k, "db", DTYPE_REAL, 1, &out);
}

const Check lab_checks[] = {
    {"2.13", "values", "bias_gradient", draw,
     "does thread j add up column j of dy, all N rows of it, to what db[j] holds, and do threads with j >= out stop?",
     .tolerance = TOLERANCE},
    {"2.14", "values", "bias_gradient_pieces", draw,
     "does each thread take its piece of the rows, up to N at most, and add its sum to db[j] in one step?",
     .tolerance = TOLERANCE},
    {0},
};
