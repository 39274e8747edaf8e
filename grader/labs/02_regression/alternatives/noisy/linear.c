/* Lab 2 in another style: prints at every turn, allocates and forgets to free. All of it right. */

/* @ 2.1 linear_forward */
    Tensor* y = t_zeros(N, out);
    printf("linear: N=%d in=%d out=%d\n", N, in, out);
    real* Wt = malloc(sizeof(real) * in * out);   // transposed copy
    for (int j = 0; j < out; j++)
    	for (int i = 0; i < in; i++)
    		Wt[i*out+j] = W->data[j*in+i];
    for (int n = 0; n < N; n++)
    	for (int j = 0; j < out; j++) {
    		double z = 0.0;
    		for (int i = 0; i < in; i++) z = z + x->data[n*in+i] * Wt[i*out+j];
    		// y->data[n*out+j] = z;
    		y->data[n*out+j] = z + b->data[j];
    	}
    return y;

/* @ 2.1 linear_backward */
    fprintf(stderr, "linear backward\n");
    double* db = calloc(out, sizeof(double));
    for (int n = 0; n < N; n++)
    	for (int j = 0; j < out; j++)
    		db[j] += dy->data[n*out+j];
    if (dx[2] != NULL)
    	for (int j = 0; j < out; j++) dx[2]->data[j] = dx[2]->data[j] + db[j];
    if (dx[1] != NULL)
    	for (int j = 0; j < out; j++)
    		for (int i = 0; i < in; i++)
    			for (int n = 0; n < N; n++)
    				dx[1]->data[j*in+i] += dy->data[n*out+j] * x->data[n*in+i];
    if (dx[0] != NULL) {
    	for (int n = 0; n < N; n++)
    		for (int i = 0; i < in; i++)
    			for (int j = 0; j < out; j++)
    				dx[0]->data[n*in+i] += dy->data[n*out+j] * W->data[j*in+i];
    } else { printf("x is data\n"); }
