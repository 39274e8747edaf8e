/* Lab 2 in another style: out of the library's own operations, with hardly a loop. */

/* @ 2.4 collapse */
    Tensor *b = t_add(t_squeeze(t_matmul(W2, t_unsqueeze(b1, 1))), b2);
    return (Affine){t_matmul(W2, W1), t_reshape(b, W2->shape[0])};

/* @ 2.5 standardize_fit */
    (void)N, (void)F;
    Tensor *mean = t_mean_axis(train, 0), *std = t_sqrt(t_var_axis(train, 0, 0));
    Tensor *constant = t_cast(t_lt(std, 1e-9), DTYPE_REAL);
    return (Scaling){mean, t_add(t_mul(std, t_sub(1, constant)), constant)};

/* @ 2.5 standardize */
    Tensor *minus = t_neg(s.mean), *inverse = t_div(1, s.std);
    return t_mul(t_add(x, minus), inverse);

/* @ 2.6 polynomial_features */
    (void)N, (void)F;
    Tensor *power = t_ones(x->shape[0], 1), *X = power;
    for (int f = 1; f <= degree; f++) X = t_cat(1, X, power = t_mul(power, x));
    return X;

/* @ 2.6 least_squares */
    Tensor *XT = t_transpose(X), *XTX = t_matmul(XT, X), *XTy = t_matmul(XT, y);
    for (size_t i = 0; i < XTX->size; i++) A[i] = XTX->data[i];
    for (size_t i = 0; i < XTy->size; i++) b[i] = XTy->data[i];
    (void)N;
    solve(F, A, b);
    for (size_t i = 0; i < w->size; i++) w->data[i] = (real)b[i];

/* @ 2.7 gradient_descent */
    (void)F;
    for (int step = 0; step < steps; step++)
        w = t_sub(w, t_scale(t_matmul(t_transpose(X), t_sub(t_matmul(X, w), y)), 2 * lr / N));
    return w;
