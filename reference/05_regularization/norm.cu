/* norm.cu: batch norm and layer norm on the GPU. */
#include "cuda/twin.h"

/* x (N,C,...) seen as (N,C,M). Value r of a channel, r < N M, stands at at(channel, r). */
struct Channels {
    size_t N, C, M;
    explicit Channels(const Tensor *x) : N((size_t)x->shape[0]), C((size_t)x->shape[1]), M(1) {
        for (int axis = 2; axis < x->ndim; axis++) M *= (size_t)x->shape[axis];
    }
    __device__ size_t at(size_t channel, size_t r) const { return (r / M * C + channel) * M + r % M; }
    __device__ size_t channel_of(size_t i) const { return i / M % C; }
};

/* --- batch norm: x^ = (x - mean) / sqrt(var + eps), y = gamma x^ + beta ------------------------------------------- */
/* The statistics of the batch, into mean and inverse_std; and the running ones, which move towards them. */
static void batch_statistics(const Ctx *c, Channels s, real *mean, real *inverse_std) {
    const real  *x = c->in[0]->data;
    real        *running_mean = c->in[3]->data, *running_var = c->in[4]->data;
    const double n = (double)(s.N * s.M), eps = c->args.f[0], momentum = c->args.f[1];
    sum_each(
        s.C, s.N * s.M, [=] __device__(size_t ch, size_t r) { return (double)x[s.at(ch, r)]; },
        [=] __device__(size_t ch, double sum) {
            mean[ch] = (real)(sum / n);
            running_mean[ch] = (real)((1 - momentum) * running_mean[ch] + momentum * sum / n);
        });
    sum_each(
        s.C, s.N * s.M,
        [=] __device__(size_t ch, size_t r) {
            const double d = (double)x[s.at(ch, r)] - mean[ch];
            return d * d;
        },
        [=] __device__(size_t ch, double squares) {
            inverse_std[ch] = (real)(1 / sqrt(squares / n + eps));
            running_var[ch] = (real)((1 - momentum) * running_var[ch] + momentum * squares / (n - 1));
        });
}

static Tensor *batch_norm_forward(Ctx *c) {
    const Channels s(c->in[0]);
    Tensor        *out = t_like(c->in[0]), *means = t_like(c->in[1]);
    c->saved[0] = t_like(c->in[0]);
    c->saved[1] = t_like(c->in[1]);
    const real  *x = c->in[0]->data, *gamma = c->in[1]->data, *beta = c->in[2]->data;
    const real  *running_mean = c->in[3]->data, *running_var = c->in[4]->data;
    real        *y = out->data, *xhat = c->saved[0]->data, *inverse_std = c->saved[1]->data, *mean = means->data;
    const double eps = c->args.f[0];
    if (c->args.i[0]) batch_statistics(c, s, mean, inverse_std);
    else
        each(s.C, [=] __device__(size_t ch) {
            mean[ch] = running_mean[ch];
            inverse_std[ch] = (real)(1 / sqrt((double)running_var[ch] + eps));
        });
    each(out->size, [=] __device__(size_t i) {
        const size_t ch = s.channel_of(i);
        xhat[i] = (x[i] - mean[ch]) * inverse_std[ch];
        y[i] = gamma[ch] * xhat[i] + beta[ch];
    });
    return out;
}

/* to[ch] = the sum of term(i) over the channel; and total[ch] += the same, where somebody wants it. */
template <typename Term> static void sum_channels(Channels s, Term term, real *to, Tensor *total) {
    real *more = total ? total->data : NULL;
    sum_each(
        s.C, s.N * s.M, [=] __device__(size_t ch, size_t r) { return term(s.at(ch, r)); },
        [=] __device__(size_t ch, double sum) {
            to[ch] = (real)sum;
            if (more) more[ch] += (real)sum;
        });
}

