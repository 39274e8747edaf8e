#include "descent.h"

Descent descent_begin(Function f, int n, const double start[]) {
    Descent d = {f, nn_container("Place"), t_own(DTYPE_REAL, DEV_CPU, 1, (int[]){n})};
    for (int i = 0; i < n; i++) d.at->data[i] = (real)start[i];
    nn_register_parameter(d.model, "at", d.at);
    return d;
}

void descent_end(Descent d) { nn_free(d.model); }

double descent_step(Descent d, Optimizer *optimizer) {
    t_step();
    Tensor *L = d.f(d.at);
    optim_zero_grad(optimizer);
    t_backward(L);
    optim_step(optimizer);
    return t_item(L);
}

double descent_value(Descent d) {
    t_step();
    t_no_grad();
    return t_item(d.f(d.at));
}

void descent_write_grid(const char *table, Function f, Grid g) {
    Tsv *t = tsv_open(table, "x y f");
    for (int i = 0; i < g.ny; i++) {
        if (i > 0) tsv_gap(t);
        for (int j = 0; j < g.nx; j++) {
            t_step();
            t_no_grad();
            const real at[2] = {(real)(g.x_low + (g.x_high - g.x_low) * j / (g.nx - 1)),
                                (real)(g.y_low + (g.y_high - g.y_low) * i / (g.ny - 1))};
            tsv_row(t, at[0], at[1], t_item(f(t_tensor(at, 2))));
        }
    }
    tsv_close(t);
}
