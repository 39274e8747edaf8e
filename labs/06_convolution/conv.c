/* Lab 6, first part: convolution, by loops and as a product of matrices.
 *
 * What deep learning calls convolution is a cross-correlation: the kernel is laid on the image as it is, and not turned
 * round first. A backward *adds* the gradient of input i into dx[i]->data. dx[i] is NULL where nobody asked for that
 * gradient, as for the images that a first layer gets: ask for each of them, if (dx[i]). */
#include "conv.h"
#include "device.h"

/* 6.1  How many places a kernel of `kernel` rows has over n rows: along one axis,
 *
 *     floor((n + 2 padding - dilation (kernel - 1) - 1) / stride) + 1
 *
 * n + 2 padding rows are there, one place of the kernel covers dilation (kernel - 1) + 1 of them, and the kernel moves
 * on by `stride` rows. */
int conv_size(int n, int kernel, int stride, int padding, int dilation) {
    TODO("6.1");
}

/* Given: all sizes in one place. */
static ConvShape conv_shape(const Ctx *c) {
    const Tensor *x = c->in[0], *W = c->in[1];
    ConvShape     s = {.C = x->shape[1], .H = x->shape[2], .W = x->shape[3], .KH = W->shape[2], .KW = W->shape[3],
                       .stride = c->args.i[0], .padding = c->args.i[1], .dilation = c->args.i[2]};
    s.OH = conv_size(s.H, s.KH, s.stride, s.padding, s.dilation);
    s.OW = conv_size(s.W, s.KW, s.stride, s.padding, s.dilation);
    return s;
}

/* Given: the place of an element in the memory of a batch of images (N,C,H,W), and of kernels (F,C,KH,KW). */
static inline size_t at(int C, int H, int W, int n, int c, int y, int x) {
    return (((size_t)n * (size_t)C + (size_t)c) * (size_t)H + (size_t)y) * (size_t)W + (size_t)x;
}

/* 6.1  The cross-correlation by its definition:
 *
 *     y[n,f,oy,ox] = b[f] + sum over c, ky, kx of  W[f,c,ky,kx] x[n,c,iy,ix]
 *
 *     iy = oy stride - padding + ky dilation          ix = ox stride - padding + kx dilation
 *
 * Where (iy, ix) is outside the image, x counts 0. at(C, H, W, n, c, iy, ix) is the place of an element in x->data. */
static Tensor *conv2d_loops_forward(Ctx *c) {
    const Tensor *x = c->in[0], *W = c->in[1], *b = c->in[2];
    TODO("6.1");
}

/* 6.2  Each product W[f,c,ky,kx] x[n,c,iy,ix] of the forward is in one output y[n,f,oy,ox]. So the same loops go over
 * the same products, and each gives its part of two gradients:
 *
 *     dx[n,c,iy,ix]  += W[f,c,ky,kx] dy[n,f,oy,ox]
 *     dW[f,c,ky,kx]  += x[n,c,iy,ix] dy[n,f,oy,ox]
 *     db[f]          += dy[n,f,oy,ox]                    once an output: the sum over n, oy and ox
 */
static void conv2d_loops_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor *x = c->in[0], *W = c->in[1];
    TODO("6.2");
}

const Op conv2d_loops_op = {"conv2d_loops", conv2d_loops_forward, conv2d_loops_backward, .check = t_conv2d_check};

/* 6.3  One image (C,H,W) as a matrix `columns` (C KH KW, OH OW): each column holds the patch of the image that lies
 * under the kernel at one place. Row (c KH + ky) KW + kx holds what this element of the kernel meets, from place to
 * place:
 *
 *     columns[(c KH + ky) KW + kx, oy OW + ox] = image[c, iy, ix]             iy, ix as in 6.1; 0 outside the image
 */
void im2col(const ConvShape *s, const real *image, real *columns) {
    TODO("6.3");
}

