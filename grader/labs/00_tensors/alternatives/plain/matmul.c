/* Lab 0 in another style: one step a line, as a first solution is written. */

/* @ 0.3 matmul_loops */
    int n = A->shape[0];
    int k = A->shape[1];
    int m = B->shape[1];
    Tensor *C = matrix(n, m);
    int i, j, l;
    for (i = 0; i < n; i++) {
        for (j = 0; j < m; j++) {
            real sum = 0;
            for (l = 0; l < k; l++) {
                sum += A->data[i * k + l] * B->data[l * m + j];
            }
            C->data[i * m + j] = sum;
        }
    }
    return C;

/* @ 0.3 matmul_blas */
    int n = A->shape[0];
    int k = A->shape[1];
    int m = B->shape[1];
    Tensor *C = matrix(n, m);
    cblas_gemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, m, k, 1.0, A->data, k, B->data, m, 0.0, C->data, m);
    return C;

/* @ 0.4 linear_each */
    int N = X->shape[0];
    int in = X->shape[1];
    int out = W->shape[0];
    Tensor *Y = matrix(N, out);
    for (int n = 0; n < N; n++) {
        for (int j = 0; j < out; j++) {
            Y->data[n * out + j] = 0;
            for (int i = 0; i < in; i++) {
                Y->data[n * out + j] += X->data[n * in + i] * W->data[j * in + i];
            }
        }
    }
    return Y;

/* @ 0.4 linear_once */
    int N = X->shape[0];
    int in = X->shape[1];
    int out = W->shape[0];
    Tensor *Y = matrix(N, out);
    cblas_gemm(CblasRowMajor, CblasNoTrans, CblasTrans, N, out, in, 1.0, X->data, in, W->data, in, 0.0, Y->data, out);
    return Y;

/* @ 0.5 pick_device */
    if (cuda_available) {
        return DEV_CUDA;
    }
    return DEV_CPU;

/* @ 0.5 run_on */
    Tensor *moved = t_to(x, device);
    Tensor *result = t_apply(op, moved);
    result = t_to(result, DEV_CPU);
    return result;
