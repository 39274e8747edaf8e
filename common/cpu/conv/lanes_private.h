/* lanes_private.h: convolutions of as many images at a time as a vector has lanes, one image in each.
 *
 * With neighbouring places in vectors, short rows leave lanes empty, and so do few outputs in the gradient of the
 * kernels. Here every vector is full whatever the sizes of the images are; the price is that numbers are brought into
 * this order and back. A place is a vector, so that a stride costs nothing, and the elements of a kernel that meet
 * nothing but zeros are left out. */
#pragma once
#include "conv_private.h"
#include "pack_private.h"

enum { LANES = VECTOR_BYTES / sizeof(real) };
typedef real Vector VECTOR(VECTOR_BYTES);

/* --- The order: lanes.c ------------------------------------------------------------------------------------------- */
/* Images (channels, rows, columns) in vectors: element (c, y, x) of all of them at vector (c height + top + y) pitch +
 * left + x. What is around them is zeros. */
typedef struct Lanes {
    int channels, rows, columns;
    int top, left, height, pitch;
} Lanes;
static inline size_t lanes_size(const Lanes *s) {
    return (size_t)s->channels * (size_t)s->height * (size_t)s->pitch * LANES;
}
/* Vectors from LANES images that lie one behind the other; and n vectors back to a run of n elements in each image,
 * `image` elements apart, in place of what is there or added to it. */
void lanes_lay(const Lanes *s, const real *images, real *to);
void lanes_lay_run(int n, size_t image, const real *from, real *to);
void lanes_take_run(int n, const real *from, size_t image, bool add, real *to);

/* --- What is worth doing so: lanes_correlate.c, lanes_kernels.c --------------------------------------------------- */
/* How many images of the batch, the first ones: whole vectors of them, or 0. What they need to work in, and what
 * device.h says of conv2d, conv2d_images and conv2d_kernels, for s->N that is such a number. */
int    lanes_for_forward(const Conv2d *s);
int    lanes_for_images(const Conv2d *s);
int    lanes_for_kernels(const Conv2d *s);
size_t lanes_forward_work(const Conv2d *s);
size_t lanes_images_work(const Conv2d *s);
size_t lanes_kernels_work(const Conv2d *s);
void   lanes_forward(const Conv2d *s, const real *x, const real *w, const real *b, real *y, void *work);
void   lanes_images(const Conv2d *s, const real *w, const real *dy, real beta, real *dx, void *work);
void   lanes_kernels(const Conv2d *s, const real *x, const real *dy, real beta_w, real *dw, real beta_b, real *db,
                     void *work);
