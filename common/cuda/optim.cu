/* optim.cu: the optimisers' fused passes; optim.h has the formulas. */
#include "gpu.h"

static void cuda_sgd(size_t n, real *p, const real *g, real *velocity, double lr_, double momentum_,
                     double weight_decay_) {
    const real lr = (real)lr_, momentum = (real)momentum_, weight_decay = (real)weight_decay_;
    each(n, [=] __device__(size_t i) {
        real step = g[i] + weight_decay * p[i];
        if (momentum != 0) step = velocity[i] = momentum * velocity[i] + step;
        p[i] -= lr * step;
    });
}

/* As on the CPU, what the formula has of numbers alone is worked out in double. */
static void cuda_adam(size_t n, real *p, const real *g, real *m, real *v, double lr, double beta1, double beta2,
                      double eps_, double weight_decay_, double correction1, double correction2) {
    const real decay1 = (real)beta1, decay2 = (real)beta2, rest1 = (real)(1 - beta1), rest2 = (real)(1 - beta2);
    const real step = (real)(lr / correction1), root2 = (real)(1 / sqrt(correction2));
    const real eps = (real)eps_, weight_decay = (real)weight_decay_;
    each(n, [=] __device__(size_t i) {
        real gradient = g[i] + weight_decay * p[i];
        m[i] = decay1 * m[i] + rest1 * gradient;
        v[i] = decay2 * v[i] + rest2 * gradient * gradient;
        p[i] -= step * m[i] / (sqrt(v[i]) * root2 + eps);
    });
}

void optim_kernels(Kernels *k) {
    k->sgd = cuda_sgd;
    k->adam = cuda_adam;
}
