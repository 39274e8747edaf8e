/* Batch norm: a thread has whole channels, one after the other, so that what a channel's later passes read is still in
 * the second cache. */
#include "cpu_private.h"
#include "team.h"

enum { LANES = 16 };

/* Sums over a row in LANES partial sums, and over rows in double: a row is short enough for that. */
INLINE double sum_of_lanes(const real *lane) {
    double sum = 0;
    for (int j = 0; j < LANES; j++) sum += (double)lane[j];
    return sum;
}

static double row_sum(size_t n, const real *x) {
    real   lane[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++) lane[j] += x[i + j];
    double sum = sum_of_lanes(lane);
    for (; i < n; i++) sum += (double)x[i];
    return sum;
}

static double row_squares(size_t n, const real *x, real mean) {
    real   lane[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++) lane[j] += (x[i + j] - mean) * (x[i + j] - mean);
    double sum = sum_of_lanes(lane);
    for (; i < n; i++) sum += (double)(x[i] - mean) * (double)(x[i] - mean);
    return sum;
}

/* The sum of dy (x - mean). */
static double row_products(size_t n, const real *x, real mean, const real *dy) {
    real   lane[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t j = 0; j < LANES; j++) lane[j] += dy[i + j] * (x[i + j] - mean);
    double sum = sum_of_lanes(lane);
    for (; i < n; i++) sum += (double)dy[i] * (double)(x[i] - mean);
    return sum;
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
static int    parts_for(const BatchNorm *s) { return cpu_parts_for(values(s) * (size_t)s->C * 4 * sizeof(real)); }

/* --- Forward ------------------------------------------------------------------------------------------------------ */
static void statistics(const Norm *p, size_t c) {
    const BatchNorm *s = p->s;
    const size_t     N = (size_t)s->N, M = (size_t)s->M;
    const double     n = (double)values(s);
    double           sum = 0, squares = 0;
    for (size_t i = 0; i < N; i++) sum += row_sum(M, p->x + row_of(s, i, c));
    const double mean = sum / n;
    for (size_t i = 0; i < N; i++) squares += row_squares(M, p->x + row_of(s, i, c), (real)mean);
    const double var = squares / n;
    p->mean[c] = (real)mean;
    p->inverse_std[c] = (real)(1 / sqrt(var + s->eps));
    p->running_mean[c] = (real)((1 - s->momentum) * p->running_mean[c] + s->momentum * mean);
    p->running_var[c] = (real)((1 - s->momentum) * p->running_var[c] + s->momentum * var * n / (n - 1));
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
        const real factor = p->gamma[c] * p->inverse_std[c], mean = p->mean[c], beta = p->beta[c];
        for (size_t i = 0; i < (size_t)s->N; i++) {
            const real *x = p->x + row_of(s, i, c);
            real       *y = p->y + row_of(s, i, c);
            for (size_t m = 0; m < (size_t)s->M; m++) y[m] = factor * (x[m] - mean) + beta;
        }
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
static void backward_share(void *norm, int part, int parts) {
    const Norm      *p = norm;
    const BatchNorm *s = p->s;
    const Share      mine = team_share((size_t)s->C, 1, part, parts);
    const size_t     N = (size_t)s->N, M = (size_t)s->M;
    for (size_t c = mine.begin; c < mine.end; c++) {
        const real   mean = p->mean[c], inverse_std = p->inverse_std[c], factor = p->gamma[c] * inverse_std;
        const double n = (double)values(s);
        double       sum = 0, product = 0;
        for (size_t i = 0; i < N; i++) {
            sum += row_sum(M, p->dy + row_of(s, i, c));
            product += row_products(M, p->x + row_of(s, i, c), mean, p->dy + row_of(s, i, c));
        }
        product *= (double)inverse_std; /* of dy x^ */
        if (p->dgamma) p->dgamma[c] = (real)product + (p->keep_gamma == 0 ? 0 : p->keep_gamma * p->dgamma[c]);
        if (p->dbeta) p->dbeta[c] = (real)sum + (p->keep_beta == 0 ? 0 : p->keep_beta * p->dbeta[c]);
        if (!p->dx) continue;
        const real away = s->training ? factor * (real)(sum / n) : 0;
        const real of_x = s->training ? factor * inverse_std * (real)(product / n) : 0;
        for (size_t i = 0; i < N; i++) {
            const real *x = p->x + row_of(s, i, c), *dy = p->dy + row_of(s, i, c);
            real       *dx = p->dx + row_of(s, i, c);
            if (p->keep == 0)
                for (size_t m = 0; m < M; m++) dx[m] = factor * dy[m] - of_x * (x[m] - mean) - away;
            else
                for (size_t m = 0; m < M; m++) dx[m] += factor * dy[m] - of_x * (x[m] - mean) - away;
        }
    }
}

void cpu_batch_norm_backward(const BatchNorm *s, const real *x, const real *gamma, const real *mean,
                             const real *inverse_std, const real *dy, real keep, real *dx, real keep_gamma,
                             real *dgamma, real keep_beta, real *dbeta) {
    team_run(parts_for(s), backward_share,
             &(Norm){.s = s, .x = x, .gamma = gamma, .mean = (real *)mean, .inverse_std = (real *)inverse_std,
                     .dy = dy, .keep = keep, .dx = dx, .keep_gamma = keep_gamma, .dgamma = dgamma,
                     .keep_beta = keep_beta, .dbeta = dbeta});
}
