/* Gradients of micro-batches of 16 digits, added up over 1, 4 and 16 of them before each step; and the same steps with
 * whole batches of 256. */
#include "fit.h"
#include "linear.h"
#include "optimizers.h"
#include "softmax.h"

enum { MICRO = 16, LARGEST = 16 * MICRO, STEPS = 250, RUNS = 4 };
static const double rate = 0.2;
static const struct Run {
    const char *name;
    int         batch, k; /* samples a step, in k parts */
} runs[RUNS] = {{"k1", MICRO, 1}, {"k4", 4 * MICRO, 4}, {"k16", LARGEST, 16}, {"whole", LARGEST, 1}};

/* A table "step loss": the loss of each step's samples. All runs see the samples in the same order. Returns the net. */
static Module *train(struct Run run, Tensor *x, Tensor *y) {
    t_manual_seed(0);
    const int  N = x->shape[0] / LARGEST * LARGEST;
    Rng        rng = rng_new(0, 0);
    Module    *net = neural_network(64, 32, 10);
    Optimizer *sgd = optim_sgd(nn_parameters(net), rate, 0, 0);
    Tensor    *order = t_keep(t_arange(N));
    Tsv       *t = tsv_open(run.name, "step loss");
    for (int step = 0; step < STEPS; step++) {
        t_step();
        const int at = step * run.batch % N;
        if (at == 0) rng_shuffle(&rng, order->i64, (size_t)N);
        Tensor *rows = t_slice(order, 0, at, at + run.batch);
        optim_zero_grad(sgd);
        const double loss = accumulate(t_index_select(x, rows), t_index_select(y, rows), run.k, net, fit_cross_entropy);
        optim_step(sgd);
        tsv_row(t, step, loss);
    }
    tsv_close(t);
    t_free(order);
    optim_free(sgd);
    return net;
}

static double largest_difference(Module *a, Module *b) {
    const Params *p = nn_parameters(a), *q = nn_parameters(b);
    double        largest = 0;
    for (int i = 0; i < p->n; i++)
        for (size_t j = 0; j < p->tensors[i]->size; j++)
            largest = fmax(largest, fabs((double)p->tensors[i]->data[j] - q->tensors[i]->data[j]));
    return largest;
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *d, *test;
    if (!data_train_test("digits", &d, &test)) tsv_die("the digits");
    Tensor *x = t_keep(t_flatten(d->x));
    Module *nets[RUNS];
    for (int i = 0; i < RUNS; i++) nets[i] = train(runs[i], x, d->y);
    tsv_fact("difference", largest_difference(nets[2], nets[3]));
    for (int i = 0; i < RUNS; i++) nn_free(nets[i]);
    tsv_fact("micro", MICRO);
    tsv_fact("large", LARGEST);
    t_free(x);
    dataset_free(d);
    dataset_free(test);
    return tsv_end();
}
