/* Lab 0 in another style: the product as a sum of outer products; layers from neurons to samples. */

/* @ 0.3 matmul_loops */
    const int n = A->shape[0], k = A->shape[1], m = B->shape[1];
    Tensor   *C = t_zeros(n, m);
    for (int l = 0; l < k; l++)
        for (int i = 0; i < n; i++)
            for (int j = 0; j < m; j++) C->data[i * m + j] += A->data[i * k + l] * B->data[l * m + j];
    return C;

/* @ 0.3 matmul_blas */
    /* A row at a time. */
    const int n = A->shape[0], k = A->shape[1], m = B->shape[1];
    Tensor   *C = t_zeros(n, m);
    for (int i = 0; i < n; i++) cpu_kernels.gemm(false, false, 1, m, k, A->data + i * k, B->data, 0, C->data + i * m);
    return C;

/* @ 0.4 linear_each */
    const int N = X->shape[0], in = X->shape[1], out = W->shape[0];
    Tensor   *Y = t_zeros(N, out);
    for (int i = 0; i < in; i++)
        for (int j = 0; j < out; j++)
            for (int n = 0; n < N; n++) Y->data[n * out + j] += X->data[n * in + i] * W->data[j * in + i];
    return Y;

/* @ 0.4 linear_once */
    /* (W X^T)^T. */
    const int N = X->shape[0], in = X->shape[1], out = W->shape[0];
    Tensor   *T = t_zeros(out, N), *Y = t_zeros(N, out);
    cpu_kernels.gemm(false, true, out, N, in, W->data, X->data, 0, T->data);
    for (int n = 0; n < N; n++)
        for (int j = 0; j < out; j++) Y->data[n * out + j] = T->data[j * N + n];
    return Y;

/* @ 0.5 run_on */
    Tensor *y = device == x->device ? t_apply(op, x) : t_apply(op, t_to(x, device));
    if (y->device != DEV_CPU) y = t_to(y, DEV_CPU);
    return y;
