/* Lab 5 in another style: as it looks at two in the morning. Prints at every turn. */
#include <stdio.h>

/* @ 5.6 fans_of */
	int i, k = 1;
	for (i = 2; i < W->ndim; i++) { k = k * W->shape[i]; printf("k = %d\n", k); }
	Fans f;
	f.in = W->shape[1] * k;
	f.out = W->shape[0] * k;
	printf("fans: %d %d\n", f.in, f.out);
	return f;

/* @ 5.6 init_normal */
	printf("init_normal %g\n", std);
	Tensor* r = t_randn_shape(W->ndim, W->shape);
	for (int i = 0; i < (int)W->size; i++) W->data[i] = std * r->data[i];

/* @ 5.6 init_uniform */
	printf("init_uniform %g\n", bound);
	for (int i = 0; i < (int)W->size; i++) {
		double u = rng_uniform(t_generator());
		W->data[i] = -bound + 2 * bound * u;
	}

/* @ 5.6 init_lecun */
	Fans f = fans_of(W);
	double v = 1.0 / f.in;
	init_normal(W, sqrt(v));

/* @ 5.6 init_glorot */
	Fans f = fans_of(W);
	double v = 2.0 / (f.in + f.out);
	init_normal(W, sqrt(v));

/* @ 5.6 init_he */
	Fans f = fans_of(W);
	double v = 2.0 / f.in;
	init_normal(W, sqrt(v));

/* @ 5.6 init_weights */
	for (int i = 0; i < p->n; i++) {
		printf("%s\n", p->names[i]);
		if (p->tensors[i]->ndim >= 2) { init(p->tensors[i]); continue; }
		if (is_bias(p->names[i])) {
			for (int j = 0; j < (int)p->tensors[i]->size; j++) p->tensors[i]->data[j] = 0;
		}
	}
