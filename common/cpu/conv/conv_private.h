/* conv_private.h: convolutions on the CPU, without a matrix of columns.
 *
 * An image is copied once into a frame of zeros, in which every element of the kernel finds what it meets at one
 * distance from the place: all places of the kernel together are a product of matrices,
 *
 *     y[f, place] = sum over taps l of  w[f, l] frame[offset[l] + place]
 *
 * whose right side is read where it lies, a vector of neighbouring places at a time. A tap is an element of the kernel
 * in one channel. Where the kernel strides, the frame is taken apart into phases: rows y and columns x of the same
 * remainder by the stride stand together, so that places that follow each other are neighbours again. */
#pragma once
#include "cpu_private.h"

/* --- Frames: conv_frame.c ----------------------------------------------------------------------------------------- */
typedef struct Frame {
    int    channels, rows, columns; /* of the image */
    int    top, left;               /* rows and columns of zeros in front of it */
    int    stride;                  /* there are stride x stride phases, each of so many channels */
    int    phase_rows, pitch;       /* of a channel in a phase */
    size_t plane;                   /* from one channel to the next */
    size_t size;                    /* elements of it all, with what a vector reads beyond the last place */
} Frame;
/* With so many zeros in front, and at least so many behind: those that end a row may begin the next one. */
Frame conv_frame(int channels, int rows, int columns, int top, int left, int bottom, int right, int stride);
/* Where row y, column x of the framed image lies, counted from the first zero. */
int conv_frame_at(const Frame *f, int channel, int y, int x);
/* The framed image, in `copy`; or the image itself, if nothing is added to it and elements follow that may be read. */
const real *conv_framed(const Frame *f, const real *image, size_t elements_behind, real *copy);

/* --- What one frame gives: conv_correlate.c ----------------------------------------------------------------------- */
/* A tile of sums is so many outputs by so many vectors of places: with its operands it fills the vector registers, 32
 * of them with AVX-512 and on ARM, else 16. */
#if defined __AVX512F__ || defined __aarch64__
enum { CONV_ROWS = 8 };
#else
enum { CONV_ROWS = 4 };
#endif
enum { CONV_VECTORS = 3 };
/* multiply(rows, vectors, ...), each pair of numbers in a call of its own, so that its loops are unrolled and its sums
 * stay in registers. An odd row more does no harm: each file says what it is. */
#define CONV_TILE(rows, vectors, ...)                                                                                  \
    switch (((rows) + 1) & ~1) {                                                                                       \
        CONV_TILE_ROWS(2, vectors, __VA_ARGS__);                                                                       \
        CONV_TILE_ROWS(4, vectors, __VA_ARGS__);                                                                       \
        CONV_TILE_ROWS(6, vectors, __VA_ARGS__);                                                                       \
        CONV_TILE_ROWS(8, vectors, __VA_ARGS__);                                                                       \
    }
#define CONV_TILE_ROWS(n, vectors, ...)                                                                                \
    case n:                                                                                                            \
        if ((vectors) == 3) multiply(n <= CONV_ROWS ? n : CONV_ROWS, 3, __VA_ARGS__);                                  \
        else if ((vectors) == 2) multiply(n <= CONV_ROWS ? n : CONV_ROWS, 2, __VA_ARGS__);                             \
        else multiply(n <= CONV_ROWS ? n : CONV_ROWS, 1, __VA_ARGS__);                                                 \
        break

typedef struct Correlation {
    int         outputs, taps;
    const int  *offset;        /* of each tap, in the frame */
    const real *weights;       /* packed by conv_pack */
    int         rows, columns; /* of places; their distances where they are read and where they are written are: */
    size_t      from_row, to_row, to_column, to_output;
    bool        far;           /* the frame has not been used just before */
    bool        add;           /* to what is there */
    bool        relu;          /* what is below 0 becomes 0; not together with `add` */
} Correlation;
/* to[output, place] = start[output] + sum over taps of weight frame[offset + place]. */
void conv_correlate(const Correlation *c, const real *frame, real *to);

/* How many elements packed weights take. */
size_t conv_packed_size(int outputs, int taps);
/* weight[l] tells where the weight of tap l and output 0 lies in w, NULL that it is the l-th; `next` is the distance to
 * the next output's; `start` is what is added to the sum of each output, NULL: nothing. */
void conv_pack(int outputs, int taps, const real *w, size_t next, const int *weight, const real *start, real *packed);

/* --- The device's table: cpu_conv.c, conv_kernels.c --------------------------------------------------------------- */
/* The frame of an input image, and where each tap finds its first element in it, in the order of the weights. */
Frame conv_input_frame(const Conv2d *s);
void  conv_input_offsets(const Conv2d *s, const Frame *f, int *offset);
static inline int conv_taps(const Conv2d *s) { return s->C * s->KH * s->KW; }

/* The memory of a convolution, handed out piece by piece: n elements of `size` bytes. With at NULL it only counts. */
typedef struct Work {
    char  *at;
    size_t used;
} Work;
void *conv_take(Work *work, size_t n, size_t size);

/* How many threads are worth a pass with so many multiplications, over n images. */
int conv_parts(const Conv2d *s);
/* conv2d_kernels, with neighbouring outputs in vectors, and what it takes. */
void   conv_kernels(const Conv2d *s, const real *x, const real *dy, real beta_w, real *dw, real beta_b, real *db,
                    void *work);
size_t conv_kernels_work(const Conv2d *s);
