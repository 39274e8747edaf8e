/* random.c: Philox4x32-10, and the distributions drawn from it.
 *
 * Words are the same everywhere by construction. So are the reals made from them, because nothing but IEEE additions,
 * multiplications, divisions and square roots goes into them: the last bit of a C library's log or cos depends on the
 * library and the processor, and so does a multiplication and an addition contracted into one. */
#include "random.h"
#include "autograd.h"
#include "device.h"
#include "philox.h"
#include "random_private.h"
#include "replay.h"
#include "step.h"
#include <stdlib.h>

#ifdef __clang__ /* gcc contracts nothing under -std=c17 and does not know the pragma */
#pragma STDC FP_CONTRACT OFF
#endif

static const double LN2 = 0x1.62e42fefa39efp-1, TWO_PI = 0x1.921fb54442d18p+2, SQRT_HALF = 0x1.6a09e667f3bcdp-1;

/* --- The generator ------------------------------------------------------------------------------------------------ */

void philox4x32_10(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
    philox_block(counter, key, out);
}

Rng rng_new(uint64_t seed, uint64_t stream) { return (Rng){.key = seed, .stream = stream}; }

uint32_t rng_u32(Rng *rng) {
    if (rng->left == 0) {
        uint32_t counter[4] = {(uint32_t)rng->counter, (uint32_t)(rng->counter >> 32), (uint32_t)rng->stream,
                               (uint32_t)(rng->stream >> 32)};
        uint32_t key[2] = {(uint32_t)rng->key, (uint32_t)(rng->key >> 32)};
        philox4x32_10(counter, key, rng->words);
        rng->counter++;
        rng->left = 4;
    }
    return rng->words[4 - rng->left--];
}

static uint64_t rng_u64(Rng *rng) {
    uint64_t high = rng_u32(rng);
    return high << 32 | rng_u32(rng);
}

/* 64 bits name the new sequence: among a million forks, two are the same one with a chance of 1 in 37 million. */
Rng rng_fork(Rng *rng) { return rng_new(rng_u64(rng), STREAM_FORK); }

double rng_uniform_at(const Rng *stream, uint64_t i) {
    return (double)philox_uniform(stream->key, stream->stream, i);
}

/* --- Distributions ------------------------------------------------------------------------------------------------ */

double rng_uniform(Rng *rng) { return (double)(rng_u64(rng) >> 11) * 0x1p-53; }

/* ln x for a normal x > 0: x = m 2^e with m near 1, and ln m = 2 artanh s = 2 (s + s^3/3 + s^5/5 + ...) for
 * s = (m-1)/(m+1); |s| < 0.172, so what follows s^21 is below the rounding. */
static double exact_log(double x) {
    int e;
    double m = frexp(x, &e);
    if (m < SQRT_HALF) {
        m *= 2;
        e--;
    }
    double s = (m - 1) / (m + 1), sum = 0;
    for (int k = 21; k >= 1; k -= 2) sum = sum * (s * s) + 1.0 / k;
    return e * LN2 + 2 * s * sum;
}

/* cos(2 pi u) for u in [0,1): reduced to an eighth of a turn without rounding, then the Taylor series. */
static double exact_cos_turn(double u) {
    int quarter = (int)(4 * u + 0.5);
    double t = TWO_PI * (u - 0.25 * quarter), sum = 1;
    if (quarter % 2 == 0) { /* the cosine of what is left; else its sine */
        for (int k = 16; k >= 2; k -= 2) sum = 1 - sum * (t * t) / (k * (k - 1));
        return quarter % 4 == 0 ? sum : -sum;
    }
    for (int k = 17; k >= 3; k -= 2) sum = 1 - sum * (t * t) / (k * (k - 1));
    return quarter % 4 == 1 ? -t * sum : t * sum;
}

double rng_normal(Rng *rng) {
    double radius = sqrt(-2 * exact_log(1 - rng_uniform(rng))); /* 1 - u is in (0,1]: no log of 0 */
    return radius * exact_cos_turn(rng_uniform(rng));
}

uint64_t rng_below(Rng *rng, uint64_t n) {
    if (n == 0) t_fail("0 is the only number below 1; there is none below 0", "rng_below(rng, 0)");
    uint64_t surplus = -n % n; /* 2^64 mod n: were these words kept, the first remainders would come up more often */
    uint64_t word;
    do word = rng_u64(rng);
    while (word < surplus);
    return word % n;
}

