/* Lab 1 in another style: as it looks at two in the morning. Prints at every turn, allocates and forgets to free. */
#define DEBUG 1
#define dbg(...) do { if (DEBUG) { printf(__VA_ARGS__); } } while (0)

static int calls = 0;

/* @ 1.1 net_input */
	double sum = 0.0;
	int D = w->shape[0];
	for (int i = 0; i < D; i++) {
		sum = sum + w->data[i] * x->data[n*D + i];
	}
	sum = sum + b->data[0];   // don't forget!!
	calls++;
	return sum;

/* @ 1.1 heaviside */
	int answer;
	if (z > 0) { answer = 1; }
	else if (z == 0) { answer = 1; }   // H(0) = 1
	else { answer = 0; }
	return answer;

/* @ 1.1 threshold_unit */
	int N = x->shape[0];
	real* out = malloc(sizeof(real) * N);
	for (int n = 0; n < N; n++) {
		out[n] = heaviside(net_input(w, b, x, n));
		dbg("sample %d -> %g\n", n, (double)out[n]);
	}
	return t_from_array(out, DTYPE_REAL, 2, (int[]){N, 1});

/* @ 1.2 perceptron_update */
	int D = w->shape[0];
	real target = t->data[n];
	real* xn = malloc(D * sizeof(real));
	memcpy(xn, x->data + n*D, D * sizeof(real));
	int o = heaviside(net_input(w, b, x, n));
	if (o == target) { free(xn); return false; }
	for (int i = 0; i < D; i++) {
		// w->data[i] = w->data[i] + lr * (o - target) * xn[i];
		w->data[i] = w->data[i] + lr * (target - o) * xn[i];
	}
	b->data[0] = b->data[0] + lr * (target - o) * 1;
	free(xn);
	return true;

/* @ 1.2 perceptron_epoch */
	int wrong = 0, N = x->shape[0];
	for (int n = 0; n < N; n++) {
		bool bad = perceptron_update(w, b, x, t, n, lr);
		if (bad == true) wrong = wrong + 1;
	}
	fprintf(stderr, "epoch: %d wrong of %d (call %d)\n", wrong, N, calls);
	return wrong;

/* @ 1.3 perceptron_train */
	int epoch = 0;
	int m = 999999;
	while (m != 0) {
		if (epoch == max_epochs) break;
		m = perceptron_epoch(w, b, x, t, lr);
		mistakes[epoch] = m;
		epoch++;
	}
	dbg("trained %d epochs\n", epoch);
	return epoch;

/* @ 1.4 perceptron_learns */
	Tensor* w = t_zeros(x->shape[1]);
	Tensor* b = t_zeros(1);
	int* m = calloc(max_epochs + 1, sizeof(int));
	int e = perceptron_train(w, b, x, t, 1.0, max_epochs, m);
	bool ok = m[e - 1] == 0;
	free(m);
	return ok;

/* @ 1.4 boolean_functions_learnt */
	int rows = 1;
	for (int i = 0; i < inputs; i++) rows = rows * 2;
	int total = 1;
	for (int r = 0; r < rows; r++) total = total * 2;
	int yes = 0, no = 0;
	for (int f = 0; f < total; f++) {
		Tensor* x = t_zeros(rows, inputs);
		Tensor* t = t_zeros(rows, 1);
		for (int r = 0; r < rows; r++) {
			for (int i = 0; i < inputs; i++) {
				int bit = (r / (1 << (inputs - 1 - i))) % 2;
				x->data[r*inputs + i] = bit;
			}
			t->data[r] = (f / (1 << r)) % 2;
		}
		if (perceptron_learns(x, t, max_epochs)) yes++; else no++;
	}
	dbg("yes %d no %d\n", yes, no);
	return yes;

/* @ 1.5 adaline_epoch */
	int N = x->shape[0], D = x->shape[1];
	double E = 0.0;
	for (int n = 0; n < N; n++) {
		double e = t->data[n] - net_input(w, b, x, n);
		E += pow(e, 2);
		for (int i = 0; i < D; i++) w->data[i] = w->data[i] + lr * e * x->data[n*D + i];
		b->data[0] = b->data[0] + lr * e;
	}
	E = E / (double)N;
	dbg("adaline E = %g\n", E);
	return E;

/* @ 1.5 adaline_step */
	int N = x->shape[0], D = x->shape[1];
	double E = 0.0;
	double* e = malloc(N * sizeof(double));
	for (int n = 0; n < N; n++) {
		e[n] = t->data[n] - net_input(w, b, x, n);
		E += pow(e[n], 2);
	}
	E = E / (double)N;
	for (int i = 0; i < D; i++) {
		double g = 0.0;
		for (int n = 0; n < N; n++) g += -2.0 / N * e[n] * x->data[n*D + i];
		w->data[i] = w->data[i] - lr * g;
	}
	double g = 0.0;
	for (int n = 0; n < N; n++) g += -2.0 / N * e[n];
	b->data[0] = b->data[0] - lr * g;
	free(e);
	return E;

/* @ 1.6 hebb_learn */
	int N = x->shape[0], D = x->shape[1];
	for (int n = 0; n < N; n++) {
		int tt = t->data[n] ? 1 : -1;
		for (int i = 0; i < D; i++) {
			int xx = x->data[n*D + i] ? 1 : -1;
			w->data[i] += tt * xx;
			dbg("%d ", tt * xx);
		}
		b->data[0] += tt;
		dbg("\n");
	}
