/* In double. Gradient descent on (beta - 2)^2 from 0.25, with learning rates from 0.1 to 1.05. */
#include "optimizers.h"
#include "tsv.h"

enum { STEPS = 6 };

static Tensor *parabola(Tensor *beta) { return t_sum(t_pow(t_sub(beta, 2), 2)); }

/* A table "step beta loss slope", the slope being the gradient there. */
static void write_descent(const char *table, double lr) {
    const Tensor *path = descend(parabola, t_full(0.25, 1), lr, STEPS);
    Tsv          *t = tsv_open(table, "step beta loss slope");
    for (int step = 0; step <= STEPS; step++) {
        t_step();
        Tensor *beta = t_requires_grad(t_full(path->data[step], 1)), *loss = parabola(beta);
        t_backward(loss);
        tsv_row(t, step, path->data[step], t_item(loss), beta->grad->data[0]);
    }
    tsv_close(t);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    write_descent("rate_0.1", 0.1);
    write_descent("rate_0.5", 0.5);
    write_descent("rate_0.97", 0.97);
    write_descent("rate_1", 1);
    write_descent("rate_1.05", 1.05);
    return tsv_end();
}
