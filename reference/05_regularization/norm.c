/* Lab 5, second part: batch norm and layer norm.
 *
 * A backward *adds* the gradient of input i into dx[i]->data. dx[i] is NULL where nobody asked for that gradient: ask
 * for each of them, if (dx[i]). */
#include "norm.h"
/* SOLVED BEGIN #include "device.h" */
#include "activations.h"
#include "device.h"
/* SOLVED END */
#include "ops.h"

/* x (N,C,...) seen as (N,C,M): M places in each channel of a sample, 1 for a table (N,C). The element of sample n,
 * channel c, place m is x->data[(n * C + c) * M + m]. */
typedef struct Channels {
    int N, C, M;
} Channels;

static Channels channels_of(const Tensor *x) {
    Channels s = {.N = x->shape[0], .C = x->shape[1], .M = 1};
    for (int axis = 2; axis < x->ndim; axis++) s.M *= x->shape[axis];
    return s;
}

/* 5.3  Batch norm (Ioffe & Szegedy 2015). With the mean and the variance of its channel, every element becomes
 *
 *     x^ = (x - mean) / sqrt(var + eps)          y = gamma_c x^ + beta_c
 *
 * Training mode: mean and var are those of this batch, over the n = N M values of the channel,
 *
 *     mean = (1/n) sum x          var = (1/n) sum (x - mean)^2          the biased variance: 1/n
 *
 * and the buffers move towards them, by momentum (0.1 in torch), with the *unbiased* variance:
 *
 *     running_mean := (1 - momentum) running_mean + momentum mean
 *     running_var  := (1 - momentum) running_var  + momentum var n / (n - 1)
 *
 * Evaluation mode: mean and var are the buffers, which stay as they are. So the outputs of a sample do not depend on
 * the other samples of its batch.
 *
 * Keep what the backward needs, such as x^ and 1 / sqrt(var + eps). Sums of many numbers are better made in double. */
static Tensor *batch_norm_forward(Ctx *c) {
    const Tensor  *x = c->in[0], *gamma = c->in[1], *beta = c->in[2];
    Tensor        *running_mean = c->in[3], *running_var = c->in[4];
    const bool     training = c->args.i[0];
    const double   eps = c->args.f[0], momentum = c->args.f[1];
    const Channels s = channels_of(x);
    /* SOLUTION BEGIN 5.3 */
    const double n = (double)s.N * s.M;
    double       mean[s.C], var[s.C];
    for (int ch = 0; ch < s.C; ch++) {
        mean[ch] = training ? 0 : running_mean->data[ch];
        var[ch] = training ? 0 : running_var->data[ch];
    }
    if (training) {
        for (int i = 0, k = 0; k < s.N; k++)
            for (int ch = 0; ch < s.C; ch++)
                for (int m = 0; m < s.M; m++) mean[ch] += x->data[i++];
        for (int ch = 0; ch < s.C; ch++) mean[ch] /= n;
        for (int i = 0, k = 0; k < s.N; k++)
            for (int ch = 0; ch < s.C; ch++)
                for (int m = 0; m < s.M; m++) {
                    const double d = x->data[i++] - mean[ch];
                    var[ch] += d * d;
                }
        for (int ch = 0; ch < s.C; ch++) {
            var[ch] /= n;
            running_mean->data[ch] = (real)((1 - momentum) * running_mean->data[ch] + momentum * mean[ch]);
            running_var->data[ch] = (real)((1 - momentum) * running_var->data[ch] + momentum * var[ch] * n / (n - 1));
        }
    }
    Tensor *y = t_like(x), *xhat = c->saved[0] = t_like(x), *inverse_std = c->saved[1] = t_like(gamma);
    for (int ch = 0; ch < s.C; ch++) inverse_std->data[ch] = (real)(1 / sqrt(var[ch] + eps));
    for (int i = 0, k = 0; k < s.N; k++)
        for (int ch = 0; ch < s.C; ch++)
            for (int m = 0; m < s.M; m++, i++) {
                xhat->data[i] = (real)(x->data[i] - mean[ch]) * inverse_std->data[ch];
                y->data[i] = gamma->data[ch] * xhat->data[i] + beta->data[ch];
            }
    return y;
    /* SOLUTION END 5.3 */
}

/* 5.4  The backward of batch norm. gamma and beta are in all elements of their channel:
 *
 *     dbeta_c  += sum dy                  sums over the n values of the channel
 *     dgamma_c += sum dy x^
 *
 * In training mode x moves the mean and the variance, too. This gives two more terms:
 *
 *     dx += gamma / sqrt(var + eps) (dy - mean(dy) - x^ mean(dy x^))
 *
 * with means over the channel. In evaluation mode mean and var are constants: dx += gamma / sqrt(var + eps) dy. */
