/* A linear layer sample by sample, and as one product of matrices: the time of both, for more and more samples:
 * medians, and the range, of several rounds. */
#include "machine.h"
#include "tensors.h"

enum { IN = 256, OUT = 128, MOST = 4096, ROUNDS = 7 };
static const double ENOUGH = 2e-4; /* seconds, at least, that one time is the mean of */

typedef Tensor *Layer(const Tensor *, const Tensor *);

/* Processor seconds of a call, over as many calls as take long enough for the clock. */
static double seconds_of(Layer *layer, const Tensor *X, const Tensor *W) {
    const double start = machine_processor_time();
    double       spent = 0;
    int          calls = 0;
    for (; spent < ENOUGH; calls++) {
        t_step();
        layer(X, W);
        spent = machine_processor_time() - start;
    }
    return spent / calls;
}

static int ascending(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    machine_write();
    const Tensor *X = t_randn(MOST, IN), *W = t_randn(OUT, IN);
    Tsv          *t = tsv_open("times", "samples loop loop_low loop_high product product_low product_high");
    double        ratio = 0, difference = 0;
    for (int n = 1; n <= MOST; n *= 2) {
        t_step();
        const Tensor *some = t_copy_of(X->raw, DTYPE_REAL, 2, (int[]){n, IN});
        /* The two take turns, so that whatever else the machine does meets both. */
        double loop[ROUNDS], product[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            loop[round] = seconds_of(linear_each, some, W);
            product[round] = seconds_of(linear_once, some, W);
        }
        qsort(loop, ROUNDS, sizeof *loop, ascending);
        qsort(product, ROUNDS, sizeof *product, ascending);
        tsv_row(t, n, loop[ROUNDS / 2], loop[0], loop[ROUNDS - 1], product[ROUNDS / 2], product[0],
                product[ROUNDS - 1]);
        ratio = loop[ROUNDS / 2] / product[ROUNDS / 2];
        const Tensor *a = linear_each(some, W), *b = linear_once(some, W);
        for (size_t i = 0; i < a->size; i++) difference = fmax(difference, fabs(a->data[i] - b->data[i]));
    }
    tsv_close(t);
    tsv_fact("ratio", ratio);
    tsv_fact("difference", difference);
    tsv_fact("in", IN);
    tsv_fact("out", OUT);
    tsv_fact("most", MOST);
    tsv_fact("rounds", ROUNDS);
    return tsv_end();
}
