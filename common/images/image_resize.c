/* image_resize.c: images of another size, bit for bit as Pillow makes them up to version 12. (Pillow 13 goes along
 * columns first where that is less work; other numbers are rounded between the two passes then, and some bytes differ
 * by 1.)
 *
 * An output pixel is a weighted mean of input pixels along a row, then along a column. The weights fall linearly from
 * the output pixel's centre to zero at one output pixel's distance (a triangle). When an image shrinks, one output
 * pixel is several input pixels wide, and so is the triangle: every input pixel counts, and fine patterns become grey
 * instead of false stripes (antialiasing). When an image grows, the triangle reaches to the next input pixel, which is
 * the usual bilinear interpolation. */
#include "autograd.h"
#include "image.h"
#include "image_private.h"
#include <stdlib.h>
#include <string.h>

/* Weights are whole numbers: multiples of 2^-22. Their products with bytes fit into 32 bits, and sums of them do not
 * depend on the order. */
enum { PRECISION = 22 };

/* The input pixels first .. first + count - 1 of each output pixel, and their weights. */
typedef struct Weights {
    int      outputs, most; /* weights an output pixel has room for */
    int     *first, *count;
    int32_t *weight;        /* (outputs, most) */
} Weights;

static double triangle(double x) { return fabs(x) < 1 ? 1 - fabs(x) : 0; }

static Weights weights_new(int inputs, int outputs) {
    const double scale = (double)inputs / outputs, reach = scale > 1 ? scale : 1, per_pixel = 1 / reach;
    Weights      w = {.outputs = outputs, .most = 2 * (int)ceil(reach) + 1};
    w.first = t_calloc((size_t)outputs, sizeof *w.first);
    w.count = t_calloc((size_t)outputs, sizeof *w.count);
    w.weight = t_calloc((size_t)outputs * (size_t)w.most, sizeof *w.weight);
    double *exact = t_calloc((size_t)w.most, sizeof *exact);
    for (int o = 0; o < outputs; o++) {
        const double centre = (o + 0.5) * scale;
        const int    first = (int)fmax(centre - reach + 0.5, 0), end = (int)fmin(centre + reach + 0.5, inputs);
        double       sum = 0;
        for (int i = first; i < end; i++) sum += exact[i - first] = triangle((i - centre + 0.5) * per_pixel);
        for (int i = first; i < end; i++)
            w.weight[o * w.most + i - first] = (int32_t)(exact[i - first] / sum * (1 << PRECISION) + 0.5);
        w.first[o] = first;
        w.count[o] = end - first;
    }
    free(exact);
    return w;
}

static void weights_free(Weights *w) {
    free(w->first);
    free(w->count);
    free(w->weight);
}

static uint8_t rounded(int32_t sum) {
    const int32_t value = (sum + (1 << (PRECISION - 1))) >> PRECISION;
    return (uint8_t)(value > 255 ? 255 : value);
}

/* Every row of `width` pixels becomes one of w->outputs. */
static void resize_rows(const Weights *w, const uint8_t *from, int rows, int width, uint8_t *to) {
    for (int y = 0; y < rows; y++, from += width)
        for (int o = 0; o < w->outputs; o++) {
            const int32_t *weight = w->weight + o * w->most;
            const uint8_t *pixel = from + w->first[o];
            int32_t        sum = 0;
            for (int i = 0; i < w->count[o]; i++) sum += pixel[i] * weight[i];
            *to++ = rounded(sum);
        }
}

/* Every column becomes one of w->outputs pixels: an output row is a weighted sum of input rows. */
static void resize_columns(const Weights *w, const uint8_t *from, int width, int32_t *sums, uint8_t *to) {
    for (int o = 0; o < w->outputs; o++) {
        memset(sums, 0, (size_t)width * sizeof *sums);
        for (int i = 0; i < w->count[o]; i++) {
            const int32_t  weight = w->weight[o * w->most + i];
            const uint8_t *row = from + (size_t)(w->first[o] + i) * (size_t)width;
            for (int x = 0; x < width; x++) sums[x] += row[x] * weight;
        }
        for (int x = 0; x < width; x++) *to++ = rounded(sums[x]);
    }
}

static void check_image(const char *who, const Tensor *image, int height, int width) {
    t_check_alive(image, "image");
    if (image->dtype != DTYPE_UINT8 || image->device != DEV_CPU || image->ndim != 3 || image->size == 0)
        t_fail("(C,H,W), uint8, on the CPU", "%s: %s is %s on %s", who, t_label(image, "image"),
               t_dtype_name(image->dtype), dev_name(image->device));
    if (height < 1 || width < 1) t_fail("both are at least 1", "%s: height %d, width %d", who, height, width);
}

Tensor *image_resize(const Tensor *image, int height, int width) {
    check_image("image_resize", image, height, width);
    const int C = image->shape[0], H = image->shape[1], W = image->shape[2];
    Weights   across = weights_new(W, width), down = weights_new(H, height);
    Tensor   *resized = t_own(DTYPE_UINT8, DEV_CPU, T_SHAPE(C, height, width));
    uint8_t  *wide = t_malloc((size_t)H * (size_t)width);
    int32_t  *sums = t_malloc((size_t)width * sizeof *sums);
    for (int c = 0; c < C; c++) {
        resize_rows(&across, image->u8 + (size_t)c * (size_t)H * (size_t)W, H, W, wide);
        resize_columns(&down, wide, width, sums, resized->u8 + (size_t)c * (size_t)height * (size_t)width);
    }
    free(sums);
    free(wide);
    weights_free(&across);
    weights_free(&down);
    return resized;
}

Tensor *image_shorter_side(const Tensor *image, int side) {
    check_image("image_shorter_side", image, side, side);
    const int H = image->shape[1], W = image->shape[2];
    /* In 64 bits: the product is exact, and so the quotient is rounded down as torchvision's int() does. */
    const int64_t height = H < W ? side : (int64_t)side * H / W, width = H < W ? (int64_t)side * W / H : side;
    if (!image_size_allowed("resized image", (unsigned long)width, (unsigned long)height)) return NULL;
    return image_resize(image, (int)height, (int)width);
}

Tensor *image_centre(const Tensor *image, int height, int width) {
    check_image("image_centre", image, height, width);
    const int C = image->shape[0], H = image->shape[1], W = image->shape[2];
    if (height > H || width > W)
        t_fail("resize the image first", "image_centre: a part of %d x %d pixels, and the image is %s", height, width,
               t_shape_text(image));
    /* Half a pixel goes to the even side, as Python's round() has it. */
    const int top = (int)nearbyint((H - height) / 2.0), left = (int)nearbyint((W - width) / 2.0);
    Tensor   *part = t_own(DTYPE_UINT8, DEV_CPU, T_SHAPE(C, height, width));
    uint8_t  *to = part->u8;
    for (int c = 0; c < C; c++)
        for (int y = 0; y < height; y++, to += width)
            memcpy(to, image->u8 + ((size_t)c * (size_t)H + (size_t)(top + y)) * (size_t)W + left, (size_t)width);
    return part;
}
