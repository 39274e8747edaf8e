#include "sheet.h"
#include "experiment.h"
#include "image.h"
#include <string.h>

enum { GAP = 4, TILE = 96, COLOURS = 3 };

Sheet sheet_begin_channels(int columns, int rows, int channels, int H, int W) {
    Sheet     s = {.H = H, .W = W, .zoom = H < TILE ? TILE / H : 1, .columns = columns};
    const int shape[] = {channels == COLOURS ? COLOURS : 1, rows * (H * s.zoom + GAP) + GAP,
                         columns * (W * s.zoom + GAP) + GAP};
    s.image = t_own(DTYPE_UINT8, DEV_CPU, 3, shape);
    memset(s.image->u8, 128, s.image->size);
    return s;
}

Sheet sheet_begin(int columns, int rows, int H, int W) { return sheet_begin_channels(columns, rows, 1, H, W); }

/* One channel of the next picture. */
static void add_plane(Sheet *s, int colour, const real *pixels, double low, double high) {
    const int top = GAP + s->used / s->columns * (s->H * s->zoom + GAP), width = s->image->shape[2];
    const int left = GAP + s->used % s->columns * (s->W * s->zoom + GAP);
    uint8_t  *plane = s->image->u8 + (size_t)(colour * s->image->shape[1]) * (size_t)width;
    for (int i = 0; i < s->H * s->zoom; i++)
        for (int j = 0; j < s->W * s->zoom; j++) {
            const double level = 255 * (pixels[i / s->zoom * s->W + j / s->zoom] - low) / (high > low ? high - low : 1);
            plane[(top + i) * width + left + j] = (uint8_t)fmin(fmax(level + 0.5, 0), 255);
        }
}

void sheet_add_channels(Sheet *s, const real *pixels, const double low[], const double high[]) {
    for (int c = 0; c < s->image->shape[0]; c++) add_plane(s, c, pixels + c * s->H * s->W, low[c], high[c]);
    s->used++;
}

void sheet_add(Sheet *s, const real *pixels, double low, double high) {
    sheet_add_channels(s, pixels, (double[COLOURS]){low, low, low}, (double[COLOURS]){high, high, high});
}

static void own_range(const real *pixels, int n, double *low, double *high) {
    *low = INFINITY;
    *high = -INFINITY;
    for (int i = 0; i < n; i++) {
        *low = fmin(*low, pixels[i]);
        *high = fmax(*high, pixels[i]);
    }
}

void sheet_add_scaled(Sheet *s, const real *pixels) {
    double low, high;
    own_range(pixels, s->image->shape[0] * s->H * s->W, &low, &high);
    sheet_add(s, pixels, low, high);
}

void sheet_add_grey(Sheet *s, const real *pixels) {
    double low, high;
    own_range(pixels, s->H * s->W, &low, &high);
    for (int c = 0; c < s->image->shape[0]; c++) add_plane(s, c, pixels, low, high);
    s->used++;
}

void sheet_end(Sheet *s, const char *file, const char *what) {
    if (!image_write_png(experiment_path(file), s->image)) experiment_fail("a picture cannot be written");
    printf("%-11s %s: %s\n", "picture", experiment_path(file), what);
    t_free(s->image);
}
