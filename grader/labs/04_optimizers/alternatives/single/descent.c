/* Lab 4 in another style: all in single precision. */

/* @ 4.1 descend */
    float theta[n];
    for (int i = 0; i < n; i++) path->data[i] = theta[i] = (float)start->data[i];
    for (int t = 1; t <= steps; t++) {
        t_step();
        Tensor *x = t_requires_grad(t_zeros(n));
        for (int i = 0; i < n; i++) x->data[i] = theta[i];
        t_backward(f(x));
        for (int i = 0; i < n; i++) path->data[t * n + i] = theta[i] -= (float)lr * (float)x->grad->data[i];
    }
    return path;

/* @ 4.2 largest_rate */
    float v[F], h = 0;
    for (int f = 0; f < F; f++) v[f] = 1;
    for (int i = 0; i < 300; i++) {
        float Hv[F], squares = 0;
        for (int f = 0; f < F; f++) Hv[f] = 0;
        for (int n = 0; n < N; n++) {
            float along = 0;
            for (int f = 0; f < F; f++) along += (float)X->data[n * F + f] * v[f];
            for (int f = 0; f < F; f++) Hv[f] += 2.0f / N * along * (float)X->data[n * F + f];
        }
        for (int f = 0; f < F; f++) squares += Hv[f] * Hv[f];
        h = sqrtf(squares);
        for (int f = 0; f < F; f++) v[f] = Hv[f] / h;
    }
    return 2 / h;
