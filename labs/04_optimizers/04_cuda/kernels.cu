/* kernels.cu: the optional tasks of lab 4, for a GPU. */
#include "kernels.h"

/* --- 4.15 --------------------------------------------------------------------------------------------------------- */
__global__ void momentum_kernel(int n, real lr, real momentum, real weight_decay, const real *g, real *p,
                                real *velocity) {
    TODO("4.15");
}

void momentum_step(int n, real lr, real momentum, real weight_decay, const real *g, real *p, real *velocity) {
    momentum_kernel<<<(n + 63) / 64, 64>>>(n, lr, momentum, weight_decay, g, p, velocity);
}

/* --- 4.16 --------------------------------------------------------------------------------------------------------- */
__global__ void adam_kernel(int n, AdamNumbers a, const real *g, real *p, real *m, real *v) {
    TODO("4.16");
}

void adam_step(int n, int t, double lr, double weight_decay, const real *g, real *p, real *m, real *v) {
    const double      beta1 = 0.9, beta2 = 0.999;
    const AdamNumbers a = {(real)lr,
                           (real)beta1,
                           (real)beta2,
                           (real)1e-8,
                           (real)weight_decay,
                           (real)(1 - beta1),
                           (real)(1 - beta2),
                           (real)(1 - pow(beta1, t)),
                           (real)(1 - pow(beta2, t))};
    adam_kernel<<<4, 64>>>(n, a, g, p, m, v);
}
