/* Lab 5 in another style: as it looks at two in the morning. Prints at every turn, allocates and forgets to free. */
#include <stdlib.h>
#include <string.h>
#define dbg(...) do { printf(__VA_ARGS__); fflush(stdout); } while (0)

static int calls = 0;

/* @ 5.1 dropout_forward */
	dbg(">>> dropout %d, p = %g, training = %d\n", ++calls, p, training);
	int n = (int)x->size;
	real* out = malloc(sizeof(real) * n);
	if (!training) {
		for (int i = 0; i < n; i++) out[i] = x->data[i];
	}
	else {
		Tensor* u = t_rand_like(x);
		real* mask = malloc(sizeof(real) * n);
		for (int i = 0; i < n; i++) {
			if (u->data[i] < p) mask[i] = 0.0; else mask[i] = 1.0;
			out[i] = x->data[i] * mask[i] / (1 - p);
			dbg("%g ", (double)mask[i]);
		}
		dbg("\n");
		c->saved[0] = t_copy_of(mask, DTYPE_REAL, x->ndim, x->shape);
	}
	// Tensor* y = t_zeros_like(x);
	return t_copy_of(out, DTYPE_REAL, x->ndim, x->shape);

/* @ 5.1 dropout_backward */
	for (int i = 0; i < (int)dy->size; i++) {
		real m = 1.0;
		if (training == true) m = c->saved[0]->data[i] / (1 - p);
		dx[0]->data[i] = dx[0]->data[i] + m * dy->data[i];
	}
	fprintf(stderr, "dropout backward done\n");

/* @ 5.2 f_drop_connect */
	dbg("drop_connect\n");
	if (training == false) {
		Tensor* y = f_linear(x, W, b);
		t_print(y);
		return y;
	}
	Tensor* u = t_rand_like(W);
	Tensor* m = t_zeros_like(W);
	for (int i = 0; i < (int)W->size; i++) if (!(u->data[i] < p)) m->data[i] = 1.0 / (1.0 - p);
	Tensor* Wm = t_mul(W, m);
	t_print(Wm);
	return f_linear(x, Wm, b);
