/* Batch norm: a thread has whole channels, one after the other, so that what a channel's later passes read is still in
 * the second cache. With a ReLU behind it (s->relu) what it gives is cut off at 0 before it is stored, and dy where it
 * was; x tells where, so that nothing else is read. */
#include "cpu_private.h"
#include "team.h"
#include "vector_private.h"
#include <string.h>

enum { LANES = VECTOR_BYTES / sizeof(real), ABREAST = 4 };
typedef real Vector VECTOR(VECTOR_BYTES);
typedef __typeof__((Vector){0} > 0) Mask;
#define UNROLL _Pragma("GCC unroll 4")

/* What is the same for a whole channel: y = factor (x - mean) + beta. */
typedef struct Channel {
    real   mean, factor, beta;
    bool   relu;
    size_t next; /* elements from a row to the channel's next one */
} Channel;

/* Sums over a row, in partial sums for each lane; over rows they are added in double: a row is short enough for that.
 */
typedef enum Kind { SUM, SQUARES, GRADIENT } Kind;
typedef struct Sums {
    double first, second; /* of x; of (x - mean)^2; of dy, and of dy (x - mean) */
} Sums;

INLINE Vector normalised(const Channel *c, Vector x) { return c->factor * (x - c->mean) + c->beta; }
/* dy as it is before the ReLU. */
INLINE Vector before_relu(const Channel *c, Vector x, Vector dy) {
    return c->relu ? (Vector)((Mask)dy & (normalised(c, x) > 0)) : dy;
}

INLINE void add_terms(Kind kind, const Channel *c, Vector x, Vector dy, Vector *first, Vector *second) {
    const Vector away = x - c->mean;
    if (kind == SUM) *first += x;
    if (kind == SQUARES) *first += away * away;
    if (kind != GRADIENT) return;
    const Vector g = before_relu(c, x, dy);
    *first += g;
    *second += g * away;
}

INLINE double sum_of_lanes(const Vector sum[ABREAST]) {
    const Vector all = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    double       total = 0;
    for (int lane = 0; lane < LANES; lane++) total += (double)all[lane];
    return total;
}

/* The next row of a channel lies pages away, where the processor does not look ahead by itself. */
INLINE void ask_for(const real *address) { __builtin_prefetch(address); }
INLINE void ask_to_write(const real *address) { __builtin_prefetch(address, 1); }

/* What is left of a row stands in a vector of means, whose terms are 0 (in SUM: of zeros). */
INLINE void add_row(Kind kind, size_t n, const Channel *c, const real *x, const real *dy, Sums *to) {
    Vector first[ABREAST] = {0}, second[ABREAST] = {0};
    size_t i = 0;
    for (; i + ABREAST * LANES <= n; i += ABREAST * LANES)
        UNROLL
        for (size_t j = 0; j < ABREAST; j++) {
            const size_t at = i + j * LANES;
            if (kind != SQUARES) ask_for(x + at + c->next);
            if (kind == GRADIENT) ask_for(dy + at + c->next);
            add_terms(kind, c, *(const Vector *)(x + at), kind == GRADIENT ? *(const Vector *)(dy + at) : (Vector){0},
                      &first[j], &second[j]);
        }
    for (; i < n; i += LANES) {
        const size_t few = n - i < LANES ? n - i : LANES;
        Vector       xs = (Vector){0} + (kind == SUM ? 0 : c->mean), dys = {0};
        if (few == LANES) xs = *(const Vector *)(x + i);
        else memcpy(&xs, x + i, few * sizeof *x);
        if (kind == GRADIENT) memcpy(&dys, dy + i, few * sizeof *dy);
        add_terms(kind, c, xs, dys, &first[0], &second[0]);
    }
    to->first += sum_of_lanes(first);
    if (kind == GRADIENT) to->second += sum_of_lanes(second);
}

typedef struct Norm {
    const BatchNorm *s;
    const real      *x, *gamma, *beta, *dy;
    real            *mean, *inverse_std, *y;
    real            *running_mean, *running_var;
    real             keep, *dx, *dgamma, *dbeta;
    real             keep_gamma, keep_beta;
} Norm;

