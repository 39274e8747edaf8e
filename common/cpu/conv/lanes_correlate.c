/* The convolution and the gradient of the images, which is one too, with an image in each lane:
 *
 *     to[o, y, x] = start[o] + sum over channels i and elements ky, kx of
 *                              w[o, i, ky, kx] from[i, y step + first + ky by, x step + first + kx by]
 *
 * Forward, step is the stride, first is -padding and `by` is the dilation; back they are 1, padding and -dilation.
 * Sums go over the taps in the order of the weights, as in conv_correlate.c. */
#include "lanes_private.h"
#include "team.h"

enum { ROWS = CONV_ROWS, VECTORS = CONV_VECTORS };
#define UNROLL _Pragma("GCC unroll 8")

static int smaller(int a, int b) { return a < b ? a : b; }
static int larger(int a, int b) { return a > b ? a : b; }

/* Along rows or columns: n numbers in, `out` out. */
typedef struct Axis {
    int n, out, kernel;
    int step, first, by;
} Axis;

static int position(const Axis *a, int o, int k) { return o * a->step + a->first + k * a->by; }

/* The elements of the kernel, [begin, end), that meet the image at one of the outputs o .. last. */
typedef struct Range {
    int begin, end;
} Range;

static Range met(const Axis *a, int o, int last) {
    Range r = {0, a->kernel};
    if (a->by > 0) {
        while (r.begin < r.end && position(a, last, r.begin) < 0) r.begin++;
        while (r.begin < r.end && position(a, o, r.end - 1) >= a->n) r.end--;
    } else {
        while (r.begin < r.end && position(a, o, r.begin) >= a->n) r.begin++;
        while (r.begin < r.end && position(a, last, r.end - 1) < 0) r.end--;
    }
    return r;
}

typedef struct Pass {
    int         N, channels, outputs, taps;
    Axis        rows, columns;
    Lanes       lanes; /* of what is read: zeros stand beside the rows */
    bool        add;
    const real *from;
    real       *to;
    int        *weight;
    real       *strips;      /* of weights, see conv_pack */
    real       *laid, *sums; /* for each part: what is read, and all places of all outputs */
} Pass;

/* --- A tile: a few outputs at neighbouring places of a row -------------------------------------------------------- */
typedef struct Tile {
    int         channels, ky, kx;            /* elements that meet the image */
    ptrdiff_t   channel, row, column, place; /* distances in what is read */
    ptrdiff_t   next_channel, next_row;      /* in the weights: past those that meet nothing */
    const real *x, *w, *start;
} Tile;

INLINE void multiply(int rows, int vectors, const Tile *t, real *to, size_t output) {
    Vector      sum[ROWS][VECTORS] = {0};
    const real *w = t->w;
    for (int i = 0; i < t->channels; i++, w += t->next_channel)
        for (int ky = 0; ky < t->ky; ky++, w += t->next_row) {
            const real *from = t->x + i * t->channel + ky * t->row;
            for (int kx = 0; kx < t->kx; kx++, from += t->column, w += ROWS) {
                Vector x[VECTORS];
                UNROLL
                for (int j = 0; j < vectors; j++) x[j] = *(const Vector *)(from + j * t->place);
                UNROLL
                for (int o = 0; o < rows; o++) {
                    const real s = w[o];
                    UNROLL
                    for (int j = 0; j < vectors; j++) sum[o][j] += s * x[j];
                }
            }
        }
    UNROLL
    for (int o = 0; o < rows; o++)
        UNROLL
        for (int j = 0; j < vectors; j++) *(Vector *)(to + (size_t)o * output + j * LANES) = sum[o][j] + t->start[o];
}

/* An odd output more is one of zero weights, for which there is room. */
WHOLE_VECTORS static void multiply_tile(int rows, int vectors, const Tile *t, real *to, size_t output) {
    CONV_TILE(rows, vectors, t, to, output)
}

/* --- All places of LANES images ----------------------------------------------------------------------------------- */
static void correlate_row(const Pass *p, const real *laid, int first, int y, real *sums) {
    const Axis  *c = &p->columns;
    const int    rows = smaller(ROWS, p->outputs - first), tiles = (c->out + VECTORS - 1) / VECTORS;
    const Range  ky = met(&p->rows, y, y);
    const size_t output = (size_t)p->rows.out * (size_t)c->out * LANES;
    const real  *strip = p->strips + (size_t)first * ((size_t)p->taps + 1);
    for (int tile = 0; tile < tiles; tile++) {
        const int   x = tile * c->out / tiles, end = (tile + 1) * c->out / tiles;
        const Range kx = met(c, x, end - 1);
        const int   top = position(&p->rows, y, ky.begin), left = p->lanes.left + position(c, x, kx.begin);
        const int   pitch = p->lanes.pitch;
        const Tile  t = {.channels = p->channels, .ky = ky.end - ky.begin, .kx = kx.end - kx.begin,
                         .channel = (ptrdiff_t)p->lanes.height * pitch * LANES,
                         .row = (ptrdiff_t)p->rows.by * pitch * LANES, .column = (ptrdiff_t)c->by * LANES,
                         .place = (ptrdiff_t)c->step * LANES,
                         .next_channel = (ptrdiff_t)(p->rows.kernel - (ky.end - ky.begin)) * c->kernel * ROWS,
                         .next_row = (ptrdiff_t)(c->kernel - (kx.end - kx.begin)) * ROWS,
                         .x = laid + ((ptrdiff_t)top * pitch + left) * LANES,
                         .w = strip + ROWS + (ky.begin * c->kernel + kx.begin) * ROWS,
                         .start = strip};
        multiply_tile(rows, end - x, &t, sums + ((size_t)y * (size_t)c->out + (size_t)x) * LANES, output);
    }
}

