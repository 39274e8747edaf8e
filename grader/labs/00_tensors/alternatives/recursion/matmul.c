/* Lab 0 in another style: products by halves. */

static real dot(int n, const real *x, int step_x, const real *y, int step_y) {
    if (n == 0) return 0;
    if (n == 1) return *x * *y;
    int half = n / 2;
    return dot(half, x, step_x, y, step_y) + dot(n - half, x + half * step_x, step_x, y + half * step_y, step_y);
}

/* @ 0.3 matmul_loops */
    int     n = A->shape[0], k = A->shape[1], m = B->shape[1];
    Tensor *C = t_zeros(n, m);
    for (int j = 0; j < m; j++)
        for (int i = 0; i < n; i++) C->data[i * m + j] = dot(k, A->data + i * k, 1, B->data + j, m);
    return C;

/* @ 0.3 matmul_blas */
    /* C^T = B^T A^T, then turned round. */
    int     n = A->shape[0], k = A->shape[1], m = B->shape[1];
    Tensor *T = t_zeros(m, n);
    cpu_kernels.gemm(true, true, m, n, k, B->data, A->data, 1, T->data);
    return t_transpose(T);

/* @ 0.4 linear_each */
    int     in = X->shape[1], out = W->shape[0];
    Tensor *Y = t_zeros(X->shape[0], out);
    for (size_t i = 0; i < Y->size; i++)
        Y->data[i] = dot(in, X->data + (int)i / out * in, 1, W->data + (int)i % out * in, 1);
    return Y;

/* @ 0.4 linear_once */
    return matmul_blas(X, t_transpose((Tensor *)W));

/* @ 0.5 run_on */
    return t_to(t_apply(op, t_to(x, device)), DEV_CPU);
