/* The gradients of the kernels and of the bias,
 *
 *     dw[f, l] = sum over images and places of  dy[f, place] frame[offset[l] + place]
 *     db[f]    = sum over images and places of  dy[f, place]
 *
 * The first is a product in which neighbouring outputs f stand side by side in vectors, for which dy is turned round,
 * and the image is read where it lies. The images are cut into parts by the sizes alone, whose sums are added in their
 * order. */
#include "conv_private.h"
#include "pack_private.h"
#include "team.h"

enum { LANES = VECTOR_BYTES / sizeof(real), ROWS = CONV_ROWS, VECTORS = CONV_VECTORS, PLACES = 128 };
typedef real Vector VECTOR(VECTOR_BYTES);
#define UNROLL _Pragma("GCC unroll 8")

static int    smaller(int a, int b) { return a < b ? a : b; }
static size_t rounded_up(int n) { return (size_t)((n + LANES - 1) / LANES * LANES); }

/* --- A tile: a few taps by a few vectors of outputs --------------------------------------------------------------- */
/* A block of places, rows x columns of them; `row` is the distance of the rows in the frame. */
typedef struct Block {
    int         rows, columns;
    size_t      row;
    const real *dy; /* (rows columns, width), turned round */
    size_t      width;
} Block;

INLINE void multiply(int rows, int vectors, const Block *b, const real *const x[], real *to) {
    Vector      sum[ROWS][VECTORS] = {0};
    const real *dy = b->dy;
    for (int r = 0; r < b->rows; r++) {
        const size_t begin = (size_t)r * b->row;
        for (size_t at = begin; at < begin + (size_t)b->columns; at++, dy += b->width) {
            Vector g[VECTORS];
            UNROLL
            for (int j = 0; j < vectors; j++) g[j] = *(const Vector *)(dy + j * LANES);
            UNROLL
            for (int i = 0; i < rows; i++) {
                const real s = x[i][at];
                UNROLL
                for (int j = 0; j < vectors; j++) sum[i][j] += s * g[j];
            }
        }
    }
    UNROLL
    for (int i = 0; i < rows; i++, to += b->width)
        UNROLL
        for (int j = 0; j < vectors; j++) *(Vector *)(to + j * LANES) += sum[i][j];
}

/* An odd tap more is one that is there already; its sums are of no use. */
WHOLE_VECTORS static void multiply_tile(int rows, int vectors, const Block *b, const real *const x[], real *to) {
    CONV_TILE(rows, vectors, b, x, to)
}

/* --- All images --------------------------------------------------------------------------------------------------- */
typedef struct Gradients {
    const Conv2d *s;
    Frame         frame;
    int           taps, parts; /* of the images */
    size_t        width;       /* outputs, in whole vectors */
    size_t        n_sums;      /* of a part: a row of `width` for each tap, and an odd one more */
    int           rows, columns; /* of places, see in_long_rows */
    const real   *x, *dy;
    real          beta_w, *dw, *db;
    int          *offset;
    real         *copies, *turned; /* for each thread: a frame, and a block of dy */
    real         *sums;            /* for each part: (taps, width) */
    double       *bias_sums;       /* for each part: (F) */
} Gradients;

/* Each part has room for all sums, and a few million are enough. */
static int number_of_parts(const Conv2d *s, size_t sums) {
    enum { MOST = 16, ROOM = 1 << 22 };
    const size_t fit = sums < ROOM ? ROOM / (sums ? sums : 1) : 1;
    const int    most = fit < MOST ? (int)fit : MOST;
    return s->N < 1 ? 1 : smaller(s->N, most);
}

static void block_size(const Gradients *g, int *rows, int *columns) {
    *columns = smaller(g->columns, PLACES);
    *rows = smaller(g->rows, g->columns < PLACES ? PLACES / g->columns : 1);
}

static Gradients gradients(const Conv2d *s, Work *work) {
    Gradients g = {.s = s, .frame = conv_input_frame(s), .taps = conv_taps(s), .width = rounded_up(s->F),
                   .rows = s->OH, .columns = s->OW};
    if (g.frame.pitch == s->OW) { /* rows that follow each other without a gap are one long row */
        g.rows = 1;
        g.columns = s->OH * s->OW;
    }
    const size_t threads = (size_t)t_num_threads();
    g.n_sums = (size_t)(g.taps + 1) * g.width;
    g.parts = number_of_parts(s, g.n_sums);
    g.offset = conv_take(work, (size_t)g.taps, sizeof(int));
    g.copies = conv_take(work, threads * g.frame.size, sizeof(real));
    g.turned = conv_take(work, threads * PLACES * g.width, sizeof(real));
    g.sums = conv_take(work, (size_t)g.parts * g.n_sums, sizeof(real));
    g.bias_sums = conv_take(work, (size_t)(g.parts * s->F), sizeof(double));
    return g;
}