static size_t values(const BatchNorm *s) { return (size_t)s->N * (size_t)s->M; }
static size_t row_of(const BatchNorm *s, size_t n, size_t c) { return (n * (size_t)s->C + c) * (size_t)s->M; }
static size_t next_row(const BatchNorm *s) { return (size_t)s->C * (size_t)s->M; }
static int    parts_for(const BatchNorm *s) { return cpu_parts_for(values(s) * (size_t)s->C * 4 * sizeof(real)); }

/* --- Forward ------------------------------------------------------------------------------------------------------ */
WHOLE_VECTORS static void statistics(const Norm *p, size_t c) {
    const BatchNorm *s = p->s;
    const size_t     N = (size_t)s->N, M = (size_t)s->M;
    const double     n = (double)values(s);
    Sums             sum = {0}, squares = {0};
    for (size_t i = 0; i < N; i++) add_row(SUM, M, &(Channel){.next = next_row(s)}, p->x + row_of(s, i, c), NULL, &sum);
    const double  mean = sum.first / n;
    const Channel away = {.mean = (real)mean};
    for (size_t i = 0; i < N; i++) add_row(SQUARES, M, &away, p->x + row_of(s, i, c), NULL, &squares);
    const double var = squares.first / n;
    p->mean[c] = (real)mean;
    p->inverse_std[c] = (real)(1 / sqrt(var + s->eps));
    p->running_mean[c] = (real)((1 - s->momentum) * p->running_mean[c] + s->momentum * mean);
    p->running_var[c] = (real)((1 - s->momentum) * p->running_var[c] + s->momentum * var * n / (n - 1));
}

static Channel channel(const Norm *p, size_t c) {
    return (Channel){p->mean[c], p->gamma[c] * p->inverse_std[c], p->beta[c], p->s->relu, next_row(p->s)};
}

INLINE Vector row_of_y(const Channel *c, Vector x) {
    const Vector y = normalised(c, x);
    return c->relu ? (Vector)((Mask)y & ~(y <= 0)) : y; /* a NaN stays */
}

WHOLE_VECTORS static void normalise_row(size_t n, const Channel *ch, const real *x, real *y) {
    const Channel c = *ch;
    size_t        i = 0;
    for (; i + LANES <= n; i += LANES) {
        ask_to_write(y + i + c.next);
        *(Vector *)(y + i) = row_of_y(&c, *(const Vector *)(x + i));
    }
    if (i == n) return;
    Vector rest = {0};
    memcpy(&rest, x + i, (n - i) * sizeof *x);
    rest = row_of_y(&c, rest);
    memcpy(y + i, &rest, (n - i) * sizeof *y);
}

static void forward_share(void *norm, int part, int parts) {
    const Norm      *p = norm;
    const BatchNorm *s = p->s;
    const Share      mine = team_share((size_t)s->C, 1, part, parts);
    for (size_t c = mine.begin; c < mine.end; c++) {
        if (s->training) {
            statistics(p, c);
        } else {
            p->mean[c] = p->running_mean[c];
            p->inverse_std[c] = (real)(1 / sqrt((double)p->running_var[c] + s->eps));
        }
        const Channel ch = channel(p, c);
        for (size_t i = 0; i < (size_t)s->N; i++)
            normalise_row((size_t)s->M, &ch, p->x + row_of(s, i, c), p->y + row_of(s, i, c));
    }
}

void cpu_batch_norm(const BatchNorm *s, const real *x, const real *gamma, const real *beta, real *running_mean,
                    real *running_var, real *mean, real *inverse_std, real *y) {
    team_run(parts_for(s), forward_share,
             &(Norm){.s = s, .x = x, .gamma = gamma, .beta = beta, .mean = mean, .inverse_std = inverse_std, .y = y,
                     .running_mean = running_mean, .running_var = running_var});
}

