/* In double. The loss of a net with two weights, y = w2 tanh(w1 x), on data that such a net has made: a surface over a
 * plane, and gradient descent on it from two places. */
#include "activations.h"
#include "descent.h"
#include "losses.h"

enum { SAMPLES = 21, STEPS = 1500, STARTS = 2 };
static const double starts[STARTS][2] = {{-0.35, 1.75}, {0.25, -1.75}};

static Tensor *answer(Tensor *w, Tensor *x) { return t_mul(t_select(w, 1), f_tanh(t_mul(t_select(w, 0), x))); }

static Tensor *loss(Tensor *w) {
    Tensor *x = t_linspace(-2, 2, SAMPLES);
    return f_mse_loss(answer(w, x), answer(t_tensor(((real[]){1, 1}), 2), x));
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    descent_write_grid("surface", loss, (Grid){-2, 2, 61, -2, 2, 61});
    for (int i = 0; i < STARTS; i++) {
        char name[32];
        snprintf(name, sizeof name, "path_%d", i);
        Descent    d = descent_begin(loss, 2, starts[i]);
        Optimizer *sgd = optim_sgd(nn_parameters(d.model), 0.1, 0, 0);
        Tsv       *t = tsv_open(name, "w1 w2 loss");
        for (int step = 0; step <= STEPS; step++) {
            const double w1 = d.at->data[0], w2 = d.at->data[1];
            tsv_row(t, w1, w2, descent_step(d, sgd));
        }
        tsv_close(t);
        snprintf(name, sizeof name, "last_%d", i);
        tsv_fact(name, descent_value(d));
        snprintf(name, sizeof name, "w1_%d", i);
        tsv_fact(name, d.at->data[0]);
        snprintf(name, sizeof name, "w2_%d", i);
        tsv_fact(name, d.at->data[1]);
        optim_free(sgd);
        descent_end(d);
    }
    tsv_fact("at_saddle", t_item(loss(t_zeros(2))));
    tsv_fact("steps", STEPS);
    return tsv_end();
}
