/* Twenty-five trials of learning rate and width, on a grid and at random: nets on few digits, and what each says of
 * others. */
#include "fit.h"
#include "linear.h"
#include "softmax.h"

enum { TRIALS = 25, SIDE = 5, TRAIN = 300, EPOCHS = 10 };
static const double log_rate[2] = {-3, 0.5}, log_width[2] = {0.3, 2.1}; /* powers of ten */

static double between(const double ends[2], double share) { return pow(10, ends[0] + (ends[1] - ends[0]) * share); }

/* The loss on the validation set after a few epochs; a net that diverges says no more than one that guesses. */
static double trial(const Dataset *train, const Dataset *validation, double rate, int width) {
    t_manual_seed(0);
    Module     *net = neural_network(64, width, 10);
    Optimizer  *sgd = optim_sgd(nn_parameters(net), rate, 0.9, 0);
    DataLoader *loader = data_loader(train, .batch_size = 16, .shuffle = true);
    for (int epoch = 0; epoch < EPOCHS; epoch++)
        for (Tensor *x, *y; data_next(loader, &x, &y);) {
            t_step();
            t_backward(f_cross_entropy(nn_forward(net, x), y));
            optim_step(sgd);
            optim_zero_grad(sgd);
        }
    const double loss = fit_loss(net, validation->x, validation->y, fit_cross_entropy);
    data_loader_free(loader);
    optim_free(sgd);
    nn_free(net);
    return isfinite(loss) ? fmin(loss, log(10)) : log(10);
}

static void search(const char *name, const Dataset *train, const Dataset *validation) {
    Rng    rng = rng_new(0, 0);
    Tsv   *t = tsv_open(name, "rate width loss best");
    double rates[TRIALS], losses[TRIALS];
    int    widths[TRIALS], best = 0;
    for (int i = 0; i < TRIALS; i++) {
        const bool   grid = strcmp(name, "grid") == 0;
        const double u = grid ? (double)(i % SIDE) / (SIDE - 1) : rng_uniform(&rng);
        const double v = grid ? (double)(i / SIDE) / (SIDE - 1) : rng_uniform(&rng);
        rates[i] = between(log_rate, u);
        widths[i] = (int)round(between(log_width, v));
        losses[i] = trial(train, validation, rates[i], widths[i]);
        if (losses[i] < losses[best]) best = i;
    }
    for (int i = 0; i < TRIALS; i++) tsv_row(t, rates[i], widths[i], losses[i], i == best);
    tsv_close(t);
    char fact[32];
    snprintf(fact, sizeof fact, "%s_best", name);
    tsv_fact(fact, losses[best]);
    snprintf(fact, sizeof fact, "%s_rate", name);
    tsv_fact(fact, rates[best]);
    snprintf(fact, sizeof fact, "%s_width", name);
    tsv_fact(fact, widths[best]);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *all = data_named("digits"), *train, *validation;
    if (!all) tsv_die("the digits");
    data_split_stratified(all, (double)TRAIN / all->n, 0, &train, &validation);
    search("grid", train, validation);
    search("random", train, validation);
    tsv_fact("trials", TRIALS);
    dataset_free(train);
    dataset_free(validation);
    dataset_free(all);
    return tsv_end();
}
