/* Lab 6 in another style: rows of the image by BLAS, tap after tap. */
#include <cblas.h>

#define PICK(f) _Generic((real)0, float: cblas_s##f, double: cblas_d##f)
#define AXPY PICK(axpy)
#define DOT PICK(dot)
#define GEMM PICK(gemm)

/* Along an axis: the first place at which tap k lies inside n elements, how many such places there are, and the element
 * at the first of them. */
typedef struct Run {
    int first, count, element;
} Run;

static Run run_of(int n, int places, int k, const ConvShape *s) {
    Run r = {0, 0, 0};
    for (int o = 0; o < places; o++) {
        const int i = o * s->stride - s->padding + k * s->dilation;
        if (i < 0 || i >= n) continue;
        if (r.count++ == 0) r = (Run){o, 1, i};
    }
    return r;
}

/* @ 6.1 conv_size */
    const int last = n + padding - (dilation * (kernel - 1) + 1); /* where the last place may begin */
    return (last - -padding) / stride + 1;

/* @ 6.1 conv2d_loops_forward */
    const ConvShape s = conv_shape(c);
    const int       N = x->shape[0], F = W->shape[0];
    Tensor         *y = t_empty(DTYPE_REAL, 4, (int[]){N, F, s.OH, s.OW});
    for (size_t o = 0; o < y->size; o++) y->data[o] = b->data[o / (size_t)(s.OH * s.OW) % (size_t)F];
    for (int nf = 0; nf < N * F; nf++)
        for (int t = 0; t < s.C * s.KH * s.KW; t++) {
            const int ky = t / s.KW % s.KH, ch = t / s.KW / s.KH;
            const Run across = run_of(s.W, s.OW, t % s.KW, &s), down = run_of(s.H, s.OH, ky, &s);
            for (int r = 0; r < down.count; r++)
                AXPY(across.count, W->data[nf % F * s.C * s.KH * s.KW + t],
                     x->data + at(s.C, s.H, s.W, nf / F, ch, down.element + r * s.stride, across.element), s.stride,
                     y->data + at(F, s.OH, s.OW, nf / F, nf % F, down.first + r, across.first), 1);
        }
    return y;

/* @ 6.2 conv2d_loops_backward */
    const ConvShape s = conv_shape(c);
    const int       N = x->shape[0], F = W->shape[0], taps = s.C * s.KH * s.KW;
    for (int nf = 0; nf < N * F; nf++)
        for (int t = 0; t < taps; t++) {
            const int ky = t / s.KW % s.KH, ch = t / s.KW / s.KH;
            const Run across = run_of(s.W, s.OW, t % s.KW, &s), down = run_of(s.H, s.OH, ky, &s);
            for (int r = 0; r < down.count; r++) {
                const size_t i = at(s.C, s.H, s.W, nf / F, ch, down.element + r * s.stride, across.element);
                const real  *g = dy->data + at(F, s.OH, s.OW, nf / F, nf % F, down.first + r, across.first);
                const size_t w = (size_t)(nf % F * taps + t);
                if (dx[0]) AXPY(across.count, W->data[w], g, 1, dx[0]->data + i, s.stride);
                if (dx[1]) dx[1]->data[w] += DOT(across.count, x->data + i, s.stride, g, 1);
            }
        }
    if (dx[2])
        for (int nf = 0; nf < N * F; nf++)
            for (int o = 0; o < s.OH * s.OW; o++) dx[2]->data[nf % F] += dy->data[nf * s.OH * s.OW + o];

/* @ 6.3 im2col */
    for (int t = 0; t < s->C * s->KH * s->KW; t++, columns += s->OH * s->OW) {
        const Run across = run_of(s->W, s->OW, t % s->KW, s), down = run_of(s->H, s->OH, t / s->KW % s->KH, s);
        memset(columns, 0, (size_t)(s->OH * s->OW) * sizeof(real));
        for (int r = 0; r < down.count; r++)
            PICK(copy)(across.count,
                       image + (t / s->KW / s->KH * s->H + down.element + r * s->stride) * s->W + across.element,
                       s->stride, columns + (down.first + r) * s->OW + across.first, 1);
    }

/* @ 6.3 col2im */
    for (int t = 0; t < s->C * s->KH * s->KW; t++, columns += s->OH * s->OW) {
        const Run across = run_of(s->W, s->OW, t % s->KW, s), down = run_of(s->H, s->OH, t / s->KW % s->KH, s);
        for (int r = 0; r < down.count; r++)
            AXPY(across.count, 1, columns + (down.first + r) * s->OW + across.first, 1,
                 image + (t / s->KW / s->KH * s->H + down.element + r * s->stride) * s->W + across.element, s->stride);
    }

/* @ 6.4 conv2d_forward */
    const ConvShape s = conv_shape(c);
    const int       N = x->shape[0], F = W->shape[0], P = s.OH * s.OW, K = s.C * s.KH * s.KW;
    Tensor         *y = t_empty(DTYPE_REAL, 4, (int[]){N, F, s.OH, s.OW});
    Tensor         *columns = t_empty(DTYPE_REAL, 1, &(int){K * P});
    for (int n = 0; n < N; n++) {
        im2col(&s, x->data + n * s.C * s.H * s.W, columns->data);
        GEMM(CblasRowMajor, CblasNoTrans, CblasNoTrans, F, P, K, 1, W->data, K, columns->data, P, 0,
             y->data + n * F * P, P);
    }
    const Tensor *row = t_ones(P);
    for (int nf = 0; nf < N * F; nf++) AXPY(P, b->data[nf % F], row->data, 1, y->data + nf * P, 1);
    return y;

/* @ 6.4 conv2d_backward */
    const ConvShape s = conv_shape(c);
    const int       N = x->shape[0], F = W->shape[0], P = s.OH * s.OW, K = s.C * s.KH * s.KW;
    const Tensor   *row = t_ones(P);
    Tensor         *columns = t_empty(DTYPE_REAL, 1, &(int){K * P});
    for (int n = 0; n < N; n++) {
        const real *dyn = dy->data + n * F * P;
        if (dx[2]) PICK(gemv)(CblasRowMajor, CblasNoTrans, F, P, 1, dyn, P, row->data, 1, 1, dx[2]->data, 1);
        if (dx[1]) {
            im2col(&s, x->data + n * s.C * s.H * s.W, columns->data);
            GEMM(CblasRowMajor, CblasNoTrans, CblasTrans, F, K, P, 1, dyn, P, columns->data, P, 1, dx[1]->data, K);
        }
        if (!dx[0]) continue;
        GEMM(CblasRowMajor, CblasTrans, CblasNoTrans, K, P, F, 1, W->data, K, dyn, P, 0, columns->data, P);
        col2im(&s, columns->data, dx[0]->data + n * s.C * s.H * s.W);
    }
