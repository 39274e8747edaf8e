/* Lab 4 in another style: other formulas for the same numbers. */

/* @ 4.1 descend */
    for (int i = 0; i < n; i++) path->data[i] = start->data[i];
    for (int t = 0; t < steps; t++) {
        t_step();
        Tensor *x = t_requires_grad(t_zeros(n));
        for (int i = 0; i < n; i++) x->data[i] = path->data[t * n + i];
        t_backward_from(f(x), t_scalar(-lr)); /* minus lr times the gradient */
        for (int i = 0; i < n; i++) path->data[(t + 1) * n + i] = x->data[i] + x->grad->data[i];
    }
    return path;

/* @ 4.2 largest_rate */
    /* The Rayleigh quotient |X v|^2 / |v|^2 instead of the length; v is scaled by its largest element. */
    double v[F], quotient = 1;
    for (int f = 0; f < F; f++) v[f] = 1 + 0.37 * f;
    for (int i = 0; i < 2000; i++) {
        double w[F], along_squares = 0, squares = 0, largest = 0;
        memset(w, 0, sizeof w);
        for (int n = 0; n < N; n++) {
            double along = 0;
            for (int f = F; f-- > 0;) along += v[f] * X->data[n * F + f];
            for (int f = F; f-- > 0;) w[f] += along * X->data[n * F + f];
            along_squares += along * along;
        }
        for (int f = 0; f < F; f++) squares += v[f] * v[f], largest = fmax(largest, fabs(w[f]));
        quotient = along_squares / squares;
        for (int f = 0; f < F; f++) v[f] = w[f] / largest;
    }
    return N / quotient;
