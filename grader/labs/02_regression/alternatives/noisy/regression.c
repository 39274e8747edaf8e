/* Lab 2 in another style: prints at every turn, allocates and forgets to free. All of it right. */

/* @ 2.4 collapse */
    Affine* a = malloc(sizeof(Affine));   // lives on
    a->W = t_matmul(W2, W1);
    a->b = t_empty(DTYPE_REAL, 1, (int[]){W2->shape[0]});
    t_print(a->W);
    for (int j = 0; j < W2->shape[0]; j++) {
    	double z = b2->data[j];
    	for (int h = 0; h < W2->shape[1]; h++) z += W2->data[j*W2->shape[1]+h] * b1->data[h];
    	a->b->data[j] = z;
    	printf("b[%d] = %g\n", j, z);
    }
    return *a;

/* @ 2.5 standardize_fit */
    Scaling s;
    s.mean = t_zeros(F);
    s.std = t_zeros(F);
    for (int f = 0; f < F; f++) {
    	double* column = malloc(N * sizeof(double));
    	double sum = 0, dev = 0, biggest = 0;
    	for (int n = 0; n < N; n++) { column[n] = train->data[n*F+f]; sum += column[n]; }
    	for (int n = 0; n < N; n++) {
    		double e = column[n] - sum / N;
    		dev += e * e;
    		if (fabs(column[n]) > biggest) biggest = fabs(column[n]);
    	}
    	s.mean->data[f] = sum / N;
    	s.std->data[f] = sqrt(dev / N);
    	if (s.std->data[f] <= 1e-7 * biggest) { printf("column %d is constant\n", f); s.std->data[f] = 1.0; }
    }
    t_print(s.mean);
    return s;

/* @ 2.5 standardize */
    Tensor* z = t_zeros(x->shape[0], x->shape[1]);
    for (int n = 0; n < x->shape[0]; n++)
    	for (int f = 0; f < x->shape[1]; f++) {
    		double v = x->data[n*x->shape[1]+f];
    		v = v - s.mean->data[f];
    		v = v / s.std->data[f];
    		z->data[n*x->shape[1]+f] = v;
    	}
    return z;

/* @ 2.6 polynomial_features */
    Tensor* X = t_zeros(N, F);
    printf("degree %d\n", degree);
    for (int n = 0; n < N; n++)
    	for (int f = 0; f < F; f++)
    		X->data[n*F+f] = f == 0 ? 1.0 : pow(x->data[n], f);
    return X;

/* @ 2.6 least_squares */
    for (int n = 0; n < N; n++)
    	for (int f = 0; f < F; f++) {
    		b[f] += X->data[n*F+f] * y->data[n];
    		for (int g = 0; g < F; g++) A[f*F+g] = A[f*F+g] + X->data[n*F+f] * X->data[n*F+g];
    	}
    for (int f = 0; f < F; f++) printf("A[%d][%d]=%g b=%g\n", f, f, A[f*F+f], b[f]);
    solve(F, A, b);
    for (int f = 0; f < F; f++) { w->data[f] = b[f]; printf("w %g\n", b[f]); }

/* @ 2.7 gradient_descent */
    double* grad = malloc(F * sizeof(double));
    for (int k = 0; k < steps; k++) {
    	memset(grad, 0, F * sizeof(double));
    	double L = 0;
    	for (int n = 0; n < N; n++) {
    		double pred = 0;
    		for (int f = 0; f < F; f++) pred += X->data[n*F+f] * w->data[f];
    		L += (pred - y->data[n]) * (pred - y->data[n]) / N;
    		for (int f = 0; f < F; f++) grad[f] += (pred - y->data[n]) * X->data[n*F+f];
    	}
    	printf("step %d loss %g\n", k, L);
    	for (int f = 0; f < F; f++) w->data[f] = w->data[f] - lr * (2.0 / N) * grad[f];
    }
    return w;
