/* linear.cu: the linear layer on the GPU, y = x W^T + b; x (N,in), W (out,in), b (out). */
#include "cuda/twin.h"

static Tensor *linear_forward(Ctx *c) {
    const Tensor *x = c->in[0], *W = c->in[1];
    int           N = x->shape[0], in = W->shape[1], out = W->shape[0];
    const int     shape[] = {N, out};
    Tensor       *result = t_empty_on(x->device, DTYPE_REAL, 2, shape);
    const real   *b = c->in[2]->data;
    real         *y = result->data;
    cuda_kernels.gemm(false, true, N, out, in, x->data, W->data, 0, y);
    each(result->size, [=] __device__(size_t i) { y[i] += b[i % (size_t)out]; });
    return result;
}

/* dx += dy W,  dW += dy^T x,  db += the rows of dy, summed. */
static void linear_backward(Ctx *c, const Tensor *grad, Tensor *grad_in[]) {
    const Tensor *x = c->in[0], *W = c->in[1];
    const real   *dy = grad->data;
    int           N = x->shape[0], in = W->shape[1], out = W->shape[0];
    if (grad_in[0]) cuda_kernels.gemm(false, false, N, in, out, dy, W->data, 1, grad_in[0]->data);
    if (grad_in[1]) cuda_kernels.gemm(true, false, out, in, N, dy, x->data, 1, grad_in[1]->data);
    if (grad_in[2]) {
        real *db = grad_in[2]->data;
        sum_each(
            (size_t)out, (size_t)N, [=] __device__(size_t j, size_t n) { return (double)dy[n * (size_t)out + j]; },
            [=] __device__(size_t j, double total) { db[j] += (real)total; });
    }
}

static Twin linear("linear", linear_forward, linear_backward);
