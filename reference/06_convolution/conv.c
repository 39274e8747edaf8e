/* Lab 6, first part: convolution, by loops and as a product of matrices.
 *
 * What deep learning calls convolution is a cross-correlation: the kernel is laid on the image as it is, and not turned
 * round first. A backward *adds* the gradient of input i into dx[i]->data. dx[i] is NULL where nobody asked for that
 * gradient, as for the images that a first layer gets: ask for each of them, if (dx[i]). */
#include "conv.h"
/* SOLVED BEGIN #include "device.h" */
#include "activations.h"
#include "device.h"
#include "pool.h"
/* SOLVED END */

/* 6.1  How many places a kernel of `kernel` rows has over n rows: along one axis,
 *
 *     floor((n + 2 padding - dilation (kernel - 1) - 1) / stride) + 1
 *
 * n + 2 padding rows are there, one place of the kernel covers dilation (kernel - 1) + 1 of them, and the kernel moves
 * on by `stride` rows. */
int conv_size(int n, int kernel, int stride, int padding, int dilation) {
    /* SOLUTION BEGIN 6.1 */
    return (n + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
    /* SOLUTION END 6.1 */
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
    /* SOLUTION BEGIN 6.1 */
    const int       N = x->shape[0], F = W->shape[0];
    const ConvShape s = conv_shape(c);
    Tensor         *y = t_empty(DTYPE_REAL, 4, (int[]){N, F, s.OH, s.OW});
    for (int n = 0; n < N; n++)
        for (int f = 0; f < F; f++)
            for (int oy = 0; oy < s.OH; oy++)
                for (int ox = 0; ox < s.OW; ox++) {
                    real sum = b->data[f];
                    for (int ch = 0; ch < s.C; ch++)
                        for (int ky = 0; ky < s.KH; ky++)
                            for (int kx = 0; kx < s.KW; kx++) {
                                const int iy = oy * s.stride - s.padding + ky * s.dilation;
                                const int ix = ox * s.stride - s.padding + kx * s.dilation;
                                if (iy < 0 || iy >= s.H || ix < 0 || ix >= s.W) continue;
                                sum += W->data[at(s.C, s.KH, s.KW, f, ch, ky, kx)] *
                                       x->data[at(s.C, s.H, s.W, n, ch, iy, ix)];
                            }
                    y->data[at(F, s.OH, s.OW, n, f, oy, ox)] = sum;
                }
    return y;
    /* SOLUTION END 6.1 */
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
    /* SOLUTION BEGIN 6.2 */
    const int       N = x->shape[0], F = W->shape[0];
    const ConvShape s = conv_shape(c);
    for (int n = 0; n < N; n++)
        for (int f = 0; f < F; f++)
            for (int oy = 0; oy < s.OH; oy++)
                for (int ox = 0; ox < s.OW; ox++) {
                    const real g = dy->data[at(F, s.OH, s.OW, n, f, oy, ox)];
                    if (dx[2]) dx[2]->data[f] += g;
                    for (int ch = 0; ch < s.C; ch++)
                        for (int ky = 0; ky < s.KH; ky++)
                            for (int kx = 0; kx < s.KW; kx++) {
                                const int iy = oy * s.stride - s.padding + ky * s.dilation;
                                const int ix = ox * s.stride - s.padding + kx * s.dilation;
                                if (iy < 0 || iy >= s.H || ix < 0 || ix >= s.W) continue;
                                const size_t w = at(s.C, s.KH, s.KW, f, ch, ky, kx);
                                const size_t i = at(s.C, s.H, s.W, n, ch, iy, ix);
                                if (dx[0]) dx[0]->data[i] += W->data[w] * g;
                                if (dx[1]) dx[1]->data[w] += x->data[i] * g;
                            }
                }
    /* SOLUTION END 6.2 */
}

const Op conv2d_loops_op = {"conv2d_loops", conv2d_loops_forward, conv2d_loops_backward, .check = t_conv2d_check};

/* 6.3  One image (C,H,W) as a matrix `columns` (C KH KW, OH OW): each column holds the patch of the image that lies
 * under the kernel at one place. Row (c KH + ky) KW + kx holds what this element of the kernel meets, from place to
 * place:
 *
 *     columns[(c KH + ky) KW + kx, oy OW + ox] = image[c, iy, ix]             iy, ix as in 6.1; 0 outside the image
 */
void im2col(const ConvShape *s, const real *image, real *columns) {
    /* SOLUTION BEGIN 6.3 */
    const int places = s->OH * s->OW;
    for (int ch = 0; ch < s->C; ch++)
        for (int ky = 0; ky < s->KH; ky++)
            for (int kx = 0; kx < s->KW; kx++, columns += places)
                for (int oy = 0; oy < s->OH; oy++) {
                    const int   iy = oy * s->stride - s->padding + ky * s->dilation;
                    const bool  inside = iy >= 0 && iy < s->H;
                    const real *row = image + (ch * s->H + (inside ? iy : 0)) * s->W;
                    for (int ox = 0; ox < s->OW; ox++) {
                        const int ix = ox * s->stride - s->padding + kx * s->dilation;
                        columns[oy * s->OW + ox] = inside && ix >= 0 && ix < s->W ? row[ix] : 0;
                    }
                }
    /* SOLUTION END 6.3 */
}

/* 6.3  The way back, for gradients: every element of the matrix is *added* to the element of the image that im2col read
 * it from. A pixel that lies under several places of the kernel gets the sum of them all. What the image holds already
 * stays in the sum. */
void col2im(const ConvShape *s, const real *columns, real *image) {
    /* SOLUTION BEGIN 6.3 */
    const int places = s->OH * s->OW;
    for (int ch = 0; ch < s->C; ch++)
        for (int ky = 0; ky < s->KH; ky++)
            for (int kx = 0; kx < s->KW; kx++, columns += places)
                for (int oy = 0; oy < s->OH; oy++) {
                    const int iy = oy * s->stride - s->padding + ky * s->dilation;
                    if (iy < 0 || iy >= s->H) continue;
                    real *row = image + (ch * s->H + iy) * s->W;
                    for (int ox = 0; ox < s->OW; ox++) {
                        const int ix = ox * s->stride - s->padding + kx * s->dilation;
                        if (ix >= 0 && ix < s->W) row[ix] += columns[oy * s->OW + ox];
                    }
                }
    /* SOLUTION END 6.3 */
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
    /* SOLUTION BEGIN 6.4 */
    const int       N = x->shape[0], F = W->shape[0];
    const ConvShape s = conv_shape(c);
    const int       places = s.OH * s.OW, taps = s.C * s.KH * s.KW;
    Tensor         *y = t_empty(DTYPE_REAL, 4, (int[]){N, F, s.OH, s.OW});
    Tensor         *columns = t_empty(DTYPE_REAL, 2, (int[]){taps, places});
    for (int n = 0; n < N; n++) {
        real *yn = y->data + (size_t)n * (size_t)(F * places);
        im2col(&s, x->data + (size_t)n * (size_t)(s.C * s.H * s.W), columns->data);
        for (int f = 0; f < F; f++)
            for (int i = 0; i < places; i++) yn[f * places + i] = b->data[f];
        cpu_kernels.gemm(false, false, F, places, taps, W->data, columns->data, 1, yn);
    }
    return y;
    /* SOLUTION END 6.4 */
}

/* 6.4  Backward: the rules of a product of matrices, for one image after the other. dy[n] is (F, OH OW), and
 *
 *     dW    += dy[n] im2col(x[n])^T         (F, C KH KW)
 *     dcols  = W^T dy[n]                    (C KH KW, OH OW), the gradient of the columns; col2im adds it to dx[n]
 *     db[f] += the sum of row f of dy[n]
 */
static void conv2d_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor *x = c->in[0], *W = c->in[1];
    /* SOLUTION BEGIN 6.4 */
    const int       N = x->shape[0], F = W->shape[0];
    const ConvShape s = conv_shape(c);
    const int       places = s.OH * s.OW, taps = s.C * s.KH * s.KW;
    Tensor         *columns = t_empty(DTYPE_REAL, 2, (int[]){taps, places});
    for (int n = 0; n < N; n++) {
        const real  *dyn = dy->data + (size_t)n * (size_t)(F * places);
        const size_t image = (size_t)n * (size_t)(s.C * s.H * s.W);
        if (dx[1]) {
            im2col(&s, x->data + image, columns->data);
            cpu_kernels.gemm(false, true, F, taps, places, dyn, columns->data, 1, dx[1]->data);
        }
        if (dx[0]) {
            cpu_kernels.gemm(true, false, taps, places, F, W->data, dyn, 0, columns->data);
            col2im(&s, columns->data, dx[0]->data + image);
        }
        for (int f = 0; dx[2] && f < F; f++)
            for (int i = 0; i < places; i++) dx[2]->data[f] += dyn[f * places + i];
    }
    /* SOLUTION END 6.4 */
}

