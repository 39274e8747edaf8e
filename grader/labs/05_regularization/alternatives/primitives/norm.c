/* Lab 5 in another style: out of the library's own operations, with hardly a loop. */
#include <string.h>

static void put(Tensor *to, Tensor *values) { memcpy(to->data, values->data, to->size * sizeof(real)); }
static void add_to(Tensor *dx, Tensor *g) { put(dx, t_add(dx, t_reshape_at(T_HERE("g"), g, dx->ndim, dx->shape))); }

/* @ before batch_norm_forward */
static Tensor *ncm(const Tensor *x) {
    const Channels s = channels_of(x);
    return t_reshape((Tensor *)x, s.N, s.C, s.M);
}

static Tensor *column(Tensor *v) { return t_reshape(v, v->shape[0], 1); }

/* @ 5.3 batch_norm_forward */
    Tensor *z = ncm(x), *mean = running_mean, *var = running_var;
    if (training) {
        mean = t_mean_axes(z, 0, 2);
        var = t_var_axes(z, 0, 0, 2);
        put(running_mean, t_add(t_scale(running_mean, 1 - momentum), t_scale(mean, momentum)));
        put(running_var, t_add(t_scale(running_var, 1 - momentum), t_scale(t_var_axes(z, 1, 0, 2), momentum)));
    }
    Tensor *std = c->saved[1] = t_sqrt(t_add(t_clone(var), eps));
    Tensor *normal = c->saved[0] = t_div(t_sub(z, column(t_clone(mean))), column(std));
    Tensor *y = t_add(t_mul(normal, column((Tensor *)gamma)), column((Tensor *)beta));
    return t_reshape_at(T_HERE("y"), y, x->ndim, x->shape);

/* @ 5.4 batch_norm_backward */
    (void)s;
    Tensor *normal = c->saved[0], *std = c->saved[1], *d = ncm(dy), *product = t_mul(d, normal);
    (void)x;
    if (dx[1]) add_to(dx[1], t_sum_axes(product, 0, 2));
    if (dx[2]) add_to(dx[2], t_sum_axes(d, 0, 2));
    if (training)
        d = t_sub(t_sub(d, t_mean_axes_keep(d, 0, 2)), t_mul(normal, t_mean_axes_keep(product, 0, 2)));
    if (dx[0]) add_to(dx[0], t_mul(d, column(t_div((Tensor *)gamma, std))));

/* @ 5.5 layer_norm_forward */
    (void)rows;
    Tensor *std = c->saved[1] = t_sqrt(t_add(t_var_axes_keep((Tensor *)x, 0, -1), eps));
    Tensor *normal = c->saved[0] = t_div(t_sub((Tensor *)x, t_mean_keep((Tensor *)x, -1)), std);
    return t_add(t_mul(normal, (Tensor *)gamma), (Tensor *)beta);

/* @ 5.5 layer_norm_backward */
    (void)x;
    Tensor *normal = c->saved[0], *g = t_mul((Tensor *)dy, (Tensor *)gamma);
    Tensor *rest = t_sub(t_sub(g, t_mean_keep(g, -1)), t_mul(normal, t_mean_keep(t_mul(g, normal), -1)));
    if (dx[0]) add_to(dx[0], t_div(rest, c->saved[1]));
    if (dx[1]) add_to(dx[1], t_sum_axis(t_reshape(t_mul((Tensor *)dy, normal), rows, D), 0));
    if (dx[2]) add_to(dx[2], t_sum_axis(t_reshape((Tensor *)dy, rows, D), 0));