/* 6.3  The way back, for gradients: every element of the matrix is *added* to the element of the image that im2col read
 * it from. A pixel that lies under several places of the kernel gets the sum of them all. What the image holds already
 * stays in the sum. */
void col2im(const ConvShape *s, const real *columns, real *image) {
    TODO("6.3");
}

/* 6.4  The same convolution as one product of matrices an image. W (F,C,KH,KW) lies in memory as a matrix (F, C KH KW),
 * and y[n] as a matrix (F, OH OW):
 *
 *     y[n] = W im2col(x[n]) + b          b[f] is added to the whole of row f
 *
 * The loops of 6.1 and 6.2 give the same numbers, and do not count here.
 *
 * One matrix of columns is enough, t_zeros(C KH KW, OH OW), in the backward, too: it is filled anew for each image. The
 * library's product is
 *
 *     cpu_kernels.gemm(a_is_transposed, b_is_transposed, m, n, k, A, B, beta, C)          C (m,n) = A B + beta C
 *
 * where A (m,k) is stored (k,m) if its flag is true, and B (k,n) is stored (n,k) if its flag is true. */
static Tensor *conv2d_forward(Ctx *c) {
    const Tensor *x = c->in[0], *W = c->in[1], *b = c->in[2];
    TODO("6.4");
}

/* 6.4  Backward: the rules of a product of matrices, for one image after the other. dy[n] is (F, OH OW), and
 *
 *     dW    += dy[n] im2col(x[n])^T         (F, C KH KW)
 *     dcols  = W^T dy[n]                    (C KH KW, OH OW), the gradient of the columns; col2im adds it to dx[n]
 *     db[f] += the sum of row f of dy[n]
 */
static void conv2d_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor *x = c->in[0], *W = c->in[1];
    TODO("6.4");
}

const Op conv2d_op = {"conv2d", conv2d_forward, conv2d_backward, .check = t_conv2d_check};

/* --- The layer as a module: given --------------------------------------------------------------------------------- */
/* args.i: channels in and out, kernel, stride, padding. */
static Tensor *conv2d_module_forward(Module *m, Tensor *x) {
    Tensor *W = m->parameters[0].tensor, *b = m->parameters[1].tensor;
    return f_conv2d(x, W, b, m->args.i[3], m->args.i[4], 1);
}

static void conv2d_repr(const Module *m, char *text, size_t size) {
    const int *i = m->args.i;
    const int  n = snprintf(text, size, "%d, %d, kernel_size=(%d, %d), stride=(%d, %d)", i[0], i[1], i[2], i[2], i[3],
                            i[3]);
    if (i[4] > 0) snprintf(text + n, size - (size_t)n, ", padding=(%d, %d)", i[4], i[4]);
}

static const ModuleType conv2d_type = {"Conv2d", conv2d_module_forward, conv2d_repr};

Module *nn_conv2d(int channels_in, int channels_out, int kernel, int stride, int padding) {
    if (channels_in < 1 || channels_out < 1 || kernel < 1 || stride < 1 || padding < 0)
        t_fail("all are at least 1, the padding at least 0", "nn_conv2d(%d, %d, %d, %d, %d)", channels_in, channels_out,
               kernel, stride, padding);
    Module *m = nn_module(&conv2d_type);
    m->args = (Args){.i = {channels_in, channels_out, kernel, stride, padding}};
    Tensor      *W = t_own(DTYPE_REAL, DEV_CPU, 4, (int[]){channels_out, channels_in, kernel, kernel});
    Tensor      *b = t_own(DTYPE_REAL, DEV_CPU, 1, (int[]){channels_out});
    const double k = 1 / sqrt((double)channels_in * kernel * kernel);
    t_fill_uniform(W, t_generator(), -k, k);
    t_fill_uniform(b, t_generator(), -k, k);
    nn_register_parameter(m, "weight", W);
    nn_register_parameter(m, "bias", b);
    return m;
}
