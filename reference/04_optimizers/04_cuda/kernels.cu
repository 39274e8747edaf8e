/* kernels.cu: the optional tasks of lab 4, for a GPU. */
#include "kernels.h"

/* --- 4.15 --------------------------------------------------------------------------------------------------------- */
__global__ void momentum_kernel(int n, real lr, real momentum, real weight_decay, const real *g, real *p,
                                real *velocity) {
    /* SOLUTION BEGIN 4.15 */
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    velocity[i] = momentum * velocity[i] + g[i] + weight_decay * p[i];
    p[i] -= lr * velocity[i];
    /* SOLUTION END 4.15 */
}

void momentum_step(int n, real lr, real momentum, real weight_decay, const real *g, real *p, real *velocity) {
    momentum_kernel<<<(n + 63) / 64, 64>>>(n, lr, momentum, weight_decay, g, p, velocity);
}

/* --- 4.16 --------------------------------------------------------------------------------------------------------- */
__global__ void adam_kernel(int n, AdamNumbers a, const real *g, real *p, real *m, real *v) {
    /* SOLUTION BEGIN 4.16 */
    const int threads = gridDim.x * blockDim.x;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += threads) {
        const real G = g[i] + a.weight_decay * p[i];
        m[i] = a.beta1 * m[i] + a.rest1 * G;
        v[i] = a.beta2 * v[i] + a.rest2 * G * G;
        p[i] -= a.lr * (m[i] / a.correction1) / (sqrt(v[i] / a.correction2) + a.eps);
    }
    /* SOLUTION END 4.16 */
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
