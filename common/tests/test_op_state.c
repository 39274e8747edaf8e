/* Ops that keep something: statistics of a batch handed to backward and to buffers, an argmax, a mask. They are written
 * as a lab writes them, and each is held to its formula and to differences with a random upstream gradient. */
#include "gradient_test.h"

/* --- Batch norm: y = gamma (x - mean) / sqrt(var + eps) + beta, over all axes but the second ------------------------
 * in: x (N,C,...), gamma (C), beta (C), and the buffers running mean and running variance (C); saved: the normalised x,
 * and 1 / sqrt(var + eps) of each channel. */
enum { TRAINING_AT };
static const double momentum = 0.1, eps = 1e-5;

typedef struct Channels {
    int N, C, M; /* samples, channels, places in a channel of a sample */
} Channels;

static Channels channels_of(const Tensor *x) {
    return (Channels){x->shape[0], x->shape[1], (int)x->size / (x->shape[0] * x->shape[1])};
}

/* The mean and variance that normalise a channel. In training mode they are the batch's, with the biased variance; the
 * buffers move towards the mean and the unbiased variance. */
static void statistics(const Ctx *c, int channel, double *mean, double *var) {
    const Tensor  *x = c->in[0];
    const Channels s = channels_of(x);
    const int      n = s.N * s.M;
    real          *running_mean = c->in[3]->data, *running_var = c->in[4]->data;
    *mean = running_mean[channel];
    *var = running_var[channel];
    if (!c->args.i[TRAINING_AT]) return;
    *mean = *var = 0;
    for (int i = 0; i < n; i++) *mean += (double)x->data[(i / s.M * s.C + channel) * s.M + i % s.M] / n;
    for (int i = 0; i < n; i++) *var += pow((double)x->data[(i / s.M * s.C + channel) * s.M + i % s.M] - *mean, 2) / n;
    running_mean[channel] += (real)(momentum * (*mean - (double)running_mean[channel]));
    running_var[channel] += (real)(momentum * (*var * n / (n - 1) - (double)running_var[channel]));
}

static Tensor *batch_norm_forward(Ctx *c) {
    const Tensor  *x = c->in[0], *gamma = c->in[1], *beta = c->in[2];
    const Channels s = channels_of(x);
    Tensor        *y = t_like(x), *normal = c->saved[0] = t_like(x), *inverse_std = c->saved[1] = t_like(gamma);
    for (int ch = 0; ch < s.C; ch++) {
        double mean, var;
        statistics(c, ch, &mean, &var);
        inverse_std->data[ch] = (real)(1 / sqrt(var + eps));
        for (int i = 0; i < s.N * s.M; i++) {
            int at = (i / s.M * s.C + ch) * s.M + i % s.M;
            normal->data[at] = (real)((double)x->data[at] - mean) * inverse_std->data[ch];
            y->data[at] = gamma->data[ch] * normal->data[at] + beta->data[ch];
        }
    }
    return y;
}

/* dx = gamma / std (dy - mean(dy) - normal mean(dy normal)); the statistics of eval mode do not depend on x. */
static void batch_norm_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor  *gamma = c->in[1], *normal = c->saved[0], *inverse_std = c->saved[1];
    const Channels s = channels_of(c->in[0]);
    for (int ch = 0; ch < s.C; ch++) {
        double sum = 0, product = 0;
        int    n = s.N * s.M;
        for (int i = 0; i < n; i++) {
            int at = (i / s.M * s.C + ch) * s.M + i % s.M;
            sum += (double)dy->data[at];
            product += (double)(dy->data[at] * normal->data[at]);
        }
        if (dx[1]) dx[1]->data[ch] += (real)product;
        if (dx[2]) dx[2]->data[ch] += (real)sum;
        if (!c->args.i[TRAINING_AT]) sum = product = 0;
        for (int i = 0; dx[0] && i < n; i++) {
            int  at = (i / s.M * s.C + ch) * s.M + i % s.M;
            real rest = dy->data[at] - (real)(sum / n) - normal->data[at] * (real)(product / n);
            dx[0]->data[at] += gamma->data[ch] * inverse_std->data[ch] * rest;
        }
    }
}
static const Op batch_norm_op = {.name = "batch_norm", .forward = batch_norm_forward, .backward = batch_norm_backward};

