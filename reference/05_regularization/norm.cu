/* norm.cu: batch norm and layer norm on the GPU. */
#include "cuda/twin.h"

/* --- batch norm: the library's kernels ---------------------------------------------------------------------------- */
static BatchNorm sizes_of(const Ctx *c) {
    const Tensor *x = c->in[0];
    BatchNorm     s = {x->shape[0], x->shape[1], 1, c->args.i[0] != 0, c->args.f[0], c->args.f[1]};
    for (int axis = 2; axis < x->ndim; axis++) s.M *= x->shape[axis];
    return s;
}

static Tensor *batch_norm_forward(Ctx *c) {
    const BatchNorm s = sizes_of(c);
    Tensor *y = t_like(c->in[0]), *mean = c->saved[0] = t_like(c->in[1]), *inverse_std = c->saved[1] = t_like(mean);
    cuda_kernels.batch_norm(&s, c->in[0]->data, c->in[1]->data, c->in[2]->data, c->in[3]->data, c->in[4]->data,
                            mean->data, inverse_std->data, y->data);
    return y;
}

static void batch_norm_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const BatchNorm s = sizes_of(c);
    real           *to[3];
    for (int i = 0; i < 3; i++) to[i] = dx[i] ? dx[i]->data : NULL;
    cuda_kernels.batch_norm_backward(&s, c->in[0]->data, c->in[1]->data, c->in[2]->data, c->saved[0]->data,
                                     c->saved[1]->data, dy->data, 1, to[0], 1, to[1], 1, to[2]);
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