static void batch_norm_backward(Ctx *c, const Tensor *grad_y, Tensor *grad_x[]) {
    const Channels s(c->in[0]);
    const real    *dy = grad_y->data, *xhat = c->saved[0]->data, *inverse_std = c->saved[1]->data;
    const real    *gamma = c->in[1]->data;
    real          *sum = t_like(c->in[1])->data, *product = t_like(c->in[1])->data;
    const bool     training = c->args.i[0];
    const real     n = (real)(s.N * s.M);
    sum_channels(s, [=] __device__(size_t i) { return (double)dy[i] * xhat[i]; }, product, grad_x[1]);
    sum_channels(s, [=] __device__(size_t i) { return (double)dy[i]; }, sum, grad_x[2]);
    if (!grad_x[0]) return;
    real *dx = grad_x[0]->data;
    each(grad_y->size, [=] __device__(size_t i) {
        const size_t ch = s.channel_of(i);
        const real   d = training ? dy[i] - sum[ch] / n - xhat[i] * (product[ch] / n) : dy[i];
        dx[i] += gamma[ch] * inverse_std[ch] * d;
    });
}

TWIN(batch_norm_op, batch_norm_forward, batch_norm_backward);

/* --- layer norm: the same along the last axis; a row is one thread's work ----------------------------------------- */
static Tensor *layer_norm_forward(Ctx *c) {
    const size_t D = c->in[1]->size, rows = D ? c->in[0]->size / D : 0;
    const int    shape[] = {(int)rows};
    Tensor      *out = t_like(c->in[0]);
    c->saved[0] = t_like(c->in[0]);
    c->saved[1] = t_empty_on(c->in[0]->device, DTYPE_REAL, 1, shape);
    const real  *x = c->in[0]->data, *gamma = c->in[1]->data, *beta = c->in[2]->data;
    real        *y = out->data, *xhat = c->saved[0]->data, *inverse_std = c->saved[1]->data;
    const double eps = c->args.f[0];
    each(rows, [=] __device__(size_t r) {
        double mean = 0, var = 0;
        for (size_t i = r * D; i < (r + 1) * D; i++) mean += (double)x[i] / (double)D;
        for (size_t i = r * D; i < (r + 1) * D; i++) var += ((double)x[i] - mean) * ((double)x[i] - mean) / (double)D;
        inverse_std[r] = (real)(1 / sqrt(var + eps));
        for (size_t j = 0; j < D; j++) {
            const size_t i = r * D + j;
            xhat[i] = (real)((double)x[i] - mean) * inverse_std[r];
            y[i] = gamma[j] * xhat[i] + beta[j];
        }
    });
    return out;
}

static void layer_norm_backward(Ctx *c, const Tensor *grad_y, Tensor *grad_x[]) {
    const size_t D = c->in[1]->size, rows = D ? c->in[0]->size / D : 0;
    const real  *dy = grad_y->data, *xhat = c->saved[0]->data, *inverse_std = c->saved[1]->data;
    const real  *gamma = c->in[1]->data;
    if (grad_x[1]) {
        real *dgamma = grad_x[1]->data;
        sum_each(
            D, rows, [=] __device__(size_t j, size_t r) { return (double)dy[r * D + j] * xhat[r * D + j]; },
            [=] __device__(size_t j, double sum) { dgamma[j] += (real)sum; });
    }
    if (grad_x[2]) {
        real *dbeta = grad_x[2]->data;
        sum_each(
            D, rows, [=] __device__(size_t j, size_t r) { return (double)dy[r * D + j]; },
            [=] __device__(size_t j, double sum) { dbeta[j] += (real)sum; });
    }
    if (!grad_x[0]) return;
    real *dx = grad_x[0]->data;
    each(rows, [=] __device__(size_t r) {
        double sum = 0, product = 0;
        for (size_t j = 0; j < D; j++) {
            const double g = (double)dy[r * D + j] * gamma[j];
            sum += g / (double)D;
            product += g * xhat[r * D + j] / (double)D;
        }
        for (size_t j = 0; j < D; j++) {
            const size_t i = r * D + j;
            dx[i] += (dy[i] * gamma[j] - (real)sum - xhat[i] * (real)product) * inverse_std[r];
        }
    });
}

TWIN(layer_norm_op, layer_norm_forward, layer_norm_backward);
