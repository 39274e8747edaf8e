/* Lab 1 in another style: as it looks at two in the morning. All of it right. */
#include <assert.h>

void show(const char* what, const Tensor* t)
{
	printf("%s [", what);
	for (int i = 0; i < (int)t->size; i++) printf("%g%s", (double)t->data[i], i + 1 < (int)t->size ? ", " : "");
	printf("]\n");
}

/* @ 1.7 and_gate */
	int D = w->shape[0];
	for (int i = 0; i < D; i++) w->data[i] = 1.0 / D;
	b->data[0] = -1.0 + 0.5 / D;
	show("and", w);

/* @ 1.7 or_gate */
	int D = w->shape[0];
	for (int i = 0; i < D; i++) w->data[i] = 100.0;
	b->data[0] = -0.001;
	show("or", w);

/* @ 1.7 not_gate */
	w->data[0] = -1.0;
	b->data[0] = 0.9;

/* @ 1.7 xor_gate */
	// h0 = x0 and not x1, h1 = x1 and not x0, y = h0 or h1
	double W1[2][2] = {{1, -1}, {-1, 1}};
	for (int i = 0; i < 2; i++)
		for (int j = 0; j < 2; j++)
			net->W1->data[i*2 + j] = W1[i][j];
	net->b1->data[0] = -0.5;
	net->b1->data[1] = -0.5;
	net->W2->data[0] = 1;
	net->W2->data[1] = 1;
	net->b2->data[0] = -0.5;

/* @ 1.8 two_layer_forward */
	int N = x->shape[0], D = x->shape[1], H = net->b1->shape[0], O = net->b2->shape[0];
	Tensor* z1 = t_zeros(N, H);
	Tensor* h = t_zeros(N, H);
	Tensor* z2 = t_zeros(N, O);
	Tensor* y = t_zeros(N, O);
	for (int n = 0; n < N; n++) {
		for (int j = 0; j < H; j++) {
			z1->data[n*H + j] = net->b1->data[j];
			for (int i = 0; i < D; i++) z1->data[n*H + j] += x->data[n*D + i] * net->W1->data[j*D + i];
			h->data[n*H + j] = tanh(z1->data[n*H + j]);
		}
	}
	for (int n = 0; n < N; n++) {
		for (int k = 0; k < O; k++) {
			z2->data[n*O + k] = net->b2->data[k];
			for (int j = 0; j < H; j++) z2->data[n*O + k] += h->data[n*H + j] * net->W2->data[k*H + j];
			y->data[n*O + k] = 1.0 / (1.0 + exp(-z2->data[n*O + k]));
		}
	}
	Activations a;
	a.h = h;
	a.y = y;
	return a;

/* @ 1.8 two_layer_loss */
	double E = 0.0;
	int n = 0;
	for (int i = 0; i < (int)y->size; i++) { E += (t->data[i] - y->data[i]) * (t->data[i] - y->data[i]); n++; }
	assert(n > 0);
	return E / n;

/* @ 1.8 two_layer_correct */
	int right = 0;
	for (int n = 0; n < y->shape[0]; n++) {
		int guess = y->data[n] >= 0.5 ? 1 : 0;
		int truth = t->data[n] >= 0.5 ? 1 : 0;
		if (guess == truth) right++;
	}
	return right;

/* @ 1.9 two_layer_backward */
	int N = x->shape[0], D = x->shape[1], H = net->b1->shape[0], O = net->b2->shape[0];
	TwoLayer g;
	g.W1 = t_zeros(H, D);
	g.b1 = t_zeros(H);
	g.W2 = t_zeros(O, H);
	g.b2 = t_zeros(O);
	real* dz2 = malloc(sizeof(real) * N * O);
	real* dz1 = calloc(N * H, sizeof(real));
	for (int i = 0; i < N * O; i++) {
		real y = a->y->data[i];
		dz2[i] = 2.0 * (y - t->data[i]) / (N * O) * y * (1.0 - y);
	}
	for (int n = 0; n < N; n++)
		for (int j = 0; j < H; j++) {
			for (int k = 0; k < O; k++) dz1[n*H + j] += dz2[n*O + k] * net->W2->data[k*H + j];
			dz1[n*H + j] *= 1.0 - pow(a->h->data[n*H + j], 2);
		}
	for (int n = 0; n < N; n++) {
		for (int k = 0; k < O; k++) {
			g.b2->data[k] += dz2[n*O + k];
			for (int j = 0; j < H; j++) g.W2->data[k*H + j] += dz2[n*O + k] * a->h->data[n*H + j];
		}
		for (int j = 0; j < H; j++) {
			g.b1->data[j] += dz1[n*H + j];
			for (int i = 0; i < D; i++) g.W1->data[j*D + i] += dz1[n*H + j] * x->data[n*D + i];
		}
	}
	// free(dz1); free(dz2);   crashes??
	return g;

/* @ 1.10 two_layer_step */
	t_step();
	Activations a = two_layer_forward(net, x);
	double E = two_layer_loss(a.y, t);
	TwoLayer g = two_layer_backward(net, x, &a, t);
	for (int i = 0; i < (int)net->W1->size; i++) net->W1->data[i] = net->W1->data[i] - lr * g.W1->data[i];
	for (int i = 0; i < (int)net->b1->size; i++) net->b1->data[i] = net->b1->data[i] - lr * g.b1->data[i];
	for (int i = 0; i < (int)net->W2->size; i++) net->W2->data[i] = net->W2->data[i] - lr * g.W2->data[i];
	for (int i = 0; i < (int)net->b2->size; i++) net->b2->data[i] = net->b2->data[i] - lr * g.b2->data[i];
	static int n = 0;
	if (n++ % 100 == 0) printf("step %d: E = %g\n", n, E);
	return E;

/* @ 1.10 two_layer_init */
	double a = 1.0 / sqrt((double)net->W1->shape[1]);
	double c = 1.0 / sqrt((double)net->W2->shape[1]);
	printf("init %g %g\n", a, c);
	t_fill_uniform(net->W1, rng, -a, a);
	t_fill_uniform(net->b1, rng, -a, a);
	t_fill_uniform(net->W2, rng, -c, c);
	t_fill_uniform(net->b2, rng, -c, c);

/* @ 1.10 two_layer_solve */
	int s;
	for (s = 1; s <= starts; s++) {
		double E = 1e30;
		two_layer_init(net, rng);
		for (int e = 0; e < epochs; e++) E = two_layer_step(net, x, t, lr);
		Activations a = two_layer_forward(net, x);
		int k = two_layer_correct(a.y, t);
		printf("start %d: E = %g, %d right\n", s, E, k);
		show("y", a.y);
		if (k == x->shape[0]) break;
	}
	if (s > starts) return 0;
	return s;