/* --- Backward ----------------------------------------------------------------------------------------------------- */
/* dx = gamma / std (dy - mean(dy) - x^ mean(dy x^)), where x^ = (x - mean) / std: one factor for dy, one for x - mean,
 * and one number to be taken away. In evaluation mode the last two are 0. */
typedef struct Back {
    Channel ch;
    real    away, of_x, keep;
} Back;

INLINE Vector row_of_dx(const Back *b, Vector x, Vector dy, Vector dx) {
    const Vector d = b->ch.factor * before_relu(&b->ch, x, dy) - b->of_x * (x - b->ch.mean) - b->away;
    if (b->keep == 0) return d;
    return b->keep * dx + d;
}

WHOLE_VECTORS static void backward_row(size_t n, const Back *back, const real *x, const real *dy, real *dx) {
    const Back b = *back;
    size_t     i = 0;
    for (; i + LANES <= n; i += LANES) {
        ask_to_write(dx + i + b.ch.next);
        const Vector there = b.keep == 0 ? (Vector){0} : *(const Vector *)(dx + i);
        *(Vector *)(dx + i) = row_of_dx(&b, *(const Vector *)(x + i), *(const Vector *)(dy + i), there);
    }
    if (i == n) return;
    Vector xs = {0}, dys = {0}, dxs = {0};
    memcpy(&xs, x + i, (n - i) * sizeof *x);
    memcpy(&dys, dy + i, (n - i) * sizeof *dy);
    if (b.keep != 0) memcpy(&dxs, dx + i, (n - i) * sizeof *dx);
    dxs = row_of_dx(&b, xs, dys, dxs);
    memcpy(dx + i, &dxs, (n - i) * sizeof *dx);
}

WHOLE_VECTORS static Sums gradient_sums(const Norm *p, size_t c) {
    const BatchNorm *s = p->s;
    const Channel    ch = channel(p, c);
    Sums             sums = {0};
    for (size_t i = 0; i < (size_t)s->N; i++)
        add_row(GRADIENT, (size_t)s->M, &ch, p->x + row_of(s, i, c), p->dy + row_of(s, i, c), &sums);
    sums.second *= (double)p->inverse_std[c]; /* of dy x^ */
    return sums;
}

static void backward_share(void *norm, int part, int parts) {
    const Norm      *p = norm;
    const BatchNorm *s = p->s;
    const Share      mine = team_share((size_t)s->C, 1, part, parts);
    for (size_t c = mine.begin; c < mine.end; c++) {
        const double n = (double)values(s);
        const Sums   sums = gradient_sums(p, c);
        if (p->dgamma) p->dgamma[c] = (real)sums.second + (p->keep_gamma == 0 ? 0 : p->keep_gamma * p->dgamma[c]);
        if (p->dbeta) p->dbeta[c] = (real)sums.first + (p->keep_beta == 0 ? 0 : p->keep_beta * p->dbeta[c]);
        if (!p->dx) continue;
        Back b = {.ch = channel(p, c), .keep = p->keep};
        if (s->training) {
            b.away = b.ch.factor * (real)(sums.first / n);
            b.of_x = b.ch.factor * p->inverse_std[c] * (real)(sums.second / n);
        }
        for (size_t i = 0; i < (size_t)s->N; i++) {
            const size_t row = row_of(s, i, c);
            backward_row((size_t)s->M, &b, p->x + row, p->dy + row, p->dx + row);
        }
    }
}

void cpu_batch_norm_backward(const BatchNorm *s, const real *x, const real *gamma, const real *beta, const real *mean,
                             const real *inverse_std, const real *dy, real keep, real *dx, real keep_gamma,
                             real *dgamma, real keep_beta, real *dbeta) {
    team_run(parts_for(s), backward_share,
             &(Norm){.s = s, .x = x, .gamma = gamma, .beta = beta, .mean = (real *)mean,
                     .inverse_std = (real *)inverse_std, .dy = dy, .keep = keep, .dx = dx, .keep_gamma = keep_gamma,
                     .dgamma = dgamma, .keep_beta = keep_beta, .dbeta = dbeta});
}
