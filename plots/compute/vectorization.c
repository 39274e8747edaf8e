/* A linear layer sample by sample, and as one product of matrices: the time of both, for more and more samples. */
#include "machine.h"
#include "tensors.h"

enum { IN = 256, OUT = 128, MOST = 8192 };
static const double ENOUGH = 0.05; /* seconds that are spent on one time */

/* Seconds of one call: the shortest of several: whatever else the machine does makes a call longer. */
static double seconds_of(Tensor *(*layer)(const Tensor *, const Tensor *), const Tensor *X, const Tensor *W) {
    double shortest = INFINITY, spent = 0;
    for (int calls = 0; calls < 5 || spent < ENOUGH; calls++) {
        t_step();
        const double start = machine_clock();
        layer(X, W);
        const double took = machine_clock() - start;
        shortest = fmin(shortest, took);
        spent += took;
    }
    return shortest;
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    machine_write();
    const Tensor *X = t_randn(MOST, IN), *W = t_randn(OUT, IN);
    Tsv          *t = tsv_open("times", "samples loop product");
    double        ratio = 0, difference = 0;
    for (int n = 1; n <= MOST; n *= 2) {
        t_step();
        const Tensor *some = t_copy_of(X->raw, DTYPE_REAL, 2, (int[]){n, IN});
        const double  loop = seconds_of(linear_each, some, W), product = seconds_of(linear_once, some, W);
        tsv_row(t, n, loop, product);
        ratio = loop / product;
        const Tensor *a = linear_each(some, W), *b = linear_once(some, W);
        for (size_t i = 0; i < a->size; i++) difference = fmax(difference, fabs(a->data[i] - b->data[i]));
    }
    tsv_close(t);
    tsv_fact("ratio", ratio);
    tsv_fact("difference", difference);
    tsv_fact("in", IN);
    tsv_fact("out", OUT);
    tsv_fact("most", MOST);
    return tsv_end();
}
