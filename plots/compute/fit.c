#include "fit.h"
#include "losses.h"
#include "softmax.h"

enum { HISTORY_ROWS = 400 };

Tensor *fit_mse(Tensor *output, Tensor *target) { return f_mse_loss(output, target); }
Tensor *fit_bce(Tensor *logits, Tensor *target) { return f_bce_with_logits(logits, target); }
Tensor *fit_cross_entropy(Tensor *logits, Tensor *labels) { return f_cross_entropy(logits, labels); }

double fit_loss(Module *model, Tensor *x, Tensor *y, Loss loss) {
    t_step();
    t_no_grad();
    return t_item(loss(nn_forward(model, x), y));
}

double fit_adam(Module *model, Tensor *x, Tensor *y, Loss loss, double lr, int steps, Tsv *history) {
    Optimizer *adam = optim_adam(nn_parameters(model), lr);
    const int  every = steps > HISTORY_ROWS ? steps / HISTORY_ROWS : 1;
    for (int step = 0; step < steps; step++) {
        t_step();
        Tensor *L = loss(nn_forward(model, x), y);
        if (history && step % every == 0) tsv_row(history, step, t_item(L));
        optim_zero_grad(adam);
        t_backward(L);
        optim_step(adam);
    }
    optim_free(adam);
    const double last = fit_loss(model, x, y, loss);
    if (history) tsv_row(history, steps, last);
    return last;
}

void fit_write_grid(const char *table, Module *model, Grid g, const Standardizer *s) {
    t_step();
    t_no_grad();
    Tensor *x = t_empty(DTYPE_REAL, 2, (int[]){g.nx * g.ny, 2});
    for (int i = 0; i < g.ny; i++)
        for (int j = 0; j < g.nx; j++) {
            real *point = x->data + 2 * (i * g.nx + j);
            point[0] = (real)(g.x_low + (g.x_high - g.x_low) * j / (g.nx - 1));
            point[1] = (real)(g.y_low + (g.y_high - g.y_low) * i / (g.ny - 1));
        }
    Tensor *inputs = t_clone(x);
    for (int i = 0; s && i < 2 * g.nx * g.ny; i++)
        inputs->data[i] = (real)((inputs->data[i] - s->mean[i % 2]) / s->std[i % 2]);
    const Tensor *p = f_sigmoid(nn_forward(model, inputs));

    Tsv *t = tsv_open(table, "x y p");
    for (int i = 0; i < g.nx * g.ny; i++) {
        if (i > 0 && i % g.nx == 0) tsv_gap(t);
        tsv_row(t, x->data[2 * i], x->data[2 * i + 1], p->data[i]);
    }
    tsv_close(t);
}
