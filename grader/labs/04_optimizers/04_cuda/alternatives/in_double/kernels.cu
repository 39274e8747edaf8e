/* In double; a loop where one element would do. */

/* @ 4.15 momentum_kernel */
    for (int i = threadIdx.x + blockIdx.x * blockDim.x; i < n; i += blockDim.x * gridDim.x) {
        const double step = (double)momentum * velocity[i] + g[i] + (double)weight_decay * p[i];
        velocity[i] = (real)step;
        p[i] = (real)(p[i] - (double)lr * step);
    }
/* @ 4.16 adam_kernel */
    const int threads = gridDim.x * blockDim.x, number = blockIdx.x * blockDim.x + threadIdx.x;
    for (int round = 0; number + round * threads < n; round++) {
        const int    i = number + round * threads;
        const double G = (double)g[i] + (double)a.weight_decay * p[i];
        m[i] = (real)((double)a.beta1 * m[i] + a.rest1 * G);
        v[i] = (real)((double)a.beta2 * v[i] + a.rest2 * G * G);
        p[i] = (real)(p[i] - (double)a.lr * m[i] / a.correction1 / (sqrt((double)v[i] / a.correction2) + a.eps));
    }
