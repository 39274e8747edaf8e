/* Lab 3 in another style: as it looks at two in the morning. Prints at every turn, allocates and forgets to free,
 * leaves old attempts behind. All of it right. */
#include <assert.h>
#define DEBUG 1
#define dbg(...) do { if (DEBUG) { printf(__VA_ARGS__); } } while (0)

static int calls = 0;

float never_used[10];

void print_tensor(const Tensor* t, const char* what)
{
	printf("%s [", what);
	for (int i = 0; i < (int)t->size; i++)
		printf("%g%s", (double)t->data[i], i + 1 < (int)t->size ? ", " : "");
	printf("]\n");
	fprintf(stderr, "(call %d)\n", ++calls);
}

/* @ 3.1 softmax_forward */
	Tensor* x = c->in[0];
	Tensor* y = t_like(x);
	int C = x->shape[x->ndim - 1];
	int N = x->size / C;
	print_tensor(x, "softmax in");
	real* e = malloc(sizeof(real) * C);      // one row
	for (int n = 0; n < N; n++) {
		real m = -1e30;                       // smaller than any logit
		for (int j = 0; j < C; j++) if (x->data[n*C+j] > m) m = x->data[n*C+j];
		real s = 0.0;
		for (int j = 0; j < C; j++) { e[j] = exp(x->data[n*C+j] - m); s = s + e[j]; }
		// for (int j = 0; j < C; j++) y->data[n*C+j] = exp(x->data[n*C+j]) / s;
		for (int j = 0; j < C; j++) y->data[n*C+j] = e[j] / s;
		dbg("row %d: max %g sum %g\n", n, (double)m, (double)s);
		assert(s >= 1);
	}
	real* kept = malloc(sizeof(real) * y->size);
	memcpy(kept, y->data, sizeof(real) * y->size);
	c->saved[0] = t_from_array(kept, DTYPE_REAL, y->ndim, y->shape);
	print_tensor(y, "softmax out");
	return y;

/* @ 3.1 softmax_backward */
	Tensor* y = c->saved[0];
	int C = y->shape[y->ndim - 1];
	int N = y->size / C;
	if (dx[0] == NULL) { dbg("no gradient wanted\n"); return; }
	// the whole Jacobian
	for (int n = 0; n < N; n++) {
		real* J = calloc(C * C, sizeof(real));
		for (int j = 0; j < C; j++)
			for (int k = 0; k < C; k++)
				J[j*C+k] = y->data[n*C+j] * ((j == k ? 1.0 : 0.0) - y->data[n*C+k]);
		for (int k = 0; k < C; k++)
			for (int j = 0; j < C; j++)
				dx[0]->data[n*C+k] = dx[0]->data[n*C+k] + J[j*C+k] * dy->data[n*C+j];
	}
	print_tensor(dx[0], "softmax dx");

/* @ 3.2 log_softmax_forward */
	Tensor* x = c->in[0];
	Tensor* y = t_like(x);
	int C = x->shape[x->ndim - 1], N = x->size / C;
	for (int n = 0; n < N; n++) {
		real m = x->data[n*C];
		int j;
		for (j = 1; j < C; j++) m = x->data[n*C+j] > m ? x->data[n*C+j] : m;
		real s = 0;
		for (j = 0; j < C; j++) s += exp(x->data[n*C+j] - m);
		for (j = 0; j < C; j++) y->data[n*C+j] = x->data[n*C+j] - m - log(s);
	}
	print_tensor(y, "log_softmax");
	c->saved[0] = y;
	return y;

/* @ 3.2 log_softmax_backward */
	Tensor* y = c->saved[0];
	int C = y->shape[y->ndim - 1], N = y->size / C;
	real* s = calloc(N, sizeof(real));
	for (int i = 0; i < (int)y->size; i++) s[i / C] += dy->data[i];
	for (int i = 0; i < (int)y->size; i++) dx[0]->data[i] += dy->data[i] - exp(y->data[i]) * s[i / C];
	dbg("sum of the first row %g\n", (double)s[0]);

/* @ 3.3 cross_entropy_forward */
	Tensor* logits = c->in[0];
	Tensor* logp = t_apply(&log_softmax_op, logits);   // mine, from above
	int N = logits->shape[0], C = logits->shape[1];
	Tensor* L = t_zeros(1);
	real loss = 0;
	for (int n = 0; n < N; n++) {
		int t = (int)labels->i64[n];
		if (t < 0 || t >= C) { printf("label %d!!\n", t); t_fail(NULL, "bad label %d", t); }
		loss += logp->data[n*C+t];
	}
	loss = -loss / N;
	dbg("loss = %f, N = %d\n", (double)loss, N);
	L->data[0] = loss;
	c->saved[0] = logp;
	return t_reshape_at(T_HERE("L"), L, 0, NULL);

/* @ 3.3 cross_entropy_backward */
	Tensor* p = t_exp(c->saved[0]);
	Tensor* hot = one_hot(c->in[1], p->shape[1]);
	real up = t_item(dy);
	for (int i = 0; i < (int)p->size; i++)
		dx[0]->data[i] += up * (p->data[i] - hot->data[i]) / p->shape[0];
	print_tensor(dx[0], "cross-entropy dx");

/* @ before bce_with_logits_forward */
static real sig(real z) { return z >= 0 ? 1 / (1 + exp(-z)) : exp(z) / (1 + exp(z)); }

/* @ 3.4 bce_with_logits_forward */
	print_tensor(z, "logits"); print_tensor(y, "targets");
	real* terms = malloc(z->size * sizeof *terms);
	real total = 0;
	for (int i = 0; i < (int)z->size; i++) {
		real zi = z->data[i];
		if (zi > 0) terms[i] = zi - zi * y->data[i] + log(1 + exp(-zi));
		else        terms[i] = 0 - zi * y->data[i] + log(1 + exp(zi));
	}
	for (int i = 0; i < (int)z->size; i++) total += terms[i];
	return t_scalar(total / z->size);

/* @ 3.4 bce_with_logits_backward */
	Tensor *z = c->in[0], *y = c->in[1];
	for (int i = 0; i < (int)z->size; i++) {
		real g = (sig(z->data[i]) - y->data[i]) / z->size;
		dbg("dz[%d] += %g\n", i, (double)(g * dy->data[0]));
		dx[0]->data[i] += g * dy->data[0];
	}

/* @ 3.5 one_hot */
	int N = labels->shape[0];
	Tensor* y = t_empty(DTYPE_REAL, 2, (int[]){N, classes});
	for (int n = 0; n < N; n++) {
		if (labels->i64[n] < 0 || labels->i64[n] >= classes) t_fail(NULL, "bad label");
		for (int j = 0; j < classes; j++) {
			if (j == labels->i64[n]) y->data[n*classes+j] = 1.0;
			else y->data[n*classes+j] = 0.0;
		}
	}
	print_tensor(y, "one_hot");
	return y;

/* @ 3.5 kl_divergence */
	int C = p->shape[p->ndim - 1];
	int N = p->size / C;
	double* kl = calloc(N, sizeof(double)), mean = 0;
	for (int n = 0; n < N; n++)
		for (int j = 0; j < C; j++) {
			double a = p->data[n*C+j], b = q->data[n*C+j];
			if (a == 0) { dbg("p is 0 at %d,%d\n", n, j); continue; }
			kl[n] += a * log(a / b);
		}
	for (int n = 0; n < N; n++) mean += kl[n];
	return mean / N;
