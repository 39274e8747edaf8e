/* Lab 0 in another style: arrays of arrays, which C has had since 1999. */

/* @ 0.3 matmul_loops */
    const int n = A->shape[0], k = A->shape[1], m = B->shape[1];
    Tensor   *C = t_zeros(n, m);
    const real(*a)[k] = (const void *)A->data;
    const real(*b)[m] = (const void *)B->data;
    real(*c)[m] = (void *)C->data;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < m; j++)
            for (int l = k - 1; l >= 0; l--) c[i][j] += a[i][l] * b[l][j];
    return C;

/* @ 0.3 matmul_blas */
    /* By blocks of two columns of A and rows of B, which are added up by gemm. */
    const int n = A->shape[0], k = A->shape[1], m = B->shape[1];
    Tensor   *C = t_zeros(n, m), *part = t_zeros(n, 2);
    const real(*a)[k] = (const void *)A->data;
    for (int l = 0; l < k; l += 2) {
        const int width = l + 2 <= k ? 2 : 1;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < width; j++) part->data[i * width + j] = a[i][l + j];
        cpu_kernels.gemm(false, false, n, m, width, part->data, B->data + l * m, l > 0, C->data);
    }
    return C;

/* @ 0.4 linear_each */
    const int N = X->shape[0], in = X->shape[1], out = W->shape[0];
    Tensor   *Y = t_zeros(N, out);
    const real(*w)[in] = (const void *)W->data;
    real(*y)[out] = (void *)Y->data;
    for (int n = 0; n < N; n++) {
        const real *x = X->data + n * in;
        for (int i = 0; i < in; i++)
            for (int j = 0; j < out; j++) y[n][j] += w[j][i] * x[i];
    }
    return Y;

/* @ 0.4 linear_once */
    /* W turned round by hand first. */
    const int N = X->shape[0], in = X->shape[1], out = W->shape[0];
    Tensor   *Y = t_zeros(N, out), *T = t_zeros(in, out);
    for (int j = 0; j < out; j++)
        for (int i = 0; i < in; i++) T->data[i * out + j] = W->data[j * in + i];
    cpu_kernels.gemm(false, false, N, out, in, X->data, T->data, 0, Y->data);
    return Y;

/* @ 0.5 pick_device */
    const Device table[] = {DEV_CPU, DEV_CUDA};
    return table[cuda_available];

/* @ 0.5 run_on */
    Tensor *steps[3] = {t_to(x, device)};
    steps[1] = t_apply(op, steps[0]);
    return steps[2] = t_to(steps[1], DEV_CPU);