void rng_shuffle(Rng *rng, int64_t *values, size_t n) {
    for (size_t i = n; i > 1; i--) {
        size_t j = (size_t)rng_below(rng, i);
        int64_t value = values[i - 1];
        values[i - 1] = values[j];
        values[j] = value;
    }
}

/* --- Tensors ------------------------------------------------------------------------------------------------------ */

static Rng generator; /* all zero is rng_new(0, 0) */

static _Thread_local bool generator_closed;

void generator_close(void) { generator_closed = true; }

void t_manual_seed(uint64_t seed) { generator = rng_new(seed, 0); }

Rng *t_generator(void) {
    if (generator_closed)
        t_fail("a transform draws from the rng that it gets",
               "random numbers of the global generator are drawn on a loader's thread, in an order that is never the "
               "same");
    return &generator;
}

/* Runs `fill` on memory of the CPU and brings the values to where x is. Drawn as doubles and rounded, so that the float
 * and the double build see the same numbers. */
static void fill_real(Tensor *x, const char *call, real (*fill)(Rng *, double, double), Rng *rng, double a, double b) {
    t_check_alive(x, call);
    if (x->dtype != DTYPE_REAL)
        t_fail(NULL, "%s: %s is %s, random reals need %s", call, t_label(x, "x"), t_dtype_name(x->dtype),
               t_dtype_name(DTYPE_REAL));
    real *to = x->device == DEV_CPU ? x->data : t_malloc(x->size * sizeof(real));
    for (size_t i = 0; i < x->size; i++) to[i] = fill(rng, a, b);
    if (to != x->data) {
        dev_kernels(x->device)->to_device(x->data, to, x->size * sizeof(real));
        free(to);
    }
}

static real draw_uniform(Rng *rng, double low, double high) {
    real value = (real)(low + (high - low) * rng_uniform(rng));
    /* Rounded to a float the largest draws reach `high`, which is not in [low, high). */
    return (double)value < high || low >= high ? value : nextafter((real)high, (real)low);
}

static real draw_normal(Rng *rng, double mean, double std) { return (real)(mean + std * rng_normal(rng)); }

void t_fill_uniform(Tensor *x, Rng *rng, double low, double high) {
    fill_real(x, "t_fill_uniform", draw_uniform, rng, low, high);
}

void t_fill_normal(Tensor *x, Rng *rng, double mean, double std) {
    fill_real(x, "t_fill_normal", draw_normal, rng, mean, std);
}

Tensor *t_rand_shape(int ndim, const int shape[]) {
    Tensor *x = t_empty(DTYPE_REAL, ndim, shape);
    t_fill_uniform(x, t_generator(), 0, 1);
    return x;
}

Tensor *t_randn_shape(int ndim, const int shape[]) {
    Tensor *x = t_empty(DTYPE_REAL, ndim, shape);
    t_fill_normal(x, t_generator(), 0, 1);
    return x;
}

/* The name of a stream of its own: key and number. */
static void name_stream(void *name, void *unused) {
    const Rng stream = rng_fork(t_generator());
    (void)unused;
    ((uint64_t *)name)[0] = stream.key;
    ((uint64_t *)name)[1] = stream.stream;
}

/* On another device than the CPU the name is sent: a step that is replayed draws new numbers each time. */
Tensor *t_rand_like(const Tensor *x) {
    t_check_alive(x, "t_rand_like: x");
    Tensor   *u = t_empty_on(x->device, DTYPE_REAL, x->ndim, x->shape);
    uint64_t  here[2], *name = here;
    if (x->device == DEV_CPU) name_stream(here, NULL);
    else replay_send(x->device, name = step_values(x->device, sizeof here, NULL), sizeof here, name_stream, NULL);
    dev_kernels(x->device)->uniform(name, u->size, u->data);
    return u;
}

Tensor *t_randint_shape(int64_t low, int64_t high, int ndim, const int shape[]) {
    if (low >= high)
        t_fail("the range is [low, high): high itself is never drawn", "t_randint: no integer in [%lld, %lld)",
               (long long)low, (long long)high);
    Tensor *x = t_empty(DTYPE_INT64, ndim, shape);
    uint64_t range = (uint64_t)high - (uint64_t)low;
    for (size_t i = 0; i < x->size; i++) x->i64[i] = (int64_t)((uint64_t)low + rng_below(t_generator(), range));
    return x;
}
