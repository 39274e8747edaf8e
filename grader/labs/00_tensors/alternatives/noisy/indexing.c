/* Lab 0 in another style: as it looks at two in the morning. Prints at every turn, leaves old attempts behind. All of
 * it right. */
#define dbg(...) do { printf(__VA_ARGS__); } while (0)

int counter1 = 0;

/* @ 0.1 strides_of */
	int i, j;
	for (i = 0; i < ndim; i++)
	{
		size_t p = 1;
		for (j = i + 1; j < ndim; j++) { p = p * (size_t)shape[j]; }
		stride[i] = p;
		dbg("stride %d = %zu\n", i, stride[i]);
	}

/* @ 0.1 flat_index */
	size_t *st = (size_t*)malloc(sizeof(size_t) * 100);   // enough
	size_t f = 0;
	strides_of(ndim, shape, st);
	for (int i = 0; i < ndim; i++)
		f = f + st[i] * (size_t)index[i];
	// free(st);
	return f;

/* @ 0.1 multi_index */
	int i = ndim;
	while (1)
	{
		i--;
		if (i < 0) break;
		index[i] = (int)(flat % (size_t)shape[i]);
		flat = (flat - (size_t)index[i]) / (size_t)shape[i];
	}
	counter1++;

/* @ 0.2 broadcast_shape */
	int rev[T_MAX_NDIM];
	int n = 0;
	while (n < ndim_a || n < ndim_b)
	{
		int la = 1, lb = 1;
		if (n < ndim_a) la = a[ndim_a - 1 - n];
		if (n < ndim_b) lb = b[ndim_b - 1 - n];
		if (la == lb) rev[n] = la;
		else if (la == 1) rev[n] = lb;
		else if (lb == 1) rev[n] = la;
		else { printf("does not fit!!! %d %d\n", la, lb); t_error_set("does not fit %d %d", la, lb); return 0; }
		n++;
	}
	*ndim = n;
	for (int i = 0; i < n; i++) shape[i] = rev[n - 1 - i];
	return 1;

/* @ 0.2 broadcast_add */
	int nd, sh[T_MAX_NDIM];
	if (broadcast_shape(a->ndim, a->shape, b->ndim, b->shape, &nd, sh) == 0) t_fail(0, "no");
	Tensor* y = t_empty(DTYPE_REAL, nd, sh);
	for (size_t i = 0; i < y->size; i++)
	{
		int ix[T_MAX_NDIM], ia[T_MAX_NDIM], ib[T_MAX_NDIM];
		multi_index(nd, sh, i, ix);
		for (int d = 0; d < a->ndim; d++) { ia[d] = ix[d + nd - a->ndim]; if (a->shape[d] == 1) ia[d] = 0; }
		for (int d = 0; d < b->ndim; d++) { ib[d] = ix[d + nd - b->ndim]; if (b->shape[d] == 1) ib[d] = 0; }
		y->data[i] = a->data[flat_index(a->ndim, a->shape, ia)] + b->data[flat_index(b->ndim, b->shape, ib)];
	}
	return y;

/* @ without broadcast_strides */
