/* In double. Optimisers on functions of two numbers: past a saddle, and along a ravine. */
#include "descent.h"

/* --- A saddle at (0,0), and a minimum of -1/4 on either side of it ------------------------------------------------ */
static Tensor *saddle(Tensor *at) {
    Tensor *x = t_select(at, 0), *y = t_select(at, 1), *xx = t_mul(x, x), *yy = t_mul(y, y);
    return t_add(t_scale(xx, 0.5), t_sub(t_scale(t_mul(yy, yy), 0.25), t_scale(yy, 0.5)));
}
static const double saddle_start[2] = {-1.5, 0.01};
enum { SADDLE_STEPS = 120 };

/* --- The loss of y = 3x + 2 for eleven x from 0 to 4, by slope and intercept -------------------------------------- */
enum { SAMPLES = 11 };
static Tensor *ravine(Tensor *at) {
    Tensor *x = t_linspace(0, 4, SAMPLES), *y = t_add(t_scale(x, 3), 2);
    Tensor *miss = t_sub(t_add(t_mul(t_select(at, 0), x), t_select(at, 1)), y);
    return t_mean(t_mul(miss, miss));
}
static const double ravine_start[2] = {2.2, 7.5};
enum { RAVINE_STEPS = 60 };

/* A table "step x y f", and the fact NAME_steps: after how many steps f is below `low` for good. */
static void walk(const char *name, Function f, const double start[2], const OptimType *type, OptimArgs args, int steps,
                 double low) {
    Descent    d = descent_begin(f, 2, start);
    Optimizer *optimizer = optim_new_of(type, nn_parameters(d.model), args);
    Tsv       *t = tsv_open(name, "step x y f");
    int        arrived = 0;
    for (int step = 0; step <= steps; step++) {
        const double x = d.at->data[0], y = d.at->data[1], value = descent_step(d, optimizer);
        tsv_row(t, step, x, y, value);
        if (value >= low) arrived = step + 1;
    }
    tsv_close(t);
    char fact[64];
    snprintf(fact, sizeof fact, "%s_steps", name);
    tsv_fact(fact, arrived);
    optim_free(optimizer);
    descent_end(d);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    descent_write_grid("saddle", saddle, (Grid){-2, 2, 121, -1.6, 1.6, 97});
    const OptimArgs plain = {.lr = 0.1}, heavy = {.lr = 0.1, .momentum = 0.9};
    const OptimArgs adam = {.lr = 0.1, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8};
    walk("saddle_sgd", saddle, saddle_start, &sgd_type, plain, SADDLE_STEPS, -0.24);
    walk("saddle_momentum", saddle, saddle_start, &momentum_type, heavy, SADDLE_STEPS, -0.24);
    walk("saddle_adam", saddle, saddle_start, &adam_type, adam, SADDLE_STEPS, -0.24);

    descent_write_grid("ravine", ravine, (Grid){0, 5, 121, 0, 8, 121});
    Tsv *minimum = tsv_open("ravine_minimum", "x y");
    tsv_row(minimum, 3, 2);
    tsv_close(minimum);
    walk("ravine_plain", ravine, ravine_start, &sgd_type, (OptimArgs){.lr = 0.15}, RAVINE_STEPS, 1e-2);
    walk("ravine_momentum", ravine, ravine_start, &momentum_type, (OptimArgs){.lr = 0.15, .momentum = 0.45},
         RAVINE_STEPS, 1e-2);
    return tsv_end();
}
