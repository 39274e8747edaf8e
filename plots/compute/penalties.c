/* In double. Alcohol from other measurements of the wines by a linear neuron, with the L1 and with the L2 penalty. */
#include "fit.h"
#include "regularization.h"
#include "wine_strength.h"

enum { TRAIN = 60, STEPS = 4000 };
static const double rate = 0.05;

/* Gradient descent on the MSE with the L2 penalty and, where l1 is not 0, a proximal step for the L1 penalty after each
 * step: 1 - inputs neuron. */
static Module *fit(Tensor *x, Tensor *y, double l1, double l2) {
    Module *neuron = nn_linear(x->shape[1], 1);
    Tensor *W = nn_find(neuron, "weight");
    init_uniform(W, 0);
    Optimizer *sgd = optim_sgd(nn_parameters(neuron), rate, 0, 0);
    for (int step = 0; step < STEPS; step++) {
        t_step();
        t_backward(penalized(fit_mse(nn_forward(neuron, x), y), neuron, 0, l2));
        optim_step(sgd);
        optim_zero_grad(sgd);
        if (l1 > 0) prox_l1(W, rate, l1);
    }
    optim_free(sgd);
    return neuron;
}

/* --- All twelve weights ------------------------------------------------------------------------------------------- */
static void write_weights(Strength wines) {
    static const char *const names[3] = {"none", "l2", "l1"};
    static const double      l1[3] = {0, 0, 0.2}, l2[3] = {0, 0.2, 0};
    Module                  *neurons[3];
    for (int k = 0; k < 3; k++) {
        Module *n = neurons[k] = fit(wines.train->x, wines.train->y, l1[k], l2[k]);
        char    name[32];
        snprintf(name, sizeof name, "%s_validation", names[k]);
        tsv_fact(name, fit_loss(n, wines.validation->x, wines.validation->y, fit_mse));
        snprintf(name, sizeof name, "%s_zeros", names[k]);
        int zeros = 0;
        for (int i = 0; i < STRENGTH_INPUTS; i++) zeros += nn_find(n, "weight")->data[i] == 0;
        tsv_fact(name, zeros);
    }
    Tsv *t = tsv_open("weights", "input none l2 l1");
    for (int i = 0; i < STRENGTH_INPUTS; i++)
        tsv_row(t, i + 1, fabs(nn_find(neurons[0], "weight")->data[i]), fabs(nn_find(neurons[1], "weight")->data[i]),
                fabs(nn_find(neurons[2], "weight")->data[i]));
    tsv_close(t);
    tsv_fact("inputs", STRENGTH_INPUTS);
    for (int k = 0; k < 3; k++) nn_free(neurons[k]);
}

/* --- Two of them: the loss over the plane, and where the penalties lead ------------------------------------------- */
enum { FIRST = 11, SECOND = 0, GRID = 101 }; /* proline, malic acid */

static void write_plane(Strength wines) {
    Tensor *all = wines.train->x, *y = wines.train->y;
    Tensor *x = t_cat(1, t_slice(all, 1, FIRST, FIRST + 1), t_slice(all, 1, SECOND, SECOND + 1));
    static const char *const names[3] = {"none", "l2", "l1"};
    static const double      l1[3] = {0, 0, 0.5}, l2[3] = {0, 0.6, 0};
    for (int k = 0; k < 3; k++) {
        Module       *n = fit(x, y, l1[k], l2[k]);
        const Tensor *w = nn_find(n, "weight");
        Tsv          *t = tsv_open(names[k], "w1 w2");
        tsv_row(t, w->data[0], w->data[1]);
        tsv_close(t);
        char name[32];
        snprintf(name, sizeof name, "%s_w1", names[k]);
        tsv_fact(name, w->data[0]);
        snprintf(name, sizeof name, "%s_w2", names[k]);
        tsv_fact(name, w->data[1]);
        if (k == 0) tsv_fact("least", fit_loss(n, x, y, fit_mse));
        if (k > 0) {
            snprintf(name, sizeof name, "%s_loss", names[k]);
            tsv_fact(name, fit_loss(n, x, y, fit_mse));
        }
        nn_free(n);
    }
    Tsv *t = tsv_open("plane", "w1 w2 loss");
    for (int i = 0; i < GRID; i++) {
        if (i > 0) tsv_gap(t);
        for (int j = 0; j < GRID; j++) {
            t_step();
            t_no_grad();
            const real w[2] = {-0.6 + 1.6 * j / (GRID - 1), -0.6 + 1.6 * i / (GRID - 1)};
            tsv_row(t, w[0], w[1], t_item(fit_mse(t_matmul(x, t_tensor(w, 2, 1)), y)));
        }
    }
    tsv_close(t);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    const Strength wines = strength_read(TRAIN, 0);
    write_weights(wines);
    write_plane(wines);
    strength_free(wines);
    return tsv_end();
}
