/* Lab 0 in another style: products in float, whatever real is. */

/* @ 0.3 matmul_loops */
    const int n = A->shape[0], k = A->shape[1], m = B->shape[1];
    Tensor   *C = matrix(n, m);
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < m; j++) {
            float sum = 0;
            for (int l = 0; l < k; l++) sum += (float)A->data[i * k + l] * (float)B->data[l * m + j];
            C->data[i * m + j] = sum;
        }
    }
    return C;

/* @ 0.3 matmul_blas */
    const int n = A->shape[0], k = A->shape[1], m = B->shape[1];
    Tensor   *C = matrix(n, m);
    cpu_kernels.gemm(false, false, n, m, k, A->data, B->data, 0, C->data);
    return C;

/* @ 0.4 linear_each */
    const int N = X->shape[0], in = X->shape[1], out = W->shape[0];
    Tensor   *Y = matrix(N, out);
    for (int n = 0; n < N; n++)
        for (int j = 0; j < out; j++) {
            float y = 0;
            for (int i = 0; i < in; i++) y += (float)W->data[j * in + i] * (float)X->data[n * in + i];
            Y->data[n * out + j] = y;
        }
    return Y;

/* @ 0.4 linear_once */
    const int N = X->shape[0], in = X->shape[1], out = W->shape[0];
    Tensor   *Y = matrix(N, out);
    cpu_kernels.gemm(false, true, N, out, in, X->data, W->data, 0, Y->data);
    return Y;

/* @ 0.5 run_on */
    Tensor *there = t_to(x, device);
    return t_to(t_apply(op, there), DEV_CPU);
