/* Lab 2 in another style: one step a line, as a first solution is written. */

/* @ 2.4 collapse */
    Affine a;
    a.W = t_matmul(W2, W1);
    Tensor *bias = t_matmul(b1, t_transpose(W2));
    a.b = t_add(bias, b2);
    return a;

/* @ 2.5 standardize_fit */
    Scaling s;
    s.mean = t_zeros(F);
    s.std = t_zeros(F);
    for (int f = 0; f < F; f++) {
        double mean = 0;
        for (int n = 0; n < N; n++) {
            mean += train->data[n * F + f];
        }
        mean /= N;
        double var = 0;
        int constant = 1;
        for (int n = 0; n < N; n++) {
            double d = train->data[n * F + f] - mean;
            var += d * d;
            if (train->data[n * F + f] != train->data[f]) constant = 0;
        }
        var /= N;
        s.mean->data[f] = mean;
        if (constant) {
            s.std->data[f] = 1;
        } else {
            s.std->data[f] = sqrt(var);
        }
    }
    return s;

/* @ 2.5 standardize */
    int M = x->shape[0];
    int F = x->shape[1];
    Tensor *z = t_like(x);
    for (int m = 0; m < M; m++) {
        for (int f = 0; f < F; f++) {
            z->data[m * F + f] = (x->data[m * F + f] - s.mean->data[f]) / s.std->data[f];
        }
    }
    return z;

/* @ 2.6 polynomial_features */
    Tensor *X = t_zeros(N, F);
    for (int n = 0; n < N; n++) {
        for (int f = 0; f < F; f++) {
            X->data[n * F + f] = pow(x->data[n], f);
        }
    }
    return X;

/* @ 2.6 least_squares */
    for (int f = 0; f < F; f++) {
        for (int g = 0; g < F; g++) {
            double s = 0;
            for (int n = 0; n < N; n++) {
                s += (double)X->data[n * F + f] * X->data[n * F + g];
            }
            A[f * F + g] = s;
        }
        double s = 0;
        for (int n = 0; n < N; n++) {
            s += (double)X->data[n * F + f] * y->data[n];
        }
        b[f] = s;
    }
    solve(F, A, b);
    for (int f = 0; f < F; f++) {
        w->data[f] = b[f];
    }

/* @ 2.7 gradient_descent */
    double g[F];
    for (int s = 0; s < steps; s++) {
        t_step();
        for (int f = 0; f < F; f++) g[f] = 0;
        for (int n = 0; n < N; n++) {
            double e = 0;
            for (int f = 0; f < F; f++) e += X->data[n * F + f] * w->data[f];
            e -= y->data[n];
            for (int f = 0; f < F; f++) g[f] += X->data[n * F + f] * e;
        }
        for (int f = 0; f < F; f++) {
            w->data[f] -= lr * 2.0 / N * g[f];
        }
    }
    return w;