const Op conv2d_op = {"conv2d", conv2d_forward, conv2d_backward, .check = t_conv2d_check};

/* --- The layer as a module: given --------------------------------------------------------------------------------- */
/* args.i: channels in and out, kernel, stride, padding. */
static Tensor *conv2d_module_forward(Module *m, Tensor *x) {
    Tensor *W = m->parameters[0].tensor, *b = m->parameters[1].tensor;
    /* SOLVED BEGIN return f_conv2d(x, W, b, m->args.i[3], m->args.i[4], 1); */
    return t_conv2d(x, W, b, m->args.i[3], m->args.i[4], 1); /* the same numbers, faster */
    /* SOLVED END */
}

static void conv2d_repr(const Module *m, char *text, size_t size) {
    const int *i = m->args.i;
    const int  n = snprintf(text, size, "%d, %d, kernel_size=(%d, %d), stride=(%d, %d)", i[0], i[1], i[2], i[2], i[3],
                            i[3]);
    if (i[4] > 0) snprintf(text + n, size - (size_t)n, ", padding=(%d, %d)", i[4], i[4]);
}

/* SOLVED BEGIN static const ModuleType conv2d_type = {"Conv2d", conv2d_module_forward, conv2d_repr}; */
static Tensor *conv2d_in_one_pass(int n, Module *const branch[][2], Module *last, Tensor *x);
static const ModuleType conv2d_type = {"Conv2d", conv2d_module_forward, conv2d_repr,
                                       .in_one_pass = conv2d_in_one_pass};

/* With the ReLU behind it, and with max pooling or the mean of each channel behind that. */
static Tensor *conv2d_in_one_pass(int n, Module *const branch[][2], Module *last, Tensor *x) {
    ConvBranch of[n];
    const int  mean[4] = {0}, *pool = NULL;
    if (last && last->type->op == &max_pool2d_op) pool = last->args.i;
    else if (last && last->type->op == &global_avg_pool_op) pool = mean;
    else if (last) return NULL;
    for (int i = 0; i < n; i++) {
        const Module *conv = branch[i][0];
        if (conv->type != &conv2d_type || branch[i][1]->type->op != &relu_op) return NULL;
        of[i] = (ConvBranch){conv->parameters[0].tensor, conv->parameters[1].tensor, conv->args.i[3], conv->args.i[4]};
    }
    return t_conv2d_relu(x, n, of, pool);
}
/* SOLVED END */

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