static Tensor *batch_norm_with_forward(Module *m, Tensor *x) {
    Tensor *in[] = {x, m->parameters[0].tensor, m->parameters[1].tensor, m->buffers[0].tensor, m->buffers[1].tensor};
    return t_apply_at(T_HERE("batch_norm"), &batch_norm_op, (Args){.i[TRAINING_AT] = m->training}, 5, in);
}
static const ModuleType batch_norm_type = {.name = "BatchNorm2d", .forward = batch_norm_with_forward};

static Module *batch_norm(int channels) {
    Module *m = nn_module(&batch_norm_type);
    nn_register_parameter(m, "weight", t_keep(t_ones(channels)));
    nn_register_parameter(m, "bias", t_keep(t_zeros(channels)));
    nn_register_buffer(m, "running_mean", t_keep(t_zeros(channels)));
    nn_register_buffer(m, "running_var", t_keep(t_ones(channels)));
    return m;
}

/* Channel 0 holds 1, 2, 5, 6: mean 3.5, variance 4.25, unbiased 17/3; channel 1 the same, 2 more each. */
START_TEST(batch_norm_and_its_buffers) {
    Module *m = batch_norm(2);
    t_step();
    Tensor *x = t_tensor(REALS(1, 2, 3, 4, 5, 6, 7, 8), 2, 2, 1, 2), *y = nn_forward(m, x);
    double  std = sqrt(4.25 + eps);
    ASSERT_REALS(y, "(2,2,1,2)", -2.5 / std, -1.5 / std, -2.5 / std, -1.5 / std, 1.5 / std, 2.5 / std, 1.5 / std,
                 2.5 / std);
    ASSERT_REALS(m->buffers[0].tensor, "(2)", 0.35, 0.55);
    ASSERT_REALS(m->buffers[1].tensor, "(2)", 0.9 + 1.7 / 3, 0.9 + 1.7 / 3);
    t_backward_from(y, t_tensor(REALS(1, 0, 0, 0, 0, 0, 0, 2), 2, 2, 1, 2));
    ASSERT_REALS(m->parameters[0].tensor->grad, "(2)", -2.5 / std, 5 / std);
    ASSERT_REALS(m->parameters[1].tensor->grad, "(2)", 1, 2);
    ck_assert_ptr_null(m->buffers[0].tensor->grad);

    nn_eval(m);
    double inverse = 1 / sqrt(0.9 + 1.7 / 3 + eps);
    y = nn_forward(m, x);
    ck_assert_double_eq_tol(t_at(y, 0, 0, 0, 0), 0.65 * inverse, 8 * REAL_EPSILON);
    ASSERT_REALS(m->buffers[0].tensor, "(2)", 0.35, 0.55); /* eval mode leaves them */
    nn_free(m);
}
END_TEST

/* The same by the library's ops: what lab 5 may be held to. */
static Tensor *by_ops(Tensor *x, Tensor *gamma, Tensor *beta) {
    Tensor *centred = t_sub(x, t_mean_axes_keep(x, 0, 2, 3));
    Tensor *normal = t_div(centred, t_sqrt(t_add(t_var_axes_keep(x, 0, 0, 2, 3), eps)));
    int     C = gamma->shape[0];
    return t_add(t_mul(normal, t_reshape(gamma, C, 1, 1)), t_reshape(beta, C, 1, 1));
}

START_TEST(batch_norm_by_ops) {
    Tensor *x = t_requires_grad(t_randn(4, 3, 2, 5)), *gamma = t_requires_grad(t_randn(3));
    Tensor *beta = t_requires_grad(t_randn(3)), *dy = t_randn(4, 3, 2, 5), *mean = t_zeros(3), *var = t_ones(3);
    Tensor *in[] = {x, gamma, beta, mean, var}, *grad[3];
    Tensor *y = t_apply_at(T_HERE("batch_norm"), &batch_norm_op, (Args){.i[TRAINING_AT] = 1}, 5, in);
    t_backward_from(y, dy);
    for (int i = 0; i < 3; i++) {
        grad[i] = in[i]->grad;
        t_forget_grad(in[i]);
    }
    Tensor *z = by_ops(x, gamma, beta);
    t_backward_from(z, dy);
    ck_assert(t_allclose(y, z, 0, 50 * REAL_EPSILON));
    for (int i = 0; i < 3; i++) ck_assert(t_allclose(grad[i], in[i]->grad, 100 * REAL_EPSILON, 400 * REAL_EPSILON));
}
END_TEST

