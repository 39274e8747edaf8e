/* Lab 4 in another style: plain arrays; the curvature as a matrix, whose largest eigenvalue Jacobi's rotations find. */
#include <stdlib.h>

/* @ 4.1 descend */
    int t, i;
    double *now = malloc(sizeof(double) * (size_t)n);
    for (i = 0; i < n; i++) {
        now[i] = start->data[i];
        path->data[i] = start->data[i];
    }
    for (t = 1; t <= steps; t++) {
        t_step();
        Tensor *theta = t_zeros(n), *L;
        t_requires_grad(theta);
        for (i = 0; i < n; i++) theta->data[i] = (real)now[i];
        L = f(theta);
        t_backward(L);
        for (i = 0; i < n; i++) {
            now[i] = now[i] - lr * theta->grad->data[i];
            path->data[t * n + i] = (real)now[i];
        }
    }
    free(now);
    return path;

/* @ before largest_rate */
static double jacobi(int F, double A[]) {
    double largest = 0;
    for (int sweep = 0; sweep < 60; sweep++)
        for (int p = 0; p < F; p++)
            for (int q = p + 1; q < F; q++) {
                if (fabs(A[p * F + q]) < 1e-300) continue;
                const double theta = (A[q * F + q] - A[p * F + p]) / (2 * A[p * F + q]);
                const double t = (theta >= 0 ? 1 : -1) / (fabs(theta) + sqrt(theta * theta + 1));
                const double c = 1 / sqrt(t * t + 1), s = t * c;
                for (int k = 0; k < F; k++) {
                    const double u = A[k * F + p], v = A[k * F + q];
                    A[k * F + p] = c * u - s * v;
                    A[k * F + q] = s * u + c * v;
                }
                for (int k = 0; k < F; k++) {
                    const double u = A[p * F + k], v = A[q * F + k];
                    A[p * F + k] = c * u - s * v;
                    A[q * F + k] = s * u + c * v;
                }
            }
    for (int f = 0; f < F; f++)
        if (A[f * F + f] > largest) largest = A[f * F + f];
    return largest;
}

/* @ 4.2 largest_rate */
    double *H = calloc((size_t)(F * F), sizeof(double));
    for (int n = 0; n < N; n++)
        for (int f = 0; f < F; f++)
            for (int g = 0; g < F; g++) H[f * F + g] += 2 * (double)X->data[n * F + f] * X->data[n * F + g] / N;
    const double largest = jacobi(F, H);
    free(H);
    return 2 / largest;
