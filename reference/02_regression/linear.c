/* Lab 2, first part: the linear layer.
 *
 * An operation is a forward and a backward. A forward makes its output with t_empty(DTYPE_REAL, ndim, shape), t_like(x)
 * or t_scalar(value), and fills y->data. A backward gets dy = dL/dy and *adds* dL/dx of input i into dx[i]->data: what
 * is there already comes from other uses of that input. dx[i] is NULL where nobody asked for that gradient, as for the
 * data that a first layer gets. */
#include "linear.h"
#include "device.h"
#include <string.h>

/* Runs before linear_forward, and ends the program where the shapes do not fit. */
static void linear_check(const Ctx *c) {
    const Tensor *x = c->in[0], *W = c->in[1], *b = c->in[2];
    if (x->dtype != DTYPE_REAL)
        t_fail("t_cast(x, DTYPE_REAL) makes it real", "linear: %s holds integers", t_label(x, "x"));
    if (x->ndim != 2 || W->ndim != 2 || b->ndim != 1 || b->shape[0] != W->shape[0])
        t_fail("x (N,in), W (out,in), b (out); t_flatten(x) makes images rows", "linear: %s, %s, %s do not fit",
               t_label(x, "x"), t_label(W, "W"), t_label(b, "b"));
    if (x->shape[1] != W->shape[1])
        t_fail("a layer's in_features is the number of columns of what goes into it",
               "linear: %s has %d columns, but %s takes %d", t_label(x, "x"), x->shape[1], t_label(W, "W"),
               W->shape[1]);
}

/* 2.1  The linear layer, x (N,in), W (out,in), b (out) -> y (N,out):
 *
 *     y = x W^T + b        y_nj = sum_i x_ni W_ji + b_j
 *
 * The slides write y = W x for one sample, a column. A batch has its samples as rows, so W is transposed.
 *
 * Three loops are right. The library's matrix product is faster; this one computes C (m,n) = A B + beta C, where A
 * (m,k) is stored (k,m) if its flag is true, and B (k,n) is stored (n,k) if its is:
 *
 *     cpu_kernels.gemm(a_is_transposed, b_is_transposed, m, n, k, A, B, beta, C)
 *
 * and gemm_bias, with a row of n numbers in beta's place, computes C = A B and adds the row to each row of C.
 *
 * Backward, each a product of matrices too:
 *
 *     dx += dy W           (N,in)  = (N,out) (out,in)
 *     dW += dy^T x         (out,in) = (out,N) (N,in)
 *     db_j += sum_n dy_nj  (out): the bias is in every sample's output */
static Tensor *linear_forward(Ctx *c) {
    const Tensor *x = c->in[0], *W = c->in[1], *b = c->in[2];
    const int N = x->shape[0], in = x->shape[1], out = W->shape[0];
    /* SOLUTION BEGIN 2.1 */
    Tensor *y = t_empty(DTYPE_REAL, 2, (int[]){N, out});
    cpu_kernels.gemm_bias(false, true, N, out, in, x->data, W->data, b->data, y->data);
    c->fills = true; /* saves the zeros to which linear_backward would add */
    return y;
    /* SOLUTION END 2.1 */
}

static void linear_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor *x = c->in[0], *W = c->in[1];
    const int     N = x->shape[0], in = x->shape[1], out = W->shape[0];
    /* SOLUTION BEGIN 2.1 */
    if (dx[0]) cpu_kernels.gemm(false, false, N, in, out, dy->data, W->data, t_beta(dx[0]), dx[0]->data);
    if (dx[1]) cpu_kernels.gemm(true, false, out, in, N, dy->data, x->data, t_beta(dx[1]), dx[1]->data);
    if (dx[2]) {
        if (t_beta(dx[2]) == 0) memset(dx[2]->data, 0, (size_t)out * sizeof(real));
        for (int n = 0; n < N; n++)
            for (int j = 0; j < out; j++) dx[2]->data[j] += dy->data[n * out + j];
    }
    /* SOLUTION END 2.1 */
}

const Op linear_op = {"linear", linear_forward, linear_backward, .check = linear_check};

/* --- The layer as a module: given --------------------------------------------------------------------------------- */
static Tensor *linear_module_forward(Module *m, Tensor *x) {
    return t_apply(&linear_op, x, m->parameters[0].tensor, m->parameters[1].tensor);
}

static void linear_repr(const Module *m, char *text, size_t size) {
    snprintf(text, size, "in_features=%d, out_features=%d, bias=True", m->args.i[0], m->args.i[1]);
}

static const ModuleType linear_type = {"Linear", linear_module_forward, linear_repr};

Module *nn_linear(int in_features, int out_features) {
    if (in_features < 1 || out_features < 1)
        t_fail(NULL, "nn_linear(%d, %d): a layer has at least one input and one output", in_features, out_features);
    Module *m = nn_module(&linear_type);
    m->args = (Args){.i = {in_features, out_features}};
    Tensor      *W = t_own(DTYPE_REAL, DEV_CPU, 2, (int[]){out_features, in_features});
    Tensor      *b = t_own(DTYPE_REAL, DEV_CPU, 1, (int[]){out_features});
    const double k = 1 / sqrt((double)in_features);
    t_fill_uniform(W, t_generator(), -k, k);
    t_fill_uniform(b, t_generator(), -k, k);
    nn_register_parameter(m, "weight", W);
    nn_register_parameter(m, "bias", b);
    return m;
}