size_t conv_kernels_work(const Conv2d *s) {
    Work work = {0};
    gradients(s, &work);
    return work.used;
}

static void add_block(const Gradients *g, const Block *b, const real *frame, real *sums) {
    const int vectors = (int)g->width / LANES;
    for (int v = 0; v < vectors; v += VECTORS) {
        const int n = smaller(VECTORS, vectors - v);
        Block     panel = *b;
        panel.dy += v * LANES;
        for (int l = 0; l < g->taps; l += ROWS) {
            const int   rows = smaller(ROWS, g->taps - l);
            const real *x[ROWS];
            for (int i = 0; i < ROWS; i++) x[i] = frame + g->offset[l + (i < rows ? i : 0)];
            multiply_tile(rows, n, &panel, x, sums + (size_t)l * g->width + v * LANES);
        }
    }
}

static void add_image(const Gradients *g, const real *frame, const real *dy, real *turned, real *sums) {
    const size_t places = (size_t)g->s->OH * (size_t)g->s->OW;
    int          rows, columns;
    block_size(g, &rows, &columns);
    for (int r = 0; r < g->rows; r += rows)
        for (int c = 0; c < g->columns; c += columns) {
            Block b = {smaller(rows, g->rows - r), smaller(columns, g->columns - c), (size_t)g->frame.pitch, turned,
                       g->width};
            const Matrix from = {dy + (size_t)r * (size_t)g->columns + c, places, 1};
            pack(&from, 0, g->s->F, 0, b.rows * b.columns, (int)g->width, turned);
            add_block(g, &b, frame + (size_t)r * b.row + c, sums);
        }
}

static void add_parts(void *gradients, int thread, int threads) {
    const Gradients *g = gradients;
    const Conv2d    *s = g->s;
    const size_t     places = (size_t)s->OH * (size_t)s->OW, out = (size_t)s->F * places;
    const size_t     image = (size_t)s->C * (size_t)s->H * (size_t)s->W, N = (size_t)s->N;
    const Share      mine = team_share((size_t)g->parts, 1, thread, threads);
    real *copy = g->copies + (size_t)thread * g->frame.size, *turned = g->turned + (size_t)thread * PLACES * g->width;
    for (size_t part = mine.begin; part < mine.end; part++) {
        real       *sums = g->sums + part * g->n_sums;
        double     *bias_sums = g->bias_sums + part * (size_t)s->F;
        const Share images = team_share(N, 1, (int)part, g->parts);
        memset(sums, 0, g->n_sums * sizeof *sums);
        memset(bias_sums, 0, (size_t)s->F * sizeof *bias_sums);
        for (size_t n = images.begin; n < images.end; n++) {
            const real *dy = g->dy + n * out;
            if (g->dw) {
                const real *frame = conv_framed(&g->frame, g->x + n * image, (N - n - 1) * image, copy);
                add_image(g, frame, dy, turned, sums);
            }
            for (int f = 0; g->db && f < s->F; f++) bias_sums[f] += cpu_sum(places, dy + (size_t)f * places);
        }
    }
}

/* dw of a share of the taps, from the sums of all parts. */
static void gather_taps(void *gradients, int thread, int threads) {
    const Gradients *g = gradients;
    const Share      mine = team_share((size_t)g->taps, CPU_GRAIN, thread, threads);
    const size_t     taps = (size_t)g->taps;
    for (size_t l = mine.begin; l < mine.end; l++) {
        real *total = g->sums + l * g->width;
        for (int part = 1; part < g->parts; part++)
            for (size_t f = 0; f < g->width; f++) total[f] += total[(size_t)part * g->n_sums + f];
    }
    for (size_t f = 0; f < (size_t)g->s->F; f++)
        for (size_t l = mine.begin; l < mine.end; l++) {
            real *to = g->dw + f * taps + l;
            *to = g->sums[l * g->width + f] + (g->beta_w == 0 ? 0 : g->beta_w * *to);
        }
}

void conv_kernels(const Conv2d *s, const real *x, const real *dy, real beta_w, real *dw, real beta_b, real *db,
                  void *work) {
    Gradients g = gradients(s, &(Work){.at = work});
    g.x = x;
    g.dy = dy;
    g.beta_w = beta_w;
    g.dw = dw;
    g.db = db;
    conv_input_offsets(s, &g.frame, g.offset);
    const int threads = conv_parts(s);
    team_run(threads, add_parts, &g);
    if (dw) team_run(threads, gather_taps, &g);
    for (int f = 0; db && f < s->F; f++) {
        double sum = 0;
        for (int part = 0; part < g.parts; part++) sum += g.bias_sums[part * s->F + f];
        db[f] = (real)sum + (beta_b == 0 ? 0 : beta_b * db[f]);
    }
}
