/* In double. Optimisers on functions of two numbers: past a saddle, and along a ravine. */
#include "surface.h"

/* A saddle at (0,0), and a minimum of -1/4 on either side of it. */
static Tensor *saddle(Tensor *at) {
    Tensor *x = t_select(at, 0), *y = t_select(at, 1), *xx = t_mul(x, x), *yy = t_mul(y, y);
    return t_add(t_scale(xx, 0.5), t_sub(t_scale(t_mul(yy, yy), 0.25), t_scale(yy, 0.5)));
}

/* The loss of y = 3x + 2 for eleven x from 0 to 4, by slope and intercept. */
static Tensor *ravine(Tensor *at) {
    Tensor *x = t_linspace(0, 4, 11), *y = t_add(t_scale(x, 3), 2);
    Tensor *miss = t_sub(t_add(t_mul(t_select(at, 0), x), t_select(at, 1)), y);
    return t_mean(t_mul(miss, miss));
}

/* A table of the path, and the fact NAME_steps: after how many steps f is below `low` for good. */
static void walk(const char *name, Objective f, const real start[2], const OptimType *type, OptimArgs args, int steps,
                 double low) {
    const Tensor *path = optimizer_path(f, t_tensor(start, 2), type, args, steps);
    int           arrived = 0;
    for (int step = 0; step <= steps; step++)
        if (surface_at(f, path->data[2 * step], path->data[2 * step + 1]) >= low) arrived = step + 1;
    surface_write_path(name, f, path);
    char fact[64];
    snprintf(fact, sizeof fact, "%s_steps", name);
    tsv_fact(fact, arrived);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    enum { SADDLE_STEPS = 120, RAVINE_STEPS = 60 };
    const real from[2] = {-1.5, 0.01};
    surface_write("saddle", saddle, (Grid){-2, 2, 121, -1.6, 1.6, 97});
    static const struct {
        const char      *name;
        const OptimType *type;
        OptimArgs        args;
    } methods[] = {
        {"saddle_sgd", &sgd_type, {.lr = 0.1}},
        {"saddle_momentum", &momentum_type, {.lr = 0.1, .momentum = 0.9}},
        {"saddle_adagrad", &adagrad_type, {.lr = 0.3, .eps = 1e-10}},
        {"saddle_rmsprop", &rmsprop_type, {.lr = 0.03, .alpha = 0.9, .eps = 1e-8}},
        {"saddle_adam", &adam_type, {.lr = 0.1, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8}},
    };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        walk(methods[i].name, saddle, from, methods[i].type, methods[i].args, SADDLE_STEPS, -0.24);

    const real start[2] = {2.2, 7.5};
    surface_write("ravine", ravine, (Grid){0, 5, 121, 0, 8, 121});
    Tsv *minimum = tsv_open("ravine_minimum", "x y");
    tsv_row(minimum, 3, 2);
    tsv_close(minimum);
    walk("ravine_plain", ravine, start, &sgd_type, (OptimArgs){.lr = 0.15}, RAVINE_STEPS, 1e-2);
    walk("ravine_momentum", ravine, start, &momentum_type, (OptimArgs){.lr = 0.15, .momentum = 0.45}, RAVINE_STEPS,
         1e-2);
    return tsv_end();
}