/* --- Layer norm over the last axis; saved as above, one 1 / std a row --------------------------------------------- */
static Tensor *layer_norm_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    int           n = x->shape[x->ndim - 1], rows = (int)x->size / n;
    Tensor       *y = t_like(x), *inverse_std = c->saved[0] = t_empty(DTYPE_REAL, 1, &rows);
    for (int r = 0; r < rows; r++) {
        const real *from = x->data + r * n;
        double      mean = 0, var = 0;
        for (int i = 0; i < n; i++) mean += (double)from[i] / n;
        for (int i = 0; i < n; i++) var += pow((double)from[i] - mean, 2) / n;
        inverse_std->data[r] = (real)(1 / sqrt(var + eps));
        for (int i = 0; i < n; i++) y->data[r * n + i] = (real)((double)from[i] - mean) * inverse_std->data[r];
    }
    return y;
}

static void layer_norm_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor *y = c->out, *inverse_std = c->saved[0];
    int           n = y->shape[y->ndim - 1];
    for (int r = 0; r < inverse_std->shape[0]; r++) {
        double sum = 0, product = 0;
        for (int i = r * n; i < (r + 1) * n; i++) {
            sum += (double)dy->data[i] / n;
            product += (double)(dy->data[i] * y->data[i]) / n;
        }
        for (int i = r * n; i < (r + 1) * n; i++)
            dx[0]->data[i] += inverse_std->data[r] * (dy->data[i] - (real)sum - y->data[i] * (real)product);
    }
}
static const Op layer_norm_op = {.name = "layer_norm", .forward = layer_norm_forward, .backward = layer_norm_backward};

START_TEST(layer_norm) {
    Tensor *y = t_apply(&layer_norm_op, t_tensor(REALS(1, 2, 5, 6, 0, 0, 0, 0), 2, 4));
    double  std = sqrt(4.25 + eps);
    ASSERT_REALS(y, "(2,4)", -2.5 / std, -1.5 / std, 1.5 / std, 2.5 / std, 0, 0, 0, 0);
}
END_TEST

/* --- Max pooling of 2 x 2 windows; saved: where in x each output came from, int64 --------------------------------- */
static Tensor *max_pool_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    int           H = x->shape[2], W = x->shape[3], shape[] = {x->shape[0], x->shape[1], H / 2, W / 2};
    Tensor       *y = t_empty(DTYPE_REAL, 4, shape), *from = c->saved[0] = t_empty(DTYPE_INT64, 4, shape);
    for (int i = 0; i < (int)y->size; i++) {
        int plane = i / (shape[2] * shape[3]), row = i / shape[3] % shape[2], column = i % shape[3];
        int at = (plane * H + 2 * row) * W + 2 * column, best = at;
        for (int k = 1; k < 4; k++) {
            int other = at + k / 2 * W + k % 2;
            if (x->data[other] > x->data[best]) best = other;
        }
        from->i64[i] = best;
        y->data[i] = x->data[best];
    }
    return y;
}

static void max_pool_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    for (size_t i = 0; i < dy->size; i++) dx[0]->data[c->saved[0]->i64[i]] += dy->data[i];
}
static const Op max_pool_op = {.name = "max_pool", .forward = max_pool_forward, .backward = max_pool_backward};

START_TEST(max_pool) {
    Tensor *x = t_requires_grad(t_tensor(REALS(1, 5, 2, 0, 3, 4, 9, 9, 7, 7, 1, 2, 0, 0, 3, 4), 1, 1, 4, 4));
    Tensor *y = t_apply(&max_pool_op, x);
    ASSERT_REALS(y, "(1,1,2,2)", 5, 9, 7, 4);
    t_backward_from(y, t_tensor(REALS(1, 2, 3, 4), 1, 1, 2, 2));
    ASSERT_REALS(x->grad, "(1,1,4,4)", 0, 1, 0, 0, 0, 0, 2, 0, 3, 0, 0, 0, 0, 0, 0, 4);
}
END_TEST

/* --- Dropout: y = x / (1-p), but 0 where u < p; saved: u. args.f: p; args.i: whether in training mode ------------- */
static Tensor *dropout_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    const double  p = c->args.f[0];
    if (!c->args.i[TRAINING_AT]) return t_clone(c->in[0]);
    Tensor       *y = t_like(x);
    const Tensor *u = c->saved[0] = t_rand_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = (double)u->data[i] < p ? 0 : x->data[i] / (real)(1 - p);
    return y;
}

