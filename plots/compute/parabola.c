/* In double. Gradient descent on (beta - 2)^2 from 0.25, with learning rates from 0.1 to 1.05. */
#include "descent.h"

enum { STEPS = 6 };
static const double start = 0.25;

static Tensor *parabola(Tensor *beta) { return t_sum(t_pow(t_sub(beta, 2), 2)); }

/* A table "step beta loss slope", the slope being the gradient there. */
static void descend(const char *table, double lr) {
    Descent    d = descent_begin(parabola, 1, &start);
    Optimizer *sgd = optim_sgd(nn_parameters(d.model), lr, 0, 0);
    Tsv       *t = tsv_open(table, "step beta loss slope");
    for (int step = 0; step <= STEPS; step++) {
        const double beta = d.at->data[0], loss = descent_step(d, sgd);
        tsv_row(t, step, beta, loss, d.at->grad->data[0]);
    }
    tsv_close(t);
    optim_free(sgd);
    descent_end(d);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    descend("rate_0.1", 0.1);
    descend("rate_0.5", 0.5);
    descend("rate_0.97", 0.97);
    descend("rate_1", 1);
    descend("rate_1.05", 1.05);
    return tsv_end();
}
