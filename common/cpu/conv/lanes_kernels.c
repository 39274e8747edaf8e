/* The gradients of the kernels and of the bias, see conv_kernels.c, with an image in each lane:
 *
 *     dw[f, l] = sum over lanes, and places of  dy[f, place] x[offset[l] + place]
 *
 * A few outputs by a few taps of sums stay in registers while a block of places streams by, which the first cache
 * holds. The groups of LANES images are cut into parts by the sizes alone; their sums are added in their order, and the
 * lanes last. */
#include "lanes_private.h"
#include "team.h"

enum { TAPS = CONV_ROWS, OUTPUTS = CONV_VECTORS };
#define UNROLL _Pragma("GCC unroll 8")

static int smaller(int a, int b) { return a < b ? a : b; }

typedef struct Gradients {
    const Conv2d *s;
    Lanes         lanes; /* of the images, in a frame of zeros */
    int           taps, parts;
    int           rows;   /* of places, in a block */
    size_t        n_sums; /* vectors of a part: one for each tap and output, and an odd tap more */
    const real   *x, *dy;
    real          beta_w, *dw, beta_b, *db;
    ptrdiff_t    *offset;
    real         *laid, *block; /* for each thread: images, and a block of dy */
    real         *sums;         /* for each part: (taps, F, LANES) */
    double       *bias_sums;    /* for each part: (F, LANES) */
} Gradients;

/* --- A tile: a few taps by a few outputs -------------------------------------------------------------------------- */
typedef struct Block {
    int         rows, columns;
    ptrdiff_t   row, column; /* distances of places in the images */
    size_t      output;      /* from one output's places to the next one's, in dy */
    const real *dy;
} Block;

INLINE void multiply(int taps, int outputs, const Block *b, const real *const x[], real *to, size_t next) {
    Vector      sum[TAPS][OUTPUTS] = {0};
    const real *dy = b->dy;
    for (int r = 0; r < b->rows; r++) {
        ptrdiff_t at = r * b->row;
        for (int c = 0; c < b->columns; c++, at += b->column, dy += LANES) {
            Vector g[OUTPUTS];
            UNROLL
            for (int j = 0; j < outputs; j++) g[j] = *(const Vector *)(dy + (size_t)j * b->output);
            UNROLL
            for (int i = 0; i < taps; i++) {
                Vector v = *(const Vector *)(x[i] + at);
                IN_REGISTER(v);
                UNROLL
                for (int j = 0; j < outputs; j++) sum[i][j] += v * g[j];
            }
        }
    }
    UNROLL
    for (int i = 0; i < taps; i++, to += next)
        UNROLL
        for (int j = 0; j < outputs; j++) *(Vector *)(to + j * LANES) += sum[i][j];
}

/* An odd tap more is one that is there already; its sums are of no use. */
WHOLE_VECTORS static void multiply_tile(int taps, int outputs, const Block *b, const real *const x[], real *to,
                                        size_t next) {
    CONV_TILE(taps, outputs, b, x, to, next)
}

/* --- All images --------------------------------------------------------------------------------------------------- */
static size_t block_size(const Gradients *g) { return (size_t)(g->s->F * g->rows * g->s->OW) * LANES; }

static Gradients gradients(const Conv2d *s, Work *work) {
    enum { MOST_PARTS = 16, PLACES = 128 }; /* of a block: of three outputs and some taps they fit in the first cache */
    const int    height = s->H + 2 * s->padding, pitch = s->W + 2 * s->padding;
    const size_t threads = (size_t)t_num_threads();
    Gradients    g = {.s = s, .lanes = {s->C, s->H, s->W, s->padding, s->padding, height, pitch}, .taps = conv_taps(s),
                      .parts = smaller(s->N / LANES, MOST_PARTS), .rows = s->OW < PLACES ? PLACES / s->OW : 1};
    if (g.rows > s->OH) g.rows = s->OH;
    g.n_sums = (size_t)((g.taps + 1) * s->F);
    g.offset = conv_take(work, (size_t)g.taps, sizeof *g.offset);
    g.laid = conv_take(work, threads * lanes_size(&g.lanes), sizeof(real));
    g.block = conv_take(work, threads * block_size(&g), sizeof(real));
    g.sums = conv_take(work, (size_t)g.parts * g.n_sums * LANES, sizeof(real));
    g.bias_sums = conv_take(work, (size_t)(g.parts * s->F * LANES), sizeof(double));
    return g;
}

static void offsets(const Conv2d *s, const Lanes *lanes, ptrdiff_t *offset) {
    for (int c = 0; c < s->C; c++)
        for (int ky = 0; ky < s->KH; ky++)
            for (int kx = 0; kx < s->KW; kx++)
                *offset++ = (((ptrdiff_t)c * lanes->height + ky * s->dilation) * lanes->pitch + kx * s->dilation) *
                            LANES;
}

static void add_block(const Gradients *g, const Block *block, const real *laid, real *sums) {
    const int F = g->s->F, pieces = (F + OUTPUTS - 1) / OUTPUTS;
    for (int piece = 0; piece < pieces; piece++) {
        const int f = piece * F / pieces, outputs = (piece + 1) * F / pieces - f;
        Block     b = *block;
        b.dy += (size_t)f * b.output;
        for (int l = 0; l < g->taps; l += TAPS) {
            const int   taps = smaller(TAPS, g->taps - l);
            const real *x[TAPS];
            for (int i = 0; i < TAPS; i++) x[i] = laid + g->offset[l + (i < taps ? i : 0)];
            multiply_tile(taps, outputs, &b, x, sums + ((size_t)l * (size_t)F + (size_t)f) * LANES,
                          (size_t)F * LANES);
        }
    }
}

