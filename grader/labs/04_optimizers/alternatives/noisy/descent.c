/* Lab 4 in another style: right code that prints whatever it does, to stdout and to stderr. */
#include <stdio.h>
#include <stdlib.h>

static int said;

static void say(const char *what) {
    if (++said % 7 == 0) printf("%s for the %dth time\n", what, said);
    if (said % 50 == 0) fprintf(stderr, "\033[31mstill here\033[0m \xff\n");
}

/* @ 4.1 descend */
    say("descend");
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

/* @ 4.2 largest_rate */
    say("largest_rate");
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