static void batch_norm_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor  *x = c->in[0], *gamma = c->in[1];
    const bool     training = c->args.i[0];
    const Channels s = channels_of(x);
    /* SOLUTION BEGIN 5.4 */
    const Tensor *xhat = c->saved[0], *inverse_std = c->saved[1];
    const double  n = (double)s.N * s.M;
    double        sum[s.C], product[s.C]; /* of dy, and of dy x^ */
    for (int ch = 0; ch < s.C; ch++) sum[ch] = product[ch] = 0;
    for (int i = 0, k = 0; k < s.N; k++)
        for (int ch = 0; ch < s.C; ch++)
            for (int m = 0; m < s.M; m++, i++) {
                sum[ch] += dy->data[i];
                product[ch] += dy->data[i] * xhat->data[i];
            }
    for (int ch = 0; dx[1] && ch < s.C; ch++) dx[1]->data[ch] += (real)product[ch];
    for (int ch = 0; dx[2] && ch < s.C; ch++) dx[2]->data[ch] += (real)sum[ch];
    if (!dx[0]) return;
    for (int i = 0, k = 0; k < s.N; k++)
        for (int ch = 0; ch < s.C; ch++)
            for (int m = 0; m < s.M; m++, i++) {
                real d = dy->data[i];
                if (training) d -= (real)(sum[ch] / n) + xhat->data[i] * (real)(product[ch] / n);
                dx[0]->data[i] += gamma->data[ch] * inverse_std->data[ch] * d;
            }
    /* SOLUTION END 5.4 */
}

const Op batch_norm_op = {"batch_norm", batch_norm_forward, batch_norm_backward, .check = t_batch_norm_check};

static void layer_norm_check(const Ctx *c) {
    const Tensor *x = c->in[0], *gamma = c->in[1], *beta = c->in[2];
    if (x->dtype != DTYPE_REAL || x->ndim < 1 || gamma->ndim != 1 || !t_same_shape(gamma, beta) ||
        gamma->shape[0] != x->shape[x->ndim - 1])
        t_fail("x (...,D), gamma (D), beta (D)", "layer_norm: %s, %s, %s do not fit", t_label(x, "x"),
               t_label(gamma, "gamma"), t_label(beta, "beta"));
}

/* 5.5  Layer norm (Ba, Kiros & Hinton 2016): the same formula, but mean and variance (biased, 1/D) are those of a row,
 * the D values of the last axis. Row r of x (...,D) begins at x->data + r * D.
 *
 *     x^ = (x - mean_r) / sqrt(var_r + eps)          y = gamma_j x^ + beta_j
 *
 * Nothing depends on the batch, so training and evaluation are alike. Backward, with sums over all rows and means over
 * the row,
 *
 *     dbeta_j += sum_r dy          dgamma_j += sum_r dy x^
 *     dx += (g - mean(g) - x^ mean(g x^)) / sqrt(var_r + eps),   g = dy gamma
 *
 * gamma differs from place to place of a row, so it stands inside the means. */
static Tensor *layer_norm_forward(Ctx *c) {
    const Tensor *x = c->in[0], *gamma = c->in[1], *beta = c->in[2];
    const double  eps = c->args.f[0];
    const int     D = gamma->shape[0], rows = D ? (int)(x->size / (size_t)D) : 0;
    /* SOLUTION BEGIN 5.5 */
    Tensor *y = t_like(x), *xhat = c->saved[0] = t_like(x), *inverse_std = c->saved[1] = t_zeros(rows);
    for (int r = 0; r < rows; r++) {
        const real *xr = x->data + r * D;
        real       *yr = y->data + r * D, *nr = xhat->data + r * D;
        double      mean = 0, var = 0;
        for (int j = 0; j < D; j++) mean += xr[j];
        mean /= D;
        for (int j = 0; j < D; j++) var += (xr[j] - mean) * (xr[j] - mean);
        var /= D;
        inverse_std->data[r] = (real)(1 / sqrt(var + eps));
        for (int j = 0; j < D; j++) {
            nr[j] = (real)(xr[j] - mean) * inverse_std->data[r];
            yr[j] = gamma->data[j] * nr[j] + beta->data[j];
        }
    }
    return y;
    /* SOLUTION END 5.5 */
}

static void layer_norm_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor *x = c->in[0], *gamma = c->in[1];
    const int     D = gamma->shape[0], rows = D ? (int)(x->size / (size_t)D) : 0;
    /* SOLUTION BEGIN 5.5 */
    const Tensor *xhat = c->saved[0], *inverse_std = c->saved[1];
    for (int r = 0; r < rows; r++) {
        const real *dyr = dy->data + r * D, *nr = xhat->data + r * D;
        double      sum = 0, product = 0; /* of g, and of g x^ */
        for (int j = 0; j < D; j++) {
            if (dx[1]) dx[1]->data[j] += dyr[j] * nr[j];
            if (dx[2]) dx[2]->data[j] += dyr[j];
            sum += dyr[j] * gamma->data[j];
            product += dyr[j] * gamma->data[j] * nr[j];
        }
        for (int j = 0; dx[0] && j < D; j++) {
            const real rest = dyr[j] * gamma->data[j] - (real)(sum / D) - nr[j] * (real)(product / D);
            dx[0]->data[r * D + j] += rest * inverse_std->data[r];
        }
    }
    /* SOLUTION END 5.5 */
}