/* A row more for the odd output. */
static size_t sums_size(const Pass *p) {
    return (size_t)(p->outputs + 1) * (size_t)p->rows.out * (size_t)p->columns.out * LANES;
}

static void pass_share(void *pass, int part, int parts) {
    const Pass  *p = pass;
    const Share  mine = team_share((size_t)p->N / LANES, 1, part, parts);
    const size_t places = (size_t)p->rows.out * (size_t)p->columns.out, to_image = (size_t)p->outputs * places;
    const size_t from_image = (size_t)p->channels * (size_t)p->rows.n * (size_t)p->columns.n;
    real *laid = p->laid + (size_t)part * lanes_size(&p->lanes), *sums = p->sums + (size_t)part * sums_size(p);
    for (size_t group = mine.begin; group < mine.end; group++) {
        real *to = p->to + group * LANES * to_image;
        lanes_lay(&p->lanes, p->from + group * LANES * from_image, laid);
        for (int first = 0; first < p->outputs; first += ROWS)
            for (int y = 0; y < p->rows.out; y++)
                correlate_row(p, laid, first, y, sums + (size_t)first * places * LANES);
        lanes_take_run((int)to_image, sums, to_image, p->add, to);
    }
}

/* --- Both ways ---------------------------------------------------------------------------------------------------- */
static Axis forward_axis(const Conv2d *s, int n, int out, int kernel) {
    return (Axis){n, out, kernel, s->stride, -s->padding, s->dilation};
}
static Axis images_axis(const Conv2d *s, int n, int out, int kernel) {
    return (Axis){out, n, kernel, 1, s->padding, -s->dilation};
}

static Pass pass_of(const Conv2d *s, bool forward, Work *work) {
    Pass p = {.N = s->N, .channels = forward ? s->C : s->F, .outputs = forward ? s->F : s->C};
    p.rows = forward ? forward_axis(s, s->H, s->OH, s->KH) : images_axis(s, s->H, s->OH, s->KH);
    p.columns = forward ? forward_axis(s, s->W, s->OW, s->KW) : images_axis(s, s->W, s->OW, s->KW);
    p.taps = p.channels * s->KH * s->KW;
    const Axis  *c = &p.columns;
    const int    one = position(c, 0, c->kernel - 1), other = position(c, c->out - 1, c->kernel - 1);
    const int    low = smaller(one, c->first), high = larger(other, position(c, c->out - 1, 0));
    const int    left = larger(-low, 0), right = larger(high - (c->n - 1), 0);
    const size_t threads = (size_t)t_num_threads();
    p.lanes = (Lanes){p.channels, p.rows.n, c->n, 0, left, p.rows.n, left + c->n + right};
    p.weight = conv_take(work, (size_t)p.taps, sizeof(int));
    p.strips = conv_take(work, conv_packed_size(p.outputs, p.taps), sizeof(real));
    p.laid = conv_take(work, threads * lanes_size(&p.lanes), sizeof(real));
    p.sums = conv_take(work, threads * sums_size(&p), sizeof(real));
    return p;
}

/* Worth it where the other way multiplies so many numbers for nothing, and what a thread works with stays in its second
 * cache. */
static int images_in_lanes(const Conv2d *s, bool forward) {
    enum { CACHE = (1 << 20) / sizeof(real) };
    if (LANES < 4 || s->N < LANES || (!forward && s->stride > 1)) return 0;
    const int    rows = forward ? s->OH : s->H, columns = forward ? s->OW : s->W;
    const double filled = (columns + LANES - 1) / LANES * LANES * (double)rows, wanted = (double)s->OH * s->OW;
    const Pass   p = pass_of(s, forward, &(Work){0});
    if (s->KH * s->KW == 1 || wanted > 0.75 * filled || lanes_size(&p.lanes) + sums_size(&p) > CACHE) return 0;
    return s->N / LANES * LANES;
}

int lanes_for_forward(const Conv2d *s) { return images_in_lanes(s, true); }
int lanes_for_images(const Conv2d *s) { return images_in_lanes(s, false); }

static size_t work_of(const Conv2d *s, bool forward) {
    Work work = {0};
    pass_of(s, forward, &work);
    return work.used;
}
size_t lanes_forward_work(const Conv2d *s) { return work_of(s, true); }
size_t lanes_images_work(const Conv2d *s) { return work_of(s, false); }

static void run(const Conv2d *s, Pass *p, const real *w, size_t next, const real *start) {
    conv_pack(p->outputs, p->taps, w, next, p->weight, start, p->strips);
    team_run(smaller(conv_parts(s), s->N / LANES), pass_share, p);
}

void lanes_forward(const Conv2d *s, const real *x, const real *w, const real *b, real *y, void *work) {
    Pass p = pass_of(s, true, &(Work){.at = work});
    for (int l = 0; l < p.taps; l++) p.weight[l] = l;
    p.from = x;
    p.to = y;
    run(s, &p, w, (size_t)p.taps, b);
}

void lanes_images(const Conv2d *s, const real *w, const real *dy, real beta, real *dx, void *work) {
    Pass p = pass_of(s, false, &(Work){.at = work});
    const int taps = s->KH * s->KW;
    for (int l = 0; l < p.taps; l++) p.weight[l] = l / taps * s->C * taps + l % taps;
    p.add = beta != 0;
    p.from = dy;
    p.to = dx;
    run(s, &p, w, (size_t)taps, NULL);
}
