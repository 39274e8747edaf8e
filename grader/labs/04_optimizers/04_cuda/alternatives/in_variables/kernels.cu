/* All in variables of the thread's own, written at the end. */

/* @ 4.15 momentum_kernel */
    const int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) {
        const real step = g[i] + weight_decay * p[i] + momentum * velocity[i];
        velocity[i] = step;
        p[i] = p[i] - lr * step;
    }
/* @ 4.16 adam_kernel */
    for (int i = n - 1 - (int)(blockIdx.x * blockDim.x + threadIdx.x); i >= 0; i -= gridDim.x * blockDim.x) {
        const real old = p[i], G = g[i] + a.weight_decay * old;
        const real first = a.beta1 * m[i] + a.rest1 * G, second = a.beta2 * v[i] + a.rest2 * (G * G);
        p[i] = old - a.lr * first / a.correction1 / (sqrt(second / a.correction2) + a.eps);
        m[i] = first;
        v[i] = second;
    }