/* Over a row in each lane, and over rows in double. */
WHOLE_VECTORS static void add_bias(const Block *b, int F, double *sums) {
    for (int f = 0; f < F; f++, sums += LANES) {
        const real *dy = b->dy + (size_t)f * b->output;
        for (int r = 0; r < b->rows; r++) {
            Vector sum = {0};
            for (int c = 0; c < b->columns; c++, dy += LANES) sum += *(const Vector *)dy;
            for (int lane = 0; lane < LANES; lane++) sums[lane] += (double)sum[lane];
        }
    }
}

/* One group of LANES images. */
static void add_group(const Gradients *g, size_t group, real *laid, real *block, real *sums, double *bias_sums) {
    const Conv2d *s = g->s;
    const size_t  places = (size_t)s->OH * (size_t)s->OW, out = (size_t)s->F * places;
    const size_t  image = (size_t)s->C * (size_t)s->H * (size_t)s->W;
    const real   *dy = g->dy + group * LANES * out;
    lanes_lay(&g->lanes, g->x + group * LANES * image, laid);
    for (int r = 0; r < s->OH; r += g->rows) {
        const int   rows = smaller(g->rows, s->OH - r), n = rows * s->OW;
        const Block b = {rows, s->OW, (ptrdiff_t)s->stride * g->lanes.pitch * LANES, (ptrdiff_t)s->stride * LANES,
                         (size_t)n * LANES, block};
        for (int f = 0; f < s->F; f++)
            lanes_lay_run(n, out, dy + (size_t)f * places + (size_t)r * (size_t)s->OW, block + (size_t)f * b.output);
        add_block(g, &b, laid + r * b.row, sums);
        if (g->db) add_bias(&b, s->F, bias_sums);
    }
}

static void add_parts(void *gradients, int thread, int threads) {
    const Gradients *g = gradients;
    const Share      mine = team_share((size_t)g->parts, 1, thread, threads);
    real *laid = g->laid + (size_t)thread * lanes_size(&g->lanes);
    real *block = g->block + (size_t)thread * block_size(g);
    for (size_t part = mine.begin; part < mine.end; part++) {
        real       *sums = g->sums + part * g->n_sums * LANES;
        double     *bias_sums = g->bias_sums + part * (size_t)(g->s->F * LANES);
        const Share groups = team_share((size_t)(g->s->N / LANES), 1, (int)part, g->parts);
        memset(sums, 0, g->n_sums * LANES * sizeof *sums);
        memset(bias_sums, 0, (size_t)(g->s->F * LANES) * sizeof *bias_sums);
        for (size_t group = groups.begin; group < groups.end; group++)
            add_group(g, group, laid, block, sums, bias_sums);
    }
}

static void gather(const Gradients *g) {
    const size_t F = (size_t)g->s->F, taps = (size_t)g->taps;
    for (size_t f = 0; f < F; f++) {
        for (size_t l = 0; l < taps; l++) {
            real *to = g->dw + f * taps + l, total = 0;
            Vector sum = {0};
            for (int part = 0; part < g->parts; part++)
                sum += *(const Vector *)(g->sums + ((size_t)part * g->n_sums + l * F + f) * LANES);
            for (int lane = 0; lane < LANES; lane++) total += sum[lane];
            *to = total + (g->beta_w == 0 ? 0 : g->beta_w * *to);
        }
        double sum = 0;
        for (size_t part = 0; part < (size_t)g->parts; part++)
            for (size_t lane = 0; lane < LANES; lane++) sum += g->bias_sums[(part * F + f) * LANES + lane];
        if (g->db) g->db[f] = (real)sum + (g->beta_b == 0 ? 0 : g->beta_b * g->db[f]);
    }
}

/* Worth it where outputs side by side leave vectors half empty. Parts have room for all sums, a vector each. */
int lanes_for_kernels(const Conv2d *s) {
    enum { CACHE = (1 << 20) / sizeof(real), SUMS = (1 << 18) / sizeof(real) };
    if (LANES < 4 || s->N < LANES || s->OH < 1 || s->OW < 1) return 0;
    const double    filled = (s->F + LANES - 1) / LANES * LANES;
    const Gradients g = gradients(s, &(Work){0});
    if (s->F > 0.75 * filled || g.n_sums * LANES > SUMS || lanes_size(&g.lanes) + block_size(&g) > CACHE) return 0;
    return s->N / LANES * LANES;
}

size_t lanes_kernels_work(const Conv2d *s) {
    Work work = {0};
    gradients(s, &work);
    return work.used;
}

void lanes_kernels(const Conv2d *s, const real *x, const real *dy, real beta_w, real *dw, real beta_b, real *db,
                   void *work) {
    Gradients g = gradients(s, &(Work){.at = work});
    g.x = x;
    g.dy = dy;
    g.beta_w = beta_w;
    g.dw = dw;
    g.beta_b = beta_b;
    g.db = db;
    offsets(s, &g.lanes, g.offset);
    team_run(smaller(conv_parts(s), g.parts), add_parts, &g);
    gather(&g);
}
