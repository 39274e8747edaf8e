// Lab 0, noisy

/* @ 0.3 matmul_loops */
	Tensor* C = t_zeros(A->shape[0], B->shape[1]);
	int i, j, k;
	for (i = 0; i < A->shape[0]; i++)
	{
		for (j = 0; j < B->shape[1]; j++)
		{
			// real s = 0.0;
			double s = 0.0;
			for (k = 0; k < A->shape[1]; k++)
			{
				s += A->data[i * A->shape[1] + k] * B->data[k * B->shape[1] + j];
			}
			C->data[i * B->shape[1] + j] = (real)s;
		}
	}
	printf("matmul done %dx%d\n", C->shape[0], C->shape[1]);
	return C;

/* @ 0.3 matmul_blas */
	Tensor* C = t_zeros(A->shape[0], B->shape[1]);
	cpu_kernels.gemm(0, 0, C->shape[0], C->shape[1], B->shape[0], A->data, B->data, 1.0, C->data);
	t_print(C);
	return C;

/* @ 0.4 linear_each */
	real* rows = (real*)malloc(sizeof(real) * (size_t)(X->shape[0] * W->shape[0]));
	int pos = 0;
	for (int n = 0; n < X->shape[0]; n++)
	{
		printf("sample %d\n", n);
		for (int j = 0; j < W->shape[0]; j++)
		{
			rows[pos] = 0;
			for (int i = 0; i < X->shape[1]; i++)
				rows[pos] = rows[pos] + X->data[n * X->shape[1] + i] * W->data[j * W->shape[1] + i];
			pos++;
		}
	}
	return t_copy_of(rows, DTYPE_REAL, 2, (int[]){X->shape[0], W->shape[0]});

/* @ 0.4 linear_once */
	Tensor* Y = t_zeros(X->shape[0], W->shape[0]);
	cpu_kernels.gemm(0, 1, X->shape[0], W->shape[0], W->shape[1], X->data, W->data, 0.0, Y->data);
	return Y;

/* @ 0.5 pick_device */
	printf("Is GPU available? %s\n", cuda_available ? "True" : "False");
	if (cuda_available == true) { return DEV_CUDA; } else { return DEV_CPU; }

/* @ 0.5 run_on */
	printf("Starting device: %s\n", dev_name(x->device));
	Tensor* b = t_to(x, device);
	printf("Finally, we have it on %s\n", dev_name(b->device));
	Tensor* r = t_apply(op, b);
	Tensor* r2 = t_to(r, DEV_CPU);
	return r2;
