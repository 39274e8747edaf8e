/* The same net from the same first weights, on all points of the target function at each step, with four learning
 * rates. */
#include "fit.h"
#include "regression.h"

enum { POINTS = 256, HIDDEN = 50, STEPS = 100, RATES = 4 };
static const double lost = 1e6; /* a loss beyond this does not come back */
static const double rates[RATES] = {0.002, 0.1, 0.4, 1.5};

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *d = data_approximator(POINTS);
    for (int i = 0; i < RATES; i++) {
        t_manual_seed(0);
        Module    *net = mlp(3, (int[]){1, HIDDEN, 1});
        Optimizer *sgd = optim_sgd(nn_parameters(net), rates[i], 0, 0);
        char       name[32];
        snprintf(name, sizeof name, "rate_%d", i);
        Tsv *t = tsv_open(name, "step loss");
        double last = INFINITY;
        for (int step = 0; step <= STEPS; step++) {
            t_step();
            Tensor *L = fit_mse(nn_forward(net, d->x), d->y);
            tsv_row(t, step, last = t_item(L));
            if (last > lost) break;
            t_backward(L);
            optim_step(sgd);
            optim_zero_grad(sgd);
        }
        tsv_close(t);
        tsv_fact(name, rates[i]);
        snprintf(name, sizeof name, "last_%d", i);
        tsv_fact(name, last);
        optim_free(sgd);
        nn_free(net);
    }
    tsv_fact("hidden", HIDDEN);
    tsv_fact("variance", t_item(t_var_at(T_HERE("variance"), d->y, T_ALL, false, 0)));
    dataset_free(d);
    return tsv_end();
}
