/* Five optimisers on the digits, from the same first weights over the same batches, each with the learning rate that
 * suits it best: mean losses over several seeds. */
#include "fit.h"
#include "linear.h"
#include "optimizers.h"
#include "softmax.h"

enum { EPOCHS = 20, SEEDS = 10, BATCH = 64, RATES = 9 };
static const double rates[RATES] = {3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3};

static Optimizer *sgd(Params *p, double lr) { return optim_sgd(p, lr, 0, 0); }
static Optimizer *momentum(Params *p, double lr) { return optim_sgd(p, lr, 0.9, 0); }
static const struct Method {
    const char *name;
    Optimizer *(*make)(Params *params, double lr);
} methods[] = {{"sgd", sgd}, {"momentum", momentum}, {"adagrad", optim_adagrad}, {"rmsprop", optim_rmsprop},
               {"adam", optim_adam}};
enum { METHODS = sizeof methods / sizeof *methods };

/* loss[e]: on all training samples after e epochs. */
static void train(const struct Method *method, double rate, uint64_t seed, Tensor *x, Tensor *y,
                  double loss[EPOCHS + 1]) {
    t_manual_seed(seed);
    Rng        rng = rng_new(seed, 0);
    Module    *net = neural_network(64, 32, 10);
    Optimizer *optimizer = method->make(nn_parameters(net), rate);
    for (int epoch = 0; epoch <= EPOCHS; epoch++) {
        loss[epoch] = fit_loss(net, x, y, fit_cross_entropy);
        if (epoch < EPOCHS) sgd_epoch(x, y, BATCH, &rng, net, fit_cross_entropy, optimizer);
    }
    optim_free(optimizer);
    nn_free(net);
}

/* Chosen with seed 0; the curves are those of the others. */
static double best_rate(const struct Method *method, Tensor *x, Tensor *y) {
    double best = rates[0], least = INFINITY;
    for (int r = 0; r < RATES; r++) {
        double loss[EPOCHS + 1];
        train(method, rates[r], 0, x, y, loss);
        if (loss[EPOCHS] < least) {
            best = rates[r];
            least = loss[EPOCHS];
        }
    }
    return best;
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *d, *test;
    if (!data_train_test("digits", &d, &test)) tsv_die("the digits");
    Tensor *x = t_keep(t_flatten(d->x));
    double  mean[METHODS][EPOCHS + 1] = {{0}};
    for (int m = 0; m < METHODS; m++) {
        const double rate = best_rate(&methods[m], x, d->y);
        for (int seed = 1; seed <= SEEDS; seed++) {
            double loss[EPOCHS + 1];
            train(&methods[m], rate, (uint64_t)seed, x, d->y, loss);
            for (int e = 0; e <= EPOCHS; e++) mean[m][e] += loss[e] / SEEDS;
        }
        char name[32];
        snprintf(name, sizeof name, "%s_rate", methods[m].name);
        tsv_fact(name, rate);
        snprintf(name, sizeof name, "%s_loss", methods[m].name);
        tsv_fact(name, mean[m][EPOCHS]);
    }
    Tsv *t = tsv_open("losses", "epoch sgd momentum adagrad rmsprop adam");
    for (int e = 0; e <= EPOCHS; e++) tsv_row(t, e, mean[0][e], mean[1][e], mean[2][e], mean[3][e], mean[4][e]);
    tsv_close(t);
    tsv_fact("seeds", SEEDS);
    tsv_fact("rates", RATES);
    t_free(x);
    dataset_free(d);
    dataset_free(test);
    return tsv_end();
}