static void dropout_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor *u = c->saved[0];
    const double  p = c->args.f[0];
    for (size_t i = 0; i < dy->size; i++)
        if (!u) dx[0]->data[i] += dy->data[i];
        else if ((double)u->data[i] >= p) dx[0]->data[i] += dy->data[i] / (real)(1 - p);
}
static const Op dropout_op = {.name = "dropout", .forward = dropout_forward, .backward = dropout_backward};

static Tensor *dropout(Tensor *x, double p, bool training) {
    return t_apply_at(T_HERE("dropout"), &dropout_op, (Args){.i = {training}, .f = {p}}, 1, &x);
}

START_TEST(dropout_draws_anew_at_each_use) {
    enum { N = 10000 };
    Tensor *x = t_requires_grad(t_ones(N));
    t_manual_seed(1);
    Tensor *y = dropout(x, 0.25, true), *z = dropout(x, 0.25, true);
    int     dropped = 0, in_both = 0;
    for (int i = 0; i < N; i++) {
        ck_assert(y->data[i] == 0 || y->data[i] == 1 / (real)0.75);
        dropped += y->data[i] == 0;
        in_both += y->data[i] == 0 && z->data[i] == 0;
    }
    ck_assert_double_eq_tol(dropped / (double)N, 0.25, 4 * sqrt(0.25 * 0.75 / N));
    ck_assert_double_eq_tol(in_both / (double)N, 0.0625, 4 * sqrt(0.0625 * 0.9375 / N));
    t_backward_from(z, t_ones(N));
    ck_assert(t_equal(x->grad, z)); /* the mask of this use, not that of the last */
    t_manual_seed(1);
    ck_assert(t_equal(dropout(x, 0.25, true), y));
    Rng before = *t_generator();
    ck_assert(t_equal(dropout(x, 0.25, false), x));
    ck_assert_mem_eq(&before, t_generator(), sizeof before);
}
END_TEST

/* --- Gradients ---------------------------------------------------------------------------------------------------- */
static Tensor *f_batch_norm(Tensor *const in[], bool training) {
    int     C = in[1]->shape[0];
    Tensor *running_mean = t_full(0.2, C), *running_var = t_full(1.5, C);
    Tensor *all[] = {in[0], in[1], in[2], running_mean, running_var};
    return t_apply_at(T_HERE("batch_norm"), &batch_norm_op, (Args){.i[TRAINING_AT] = training}, 5, all);
}
static Tensor *f_training(Tensor *const in[]) { return f_batch_norm(in, true); }
static Tensor *f_eval(Tensor *const in[]) { return f_batch_norm(in, false); }
static Tensor *f_layer_norm(Tensor *const in[]) { return t_apply(&layer_norm_op, in[0]); }
static Tensor *f_max_pool(Tensor *const in[]) { return t_apply(&max_pool_op, in[0]); }
static Tensor *f_dropout(Tensor *const in[]) {
    t_manual_seed(8); /* a difference is taken of one and the same mask */
    return dropout(in[0], 0.4, true);
}

static void check_gradient(const char *name, Function f, int n, Tensor *const in[]) {
    double error = gradient_error(f, n, in);
    ck_assert_msg(error <= gradient_tolerance(), "%s: relative error %g", name, error);
}

START_TEST(gradients) {
    Tensor *images[] = {drawn(4, (int[]){3, 2, 2, 2}, -2, 2, 0.25), drawn(1, (int[]){2}, 0.5, 2, 0.5),
                        drawn(1, (int[]){2}, -1, 1, 0.5)};
    Tensor *table[] = {drawn(2, (int[]){5, 3}, -2, 2, 0.25), drawn(1, (int[]){3}, 0.5, 2, 0.5),
                       drawn(1, (int[]){3}, -1, 1, 0.5)};
    check_gradient("batch norm of images", f_training, 3, images);
    check_gradient("batch norm of a table", f_training, 3, table);
    check_gradient("batch norm in eval mode", f_eval, 3, images);
    check_gradient("layer norm", f_layer_norm, 1, table);
    check_gradient("max pool", f_max_pool, 1, images);
    check_gradient("dropout", f_dropout, 1, images);
}
END_TEST

int main(void) {
    TCase *t = tcase_create("op state");
    tcase_add_test(t, batch_norm_and_its_buffers);
    tcase_add_test(t, batch_norm_by_ops);
    tcase_add_test(t, layer_norm);
    tcase_add_test(t, max_pool);
    tcase_add_test(t, dropout_draws_anew_at_each_use);
    tcase_add_test(t, gradients);
    return run_cases(t, "op_state");
}
