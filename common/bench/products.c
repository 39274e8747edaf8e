#include "products.h"
#include "blas.h"
#include "gemm_private.h"
#include "error.h"
#include "team.h"
#include "team_private.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 20, LARGEST = 2048 };

/* C (m,n) = A (m,k) B, or B^T for layers. */
static const struct Shape {
    const char *what;
    int         m, n, k;
    bool        trans_a, trans_b;
} shapes[] = {
    {"layer 784-512, batch 64", 64, 512, 784, false, true},
    {"its input's gradient", 64, 784, 512, false, false},
    {"its weights' gradient", 512, 784, 64, true, false},
    {"layer 64-32, batch 32", 32, 32, 64, false, true},
    {"16 squared", 16, 16, 16, false, false},
    {"the same, B^T", 16, 16, 16, false, true},
    {"the same, A^T", 16, 16, 16, true, false},
    {"32 squared", 32, 32, 32, false, false},
    {"the same, B^T", 32, 32, 32, false, true},
    {"the same, A^T", 32, 32, 32, true, false},
    {"64 squared", 64, 64, 64, false, false},
    {"the same, B^T", 64, 64, 64, false, true},
    {"the same, A^T", 64, 64, 64, true, false},
    {"128 squared", 128, 128, 128, false, false},
    {"256 squared", 256, 256, 256, false, false},
    {"512 squared", 512, 512, 512, false, false},
    {"1024 squared", 1024, 1024, 1024, false, false},
    {"2048 squared", 2048, 2048, 2048, false, false},
};
enum { SHAPES = sizeof shapes / sizeof shapes[0] };

typedef void (*Gemm)(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c);

static void own(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c) {
    if (cpu_amx_is_better(m, n, k)) cpu_gemm_amx(trans_a, trans_b, m, n, k, a, b, beta, c);
    else cpu_gemm_tiled(trans_a, trans_b, m, n, k, a, b, beta, c);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Seconds of one product: the mean of as many as take about a millisecond. */
static double time_of(Gemm gemm, const struct Shape *s, const real *a, const real *b, real *c) {
    const double flops = 2.0 * s->m * s->n * s->k;
    const int    times = flops > 5e7 ? 1 : (int)(5e7 / flops);
    const double begin = now();
    for (int i = 0; i < times; i++) gemm(s->trans_a, s->trans_b, s->m, s->n, s->k, a, b, 0, c);
    return (now() - begin) / times;
}

void products_print(int threads) {
    static const Gemm gemms[] = {own, cpu_gemm_blas};
    const size_t      n = (size_t)LARGEST * LARGEST;
    real             *a = t_calloc(n, sizeof *a), *b = t_calloc(n, sizeof *b), *c = t_calloc(n, sizeof *c);
    team_set_sharing(SHARE_ALWAYS);
    for (size_t i = 0; i < n; i++) a[i] = b[i] = (real)(i % 7);
    printf("products in %s, GF/s: our kernels (%s) and OpenBLAS's (%s); * where OpenBLAS is taken\n\n",
           sizeof(real) == sizeof(float) ? "float" : "double", cpu_has_amx() ? "AMX" : "vectors",
           openblas_get_corename());
    printf("%-26s %16s", "C (m,n) = A B", "(m,n,k)");
    for (int t = 1; t <= threads; t++) printf("  own, %d  BLAS, %d", t, t);
    printf("\n");
    for (int i = 0; i < SHAPES; i++) {
        const struct Shape *s = &shapes[i];
        printf("%-26s %6d,%4d,%4d", s->what, s->m, s->n, s->k);
        for (int t = 1; t <= threads; t++) {
            double best[2] = {1e9, 1e9};
            t_set_num_threads(t);
            for (int round = 0; round < ROUNDS; round++)
                for (int g = 0; g < 2; g++) best[g] = fmin(best[g], time_of(gemms[g], s, a, b, c));
            for (int g = 0; g < 2; g++) printf("  %7.1f", 2e-9 * s->m * s->n * s->k / best[g]);
        }
        printf("%s\n", cpu_blas_is_better(s->trans_b, s->m, s->n, s->k) ? " *" : "");
        fflush(stdout);
    }
    free(a);
    free(b);
    free(c);
}
