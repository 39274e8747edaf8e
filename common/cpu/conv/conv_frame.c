#include "conv_private.h"
#include "vector_private.h"
#include <string.h>

enum { LANES = VECTOR_BYTES / sizeof(real) };

static int rounded_up(int n, int by) { return (n + by - 1) / by; }

static bool adds_nothing(const Frame *f) {
    return f->stride == 1 && f->phase_rows == f->rows && f->pitch == f->columns;
}

Frame conv_frame(int channels, int rows, int columns, int top, int left, int bottom, int right, int stride) {
    enum { ALIAS = 4096 / sizeof(real) }; /* addresses so far apart share their places in the first cache */
    const int between = left > right ? left : right; /* zeros that end a row may begin the next one */
    Frame f = {channels, rows, columns, top, left, stride, rounded_up(top + rows + bottom, stride),
               stride == 1 ? columns + between : rounded_up(left + columns + right, stride), 0, 0};
    f.plane = (size_t)f.phase_rows * (size_t)f.pitch;
    if (!adds_nothing(&f) && f.plane % ALIAS == 0) f.plane += LANES;
    f.size = (size_t)(stride * stride * channels) * f.plane + LANES + (size_t)between;
    return f;
}

int conv_frame_at(const Frame *f, int channel, int y, int x) {
    const int phase = y % f->stride * f->stride + x % f->stride;
    return (phase * f->channels + channel) * (int)f->plane + y / f->stride * f->pitch + x / f->stride;
}

/* Row y of the framed image, column by column; `row` is NULL for a row of zeros. */
static void copy_row(const Frame *f, const real *row, int first, real *to) {
    const int stride = f->stride, from = first - f->left; /* to[i] holds column from + i stride of the image */
    int       begin = from >= 0 ? 0 : rounded_up(-from, stride);
    int       end = f->columns > from ? rounded_up(f->columns - from, stride) : 0;
    if (end > f->pitch) end = f->pitch;
    if (!row || begin >= end) begin = end = 0;
    for (int i = 0; i < begin; i++) to[i] = 0;
    if (stride == 1 && begin < end) memcpy(to + begin, row + (from + begin), (size_t)(end - begin) * sizeof *to);
    else if (stride == 2)
        for (int i = begin; i < end; i++) to[i] = row[from + 2 * i];
    else
        for (int i = begin; i < end; i++) to[i] = row[from + i * stride];
    for (int i = end; i < f->pitch; i++) to[i] = 0;
}

static real *zeros_up_to(real *end, real *to) {
    for (; to < end; to++) *to = 0;
    return to;
}

const real *conv_framed(const Frame *f, const real *image, size_t elements_behind, real *copy) {
    const size_t channel = (size_t)f->rows * (size_t)f->columns;
    if (adds_nothing(f) && elements_behind >= LANES) return image;
    real *to = copy;
    for (int a = 0; a < f->stride; a++)
        for (int b = 0; b < f->stride; b++)
            for (int c = 0; c < f->channels; c++) {
                for (int y = 0; y < f->phase_rows; y++, to += f->pitch) {
                    const int  row = y * f->stride + a - f->top;
                    const bool inside = row >= 0 && row < f->rows;
                    copy_row(f, inside ? image + c * channel + row * f->columns : NULL, b, to);
                }
                to = zeros_up_to(copy + (size_t)((a * f->stride + b) * f->channels + c + 1) * f->plane, to);
            }
    zeros_up_to(copy + f->size, to);
    return copy;
}