const Op layer_norm_op = {"layer_norm", layer_norm_forward, layer_norm_backward, .check = layer_norm_check};

/* --- As layers: given --------------------------------------------------------------------------------------------- */
/* num_batches_tracked + 1, on whatever device it is. */
static void count_batch(Tensor *count) {
    t_no_grad();
    const Tensor *next = t_add(count, 1);
    dev_kernels(count->device)->copy(count->raw, next->raw, sizeof(int64_t));
}

/* args.i: channels, and how many axes x has at least and at most. args.f: epsilon, momentum. */
static Tensor *batch_norm_module(Module *m, Tensor *x) {
    if (x->ndim < m->args.i[1] || x->ndim > m->args.i[2])
        t_fail("(N,C) or (N,C,L) for BatchNorm1d, (N,C,H,W) for BatchNorm2d", "%s: %s has %d axes", m->type->name,
               t_label(x, "x"), x->ndim);
    Tensor *gamma = m->parameters[0].tensor, *beta = m->parameters[1].tensor;
    Tensor *mean = m->buffers[0].tensor, *var = m->buffers[1].tensor;
    if (m->training) count_batch(m->buffers[2].tensor);
    /* SOLVED BEGIN return f_batch_norm(x, gamma, beta, mean, var, m->training, m->args.f[0], m->args.f[1]); */
    return t_batch_norm(x, gamma, beta, mean, var, m->training, m->args.f[0], m->args.f[1]); /* the same, faster */
    /* SOLVED END */
}

static void batch_norm_repr(const Module *m, char *text, size_t size) {
    snprintf(text, size, "%d, eps=1e-05, momentum=0.1, affine=True, track_running_stats=True", m->args.i[0]);
}

static Tensor *layer_norm_module(Module *m, Tensor *x) {
    return f_layer_norm(x, m->parameters[0].tensor, m->parameters[1].tensor, m->args.f[0]);
}

static void layer_norm_repr(const Module *m, char *text, size_t size) {
    snprintf(text, size, "(%d,), eps=1e-05, elementwise_affine=True", m->args.i[0]);
}

static const ModuleType batch_norm1d_type = {"BatchNorm1d", batch_norm_module, batch_norm_repr};
/* SOLVED BEGIN static const ModuleType batch_norm2d_type = {"BatchNorm2d", batch_norm_module, batch_norm_repr}; */
/* With the ReLU behind it. */
static Tensor *batch_norm2d_in_one_pass(int n, Module *const branch[][2], Module *last, Tensor *x) {
    const Module *m = branch[0][0];
    if (n > 1 || last || branch[0][1]->type->op != &relu_op || x->ndim != 4) return NULL;
    Tensor *y = t_batch_norm_relu(x, m->parameters[0].tensor, m->parameters[1].tensor, m->buffers[0].tensor,
                                  m->buffers[1].tensor, m->training, m->args.f[0], m->args.f[1]);
    if (y && m->training) count_batch(m->buffers[2].tensor);
    return y;
}
static const ModuleType batch_norm2d_type = {"BatchNorm2d", batch_norm_module, batch_norm_repr,
                                             .in_one_pass = batch_norm2d_in_one_pass};
/* SOLVED END */
static const ModuleType layer_norm_type = {"LayerNorm", layer_norm_module, layer_norm_repr};

/* A module with gamma and beta. */
static Module *affine_norm(const ModuleType *type, int features, const char *maker) {
    if (features < 1) t_fail(NULL, "%s(%d): there is at least one feature", maker, features);
    Module *m = nn_module(type);
    nn_register_parameter(m, "weight", t_keep(t_ones(features)));
    nn_register_parameter(m, "bias", t_keep(t_zeros(features)));
    return m;
}

static Module *batch_norm(const ModuleType *type, int channels, int min_axes, int max_axes, const char *maker) {
    Module *m = affine_norm(type, channels, maker);
    m->args = (Args){.i = {channels, min_axes, max_axes}, .f = {1e-5, 0.1}};
    nn_register_buffer(m, "running_mean", t_keep(t_zeros(channels)));
    nn_register_buffer(m, "running_var", t_keep(t_ones(channels)));
    nn_register_buffer(m, "num_batches_tracked", t_keep(t_scalar_int64(0)));
    return m;
}

Module *nn_batch_norm1d(int channels) {
    return batch_norm(&batch_norm1d_type, channels, 2, 3, "nn_batch_norm1d");
}

Module *nn_batch_norm2d(int channels) {
    return batch_norm(&batch_norm2d_type, channels, 4, 4, "nn_batch_norm2d");
}

Module *nn_layer_norm(int features) {
    Module *m = affine_norm(&layer_norm_type, features, "nn_layer_norm");
    m->args = (Args){.i = {features}, .f = {1e-5}};
    return m;
}
