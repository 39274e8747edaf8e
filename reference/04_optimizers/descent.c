/* Lab 4, first part: gradient descent, and how large its steps may be. */
#include "optimizers.h"

/* 4.1  Gradient descent on f, a function of n numbers: theta_0 is `start` (n), and `steps` times
 *
 *     theta_t+1 = theta_t - lr grad f(theta_t)
 *
 * Returns the whole path (steps + 1, n): row t is theta_t, the first row is the start.
 *
 * autograd works the gradient out: x = t_requires_grad(...) a tensor (n) with the values of theta_t, then
 * t_backward(f(x)), and the gradient is x->grad->data. Begin the loop's body with t_step(): it gives the memory of the
 * step back. The path is made outside of the loop, so it stays. */
Tensor *descend(Objective f, const Tensor *start, double lr, int steps) {
    const int n = start->shape[0];
    Tensor   *path = t_zeros(steps + 1, n);
    /* SOLUTION BEGIN 4.1 */
    memcpy(path->data, start->data, (size_t)n * sizeof(real));
    for (int t = 0; t < steps; t++) {
        t_step();
        const real *theta = path->data + t * n;
        real       *next = path->data + (t + 1) * n;
        Tensor     *x = t_requires_grad(t_copy_of(theta, DTYPE_REAL, 1, &n));
        t_backward(f(x));
        for (int i = 0; i < n; i++) next[i] = (real)(theta[i] - lr * x->grad->data[i]);
    }
    return path;
    /* SOLUTION END 4.1 */
}

/* 4.2  The learning rate from which on gradient descent diverges, for the mean squared error of X w against any y:
 * X (N,F). Its curvature is the same everywhere, the matrix
 *
 *     H = (2/N) X^T X            (F,F), symmetric, no eigenvalue below 0
 *
 * Along the eigenvector of the eigenvalue h each step multiplies the distance from the minimum by 1 - lr h. So it stays
 * within bounds as long as lr <= 2/h for every h, and the largest one decides:
 *
 *     largest_rate = 2 / h_max
 *
 * h_max comes by power iteration: begin with any v that is not 0, say all ones; a thousand times v := H v / |H v|. What
 * remains of v is the eigenvector of h_max, and |H v| for a v of length 1 is h_max. Sum in double. H itself is not
 * needed: H v is X^T (X v), times 2/N. */
double largest_rate(const Tensor *X) {
    const int N = X->shape[0], F = X->shape[1];
    /* SOLUTION BEGIN 4.2 */
    double v[F], length = 1;
    for (int f = 0; f < F; f++) v[f] = 1;
    for (int i = 0; i < 1000; i++) {
        double Hv[F];
        for (int f = 0; f < F; f++) Hv[f] = 0;
        for (int n = 0; n < N; n++) {
            const real *row = X->data + n * F;
            double      along = 0;
            for (int f = 0; f < F; f++) along += row[f] * v[f];
            for (int f = 0; f < F; f++) Hv[f] += 2.0 / N * along * row[f];
        }
        double squares = 0;
        for (int f = 0; f < F; f++) squares += Hv[f] * Hv[f];
        length = sqrt(squares);
        for (int f = 0; f < F; f++) v[f] = Hv[f] / length;
    }
    return 2 / length;
    /* SOLUTION END 4.2 */
}

/* --- Given -------------------------------------------------------------------------------------------------------- */
Tensor *optimizer_path(Objective f, const Tensor *start, const OptimType *type, OptimArgs args, int steps) {
    static const ModuleType theta_type = {.name = "Theta"};
    const size_t n = start->size;
    Tensor      *path = t_zeros(steps + 1, (int)n);
    Module      *m = nn_module(&theta_type);
    Tensor      *theta = nn_register_parameter(m, "theta", t_keep(start));
    Optimizer   *optimizer = optim_new_of(type, nn_parameters(m), args);
    for (int t = 0; t <= steps; t++) {
        t_step();
        memcpy(path->data + (size_t)t * n, theta->data, n * sizeof(real));
        optim_zero_grad(optimizer);
        t_backward(f(theta));
        optim_step(optimizer);
    }
    optim_free(optimizer);
    nn_free(m);
    return path;
}
