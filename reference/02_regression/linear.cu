/* linear.cu: the linear layer on the GPU, y = x W^T + b; x (N,in), W (out,in), b (out). */
#include "cuda/twin.h"

static Tensor *linear_forward(Ctx *c) {
    const Tensor *x = c->in[0], *W = c->in[1];
    int           N = x->shape[0], in = W->shape[1], out = W->shape[0];
    const int     shape[] = {N, out};
    Tensor       *result = t_empty_on(x->device, DTYPE_REAL, 2, shape);
    cuda_kernels.gemm_bias(false, true, N, out, in, x->data, W->data, c->in[2]->data, result->data);
    c->fills = true;
    return result;
}

/* dx += dy W,  dW += dy^T x,  db += the rows of dy, summed. */
static void linear_backward(Ctx *c, const Tensor *grad_y, Tensor *grad_x[]) {
    const Tensor *x = c->in[0], *W = c->in[1];
    const real   *dy = grad_y->data;
    int           N = x->shape[0], in = W->shape[1], out = W->shape[0];
    if (grad_x[0]) cuda_kernels.gemm(false, false, N, in, out, dy, W->data, t_beta(grad_x[0]), grad_x[0]->data);
    if (grad_x[1]) cuda_kernels.gemm(true, false, out, in, N, dy, x->data, t_beta(grad_x[1]), grad_x[1]->data);
    if (grad_x[2]) {
        real *db = grad_x[2]->data, beta = t_beta(grad_x[2]);
        sum_each(
            (size_t)out, (size_t)N, [=] __device__(size_t j, size_t n) { return (double)dy[n * (size_t)out + j]; },
            [=] __device__(size_t j, double total) { db[j] = (beta == 0 ? 0 : db[j]) + (real)total; });
    }
}

TWIN(linear_op, linear_forward, linear_backward);
