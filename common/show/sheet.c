#include "sheet.h"
#include "experiment.h"
#include "image.h"
#include <string.h>

enum { GAP = 4, TILE = 96 };

Sheet sheet_begin(int columns, int rows, int H, int W) {
    Sheet     s = {.H = H, .W = W, .zoom = H < TILE ? TILE / H : 1, .columns = columns};
    const int shape[] = {1, rows * (H * s.zoom + GAP) + GAP, columns * (W * s.zoom + GAP) + GAP};
    s.image = t_own(DTYPE_UINT8, DEV_CPU, 3, shape);
    memset(s.image->u8, 128, s.image->size);
    return s;
}

void sheet_add(Sheet *s, const real *pixels, double low, double high) {
    const int top = GAP + s->used / s->columns * (s->H * s->zoom + GAP), width = s->image->shape[2];
    const int left = GAP + s->used % s->columns * (s->W * s->zoom + GAP);
    for (int i = 0; i < s->H * s->zoom; i++)
        for (int j = 0; j < s->W * s->zoom; j++) {
            const double grey = 255 * (pixels[i / s->zoom * s->W + j / s->zoom] - low) / (high > low ? high - low : 1);
            s->image->u8[(top + i) * width + left + j] = (uint8_t)fmin(fmax(grey + 0.5, 0), 255);
        }
    s->used++;
}

void sheet_add_scaled(Sheet *s, const real *pixels) {
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < s->H * s->W; i++) {
        low = fmin(low, pixels[i]);
        high = fmax(high, pixels[i]);
    }
    sheet_add(s, pixels, low, high);
}

void sheet_end(Sheet *s, const char *file, const char *what) {
    if (!image_write_png(experiment_path(file), s->image)) experiment_fail("a picture cannot be written");
    printf("%-11s %s: %s\n", "picture", experiment_path(file), what);
    t_free(s->image);
}
