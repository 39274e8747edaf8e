/* optim.cu: the optimisers' fused passes; optim.h has the formulas. */
#include "gpu.h"

static void cuda_sgd(size_t n, real *p, const real *g, real *velocity, real lr, real momentum, real weight_decay) {
    each(n, [=] __device__(size_t i) {
        real step = g[i] + weight_decay * p[i];
        if (momentum != 0) step = velocity[i] = momentum * velocity[i] + step;
        p[i] -= lr * step;
    });
}

static void cuda_adam(size_t n, real *p, const real *g, real *m, real *v, real lr, real beta1, real beta2, real eps,
                      real weight_decay, real correction1, real correction2) {
    each(n, [=] __device__(size_t i) {
        real gradient = g[i] + weight_decay * p[i];
        m[i] = beta1 * m[i] + (1 - beta1) * gradient;
        v[i] = beta2 * v[i] + (1 - beta2) * gradient * gradient;
        p[i] -= lr * (m[i] / correction1) / (sqrt(v[i] / correction2) + eps);
    });
}

void optim_kernels(Kernels *k) {
    k->sgd = cuda_sgd;
    k->adam = cuda_adam;
}
