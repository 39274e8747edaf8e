/* The digits in batches of all samples, of 64 and of one: the loss on all training samples, after so many epochs and
 * after so much processor time. */
#include "linear.h"
#include "machine.h"
#include "softmax.h"

/* Epochs for about the same time, and a learning rate that suits the batches. */
static const struct Run {
    const char *name;
    int         batch_size, epochs, rows_an_epoch;
    double      rate;
} runs[] = {{"all", 0, 600, 1, 0.5}, {"some", 64, 400, 2, 0.5}, {"one", 1, 40, 20, 0.01}};

static double loss_of_all(Module *net, const Dataset *d) {
    t_step();
    t_no_grad();
    return t_item(f_cross_entropy(nn_forward(net, d->x), d->y));
}

static void fact_of(const char *run, const char *what, double value) {
    char name[32];
    snprintf(name, sizeof name, "%s_%s", run, what);
    tsv_fact(name, value);
}

/* A table "epoch seconds loss"; the seconds are those of training alone. */
static void train(struct Run run, const Dataset *d) {
    t_manual_seed(0);
    Module     *net = neural_network(64, 32, 10);
    Optimizer  *sgd = optim_sgd(nn_parameters(net), run.rate, 0, 0);
    DataLoader *loader = data_loader(d, .batch_size = run.batch_size ? run.batch_size : d->n, .shuffle = true);
    const int   batches = data_len(loader), every = batches / run.rows_an_epoch;
    Tsv        *t = tsv_open(run.name, "epoch seconds loss");
    double      seconds = 0;
    int         steps = 0;
    tsv_row(t, 0, 0, loss_of_all(net, d));
    for (int epoch = 0; epoch < run.epochs; epoch++)
        for (Tensor *x, *y;;) {
            const double start = machine_processor_time();
            if (!data_next(loader, &x, &y)) break;
            t_step();
            t_backward(f_cross_entropy(nn_forward(net, x), y));
            optim_step(sgd);
            optim_zero_grad(sgd);
            seconds += machine_processor_time() - start;
            if (++steps % every == 0) tsv_row(t, (double)steps / batches, seconds, loss_of_all(net, d));
        }
    tsv_close(t);
    fact_of(run.name, "batches", batches);
    fact_of(run.name, "epochs", run.epochs);
    fact_of(run.name, "seconds", seconds);
    fact_of(run.name, "loss", loss_of_all(net, d));
    fact_of(run.name, "rate", run.rate);
    data_loader_free(loader);
    optim_free(sgd);
    nn_free(net);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *d, *test;
    if (!data_train_test("digits", &d, &test)) tsv_die("the digits");
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) train(runs[i], d);
    tsv_fact("samples", d->n);
    dataset_free(d);
    dataset_free(test);
    return tsv_end();
}
