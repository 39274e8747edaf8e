/* expected.c: what the kernels have to give, by loops on the CPU. */
#include <math.h>
#include "on_device.h"

void device_momentum(int n, REAL lr, REAL momentum, REAL weight_decay, const REAL *g, REAL *p, REAL *velocity) {
    for (int i = 0; i < n; i++) {
        velocity[i] = momentum * velocity[i] + (g[i] + weight_decay * p[i]);
        p[i] -= lr * velocity[i];
    }
}

void device_adam(int n, int t, double lr, double weight_decay, const REAL *g, REAL *p, REAL *m, REAL *v) {
    const double beta1 = 0.9, beta2 = 0.999, first = 1 - pow(beta1, t), second = 1 - pow(beta2, t);
    for (int i = 0; i < n; i++) {
        const double G = g[i] + weight_decay * p[i];
        m[i] = (REAL)(beta1 * m[i] + (1 - beta1) * G);
        v[i] = (REAL)(beta2 * v[i] + (1 - beta2) * G * G);
        p[i] -= (REAL)(lr * (m[i] / first) / (sqrt(v[i] / second) + 1e-8));
    }
}
