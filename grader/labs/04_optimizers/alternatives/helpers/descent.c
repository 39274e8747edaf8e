/* Lab 4 in another style: many small functions, and recursion. */

/* @ before descend */
static void step_to(real *next, Objective f, const real *theta, int n, double lr) {
    t_step();
    Tensor *x = t_requires_grad(t_copy_of(theta, DTYPE_REAL, 1, &n));
    t_backward(f(x));
    for (int i = 0; i < n; i++) next[i] = (real)(theta[i] - lr * x->grad->data[i]);
}
static void go_on(Objective f, real *theta, int n, double lr, int left) {
    if (left == 0) return;
    step_to(theta + n, f, theta, n, lr);
    go_on(f, theta + n, n, lr, left - 1);
}

/* @ 4.1 descend */
    for (int i = 0; i < n; i++) path->data[i] = start->data[i];
    go_on(f, path->data, n, lr, steps);
    return path;

/* @ before largest_rate */
static double dot(int F, const real *row, const double *v) { return F == 0 ? 0 : *row * *v + dot(F - 1, row + 1, v + 1); }

static double stretch(const Tensor *X, double v[]) {
    const int N = X->shape[0], F = X->shape[1];
    double    Hv[F], squares = 0;
    for (int f = 0; f < F; f++) {
        Hv[f] = 0;
        for (int n = 0; n < N; n++) Hv[f] += 2 * X->data[n * F + f] * dot(F, X->data + n * F, v) / N;
        squares += Hv[f] * Hv[f];
    }
    for (int f = 0; f < F; f++) v[f] = Hv[f] / sqrt(squares);
    return sqrt(squares);
}

/* @ 4.2 largest_rate */
    double v[F], h = 0;
    (void)N;
    for (int f = 0; f < F; f++) v[f] = 1;
    for (int i = 0; i < 500; i++) h = stretch(X, v);
    return 2 / h;
