/* Lab 5 in another style: as it looks at two in the morning. Prints at every turn, allocates and forgets to free. */
#include <stdlib.h>
#define dbg(...) do { printf(__VA_ARGS__); fflush(stdout); } while (0)

float never_used_norm[10];

/* @ 5.3 batch_norm_forward */
	int N = s.N, C = s.C, M = s.M;
	double* mu = calloc(C, sizeof(double));
	double* sigma2 = calloc(C, sizeof(double));
	dbg("batch_norm N=%d C=%d M=%d training=%d eps=%g\n", N, C, M, training, eps);
	for (int ch = 0; ch < C; ch++) {
		if (training) {
			for (int n = 0; n < N; n++) for (int m = 0; m < M; m++) mu[ch] += x->data[(n*C+ch)*M+m];
			mu[ch] = mu[ch] / (N*M);
			for (int n = 0; n < N; n++) for (int m = 0; m < M; m++) {
				double d = x->data[(n*C+ch)*M+m] - mu[ch];
				sigma2[ch] = sigma2[ch] + d*d;
			}
			double unbiased = sigma2[ch] / (N*M - 1);
			sigma2[ch] /= (N*M);
			running_mean->data[ch] = running_mean->data[ch] * (1 - momentum) + mu[ch] * momentum;
			running_var->data[ch] = running_var->data[ch] * (1 - momentum) + unbiased * momentum;
		} else { mu[ch] = running_mean->data[ch]; sigma2[ch] = running_var->data[ch]; }
		dbg("channel %d: mean %g var %g\n", ch, mu[ch], sigma2[ch]);
	}
	Tensor* y = t_zeros_like(x);
	c->saved[0] = t_zeros_like(x);
	c->saved[1] = t_zeros(C);
	for (int n = 0; n < N; n++) for (int ch = 0; ch < C; ch++) for (int m = 0; m < M; m++) {
		int i = (n*C+ch)*M+m;
		c->saved[1]->data[ch] = 1.0 / sqrt(sigma2[ch] + eps);
		c->saved[0]->data[i] = (x->data[i] - mu[ch]) / sqrt(sigma2[ch] + eps);
		y->data[i] = c->saved[0]->data[i] * gamma->data[ch] + beta->data[ch];
	}
	t_print(y);
	return y;

/* @ 5.4 batch_norm_backward */
	int N = s.N, C = s.C, M = s.M;
	Tensor* h = c->saved[0];
	(void)x;
	for (int ch = 0; ch < C; ch++) {
		double dg = 0, db = 0;
		for (int n = 0; n < N; n++) for (int m = 0; m < M; m++) {
			int i = (n*C+ch)*M+m;
			dg += dy->data[i] * h->data[i];
			db += dy->data[i];
		}
		dbg("dgamma[%d] = %g, dbeta = %g\n", ch, dg, db);
		if (dx[1] != NULL) dx[1]->data[ch] += dg;
		if (dx[2] != NULL) dx[2]->data[ch] += db;
		if (dx[0] != NULL) {
			for (int n = 0; n < N; n++) for (int m = 0; m < M; m++) {
				int i = (n*C+ch)*M+m;
				real g = dy->data[i];
				if (training) { g = g - db / (N*M); g = g - h->data[i] * dg / (N*M); }
				dx[0]->data[i] += g * gamma->data[ch] * c->saved[1]->data[ch];
			}
		}
	}

/* @ 5.5 layer_norm_forward */
	Tensor* y = t_zeros_like(x);
	c->saved[0] = t_zeros_like(x);
	c->saved[1] = t_zeros(rows);
	for (int r = 0; r < rows; r++) {
		double m = 0.0, v = 0.0;
		for (int j = 0; j < D; j++) { m += x->data[r*D+j]; dbg("%g ", (double)x->data[r*D+j]); }
		m = m / D;
		for (int j = 0; j < D; j++) v += (x->data[r*D+j] - m) * (x->data[r*D+j] - m);
		v = v / D;
		dbg("| mean %g var %g\n", m, v);
		for (int j = 0; j < D; j++) {
			c->saved[0]->data[r*D+j] = (x->data[r*D+j] - m) / sqrt(v + eps);
			y->data[r*D+j] = gamma->data[j] * c->saved[0]->data[r*D+j] + beta->data[j];
		}
		c->saved[1]->data[r] = sqrt(v + eps);
	}
	return y;

/* @ 5.5 layer_norm_backward */
	(void)x;
	real* g = malloc(sizeof(real) * D);
	for (int r = 0; r < rows; r++) {
		double a = 0, b = 0;
		for (int j = 0; j < D; j++) {
			real d = dy->data[r*D+j], h = c->saved[0]->data[r*D+j];
			g[j] = d * gamma->data[j];
			a += g[j]; b += g[j] * h;
			if (dx[1]) dx[1]->data[j] += d * h;
			if (dx[2]) dx[2]->data[j] += d;
		}
		if (dx[0]) for (int j = 0; j < D; j++)
			dx[0]->data[r*D+j] += (g[j] - a / D - c->saved[0]->data[r*D+j] * b / D) / c->saved[1]->data[r];
	}
	dbg("layer_norm backward done\n");
