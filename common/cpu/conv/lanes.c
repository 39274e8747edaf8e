#include "lanes_private.h"

/* A run in fours, of which the last goes over the end of the one before it again. */
#define IN_FOURS(n, i) for (int i = 0, last_ = (n) - 4; i < (n); i = i < last_ && i + 4 > last_ ? last_ : i + 4)

void lanes_lay_run(int n, size_t image, const real *from, real *to) {
    if (n < 4) {
        for (int i = 0; i < n; i++)
            for (int lane = 0; lane < LANES; lane++) to[i * LANES + lane] = from[(size_t)lane * image + (size_t)i];
        return;
    }
    IN_FOURS(n, i)
        for (int lane = 0; lane < LANES; lane += 4)
            transpose_4x4(from + (size_t)lane * image + i, image, to + i * LANES + lane, LANES);
}

static void take_four(const real *from, size_t image, bool add, real *to) {
    if (!add) {
        transpose_4x4(from, LANES, to, image);
        return;
    }
    real four[4 * 4];
    transpose_4x4(from, LANES, four, 4);
    for (int i = 0; i < 4; i++) *(Four *)(to + (size_t)i * image) += *(const Four *)(four + 4 * i);
}

/* Here nothing may be added twice. */
void lanes_take_run(int n, const real *from, size_t image, bool add, real *to) {
    const int fours = n & ~3;
    for (int i = 0; i < fours; i += 4)
        for (int lane = 0; lane < LANES; lane += 4)
            take_four(from + i * LANES + lane, image, add, to + (size_t)lane * image + i);
    for (int i = fours; i < n; i++)
        for (int lane = 0; lane < LANES; lane++) {
            real *element = to + (size_t)lane * image + i;
            *element = from[i * LANES + lane] + (add ? *element : 0);
        }
}

static void clear(size_t vectors, real *to) { memset(to, 0, vectors * LANES * sizeof *to); }

void lanes_lay(const Lanes *s, const real *images, real *to) {
    const size_t plane = (size_t)s->rows * (size_t)s->columns, image = (size_t)s->channels * plane;
    const size_t pitch = (size_t)s->pitch, left = (size_t)s->left, columns = (size_t)s->columns;
    const size_t above = (size_t)s->top, below = (size_t)(s->height - s->top - s->rows);
    for (int c = 0; c < s->channels; c++) {
        clear(above * pitch, to);
        to += above * pitch * LANES;
        if (s->pitch == s->columns) lanes_lay_run((int)plane, image, images + (size_t)c * plane, to);
        for (int y = 0; y < s->rows; y++, to += pitch * LANES) {
            if (s->pitch == s->columns) continue;
            clear(left, to);
            lanes_lay_run(s->columns, image, images + (size_t)c * plane + (size_t)y * columns, to + left * LANES);
            clear(pitch - left - columns, to + (left + columns) * LANES);
        }
        clear(below * pitch, to);
        to += below * pitch * LANES;
    }
}
