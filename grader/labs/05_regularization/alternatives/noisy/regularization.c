/* Lab 5 in another style: as it looks at two in the morning. Prints at every turn. */
#include <stdio.h>

void dump(const char* s) { printf(">>> %s\n", s); fflush(stdout); }

/* @ 5.7 l1_penalty */
	dump("l1");
	Tensor* a = t_abs(w);
	Tensor* s = t_sum(a);
	Tensor* r = t_mul(s, lambda);
	t_print(r);
	return r;

/* @ 5.7 l2_penalty */
	dump("l2");
	Tensor* a = t_mul(w, w);
	Tensor* s = t_sum(a);
	return t_mul(s, lambda);

/* @ 5.7 penalized */
	Tensor* total = loss;
	for (int i = 0; i < p->n; i++) {
		dump(p->names[i]);
		if (p->tensors[i]->ndim < 2) continue;
		total = t_add(total, l1_penalty(p->tensors[i], l1));
		total = t_add(total, l2_penalty(p->tensors[i], l2));
	}
	t_print(total);
	return total;

/* @ 5.7 weight_decay_of */
	double wd = 2.0 * lambda;
	printf("wd = %g\n", wd);
	return wd;

/* @ 5.8 prox_l1 */
	real t = lr * lambda;
	for (int i = 0; i < (int)w->size; i++) {
		if (w->data[i] > t) w->data[i] = w->data[i] - t;
		else if (w->data[i] < -t) w->data[i] = w->data[i] + t;
		else w->data[i] = 0.0;
		printf("%g\n", (double)w->data[i]);
	}

/* @ 5.9 early_stopping_update */
	printf("epoch %d: %g, best %g at %d, waited %d\n", e->epoch, validation_loss, e->best_loss, e->best_epoch, e->waited);
	int stop = 0;
	if (validation_loss < e->best_loss - e->min_delta) {
		dump("better");
		e->best_loss = validation_loss;
		e->best_epoch = e->epoch;
		e->waited = 0;
		for (int i = 0; i < e->n; i++) { dump(e->state[i].key); copy_values(e->best[i], e->state[i].tensor); }
	}
	else {
		e->waited = e->waited + 1;
		if (e->waited >= e->patience) stop = 1;
	}
	e->epoch = e->epoch + 1;
	return stop;

/* @ 5.9 early_stopping_restore */
	for (int i = 0; i < e->n; i++) {
		copy_values(e->state[i].tensor, e->best[i]);
		t_print(e->best[i]);
	}

/* @ 5.10 regularized_mlp */
	Module* layers[1000];
	int k = 0;
	for (int i = 1; i < n; i++) {
		layers[k] = nn_linear(sizes[i-1], sizes[i]); k++;
		if (i < n - 1) {
			if (batch_norm) { layers[k] = nn_batch_norm1d(sizes[i]); k++; }
			layers[k] = nn_relu(); k++;
			if (p > 0.0) { layers[k] = nn_dropout(p); k++; }
		}
	}
	Module* m = nn_sequential_of(k, layers);
	nn_print(m);
	return m;

/* @ 5.11 gradient_norms */
	int L = 0;
	for (int i = 0; i < p->n; i++) if (p->tensors[i]->ndim >= 2) L++;
	Tensor* norms = t_zeros(L);
	int l = 0;
	for (int i = 0; i < p->n; i++) {
		if (p->tensors[i]->ndim < 2) continue;
		if (p->tensors[i]->grad == NULL) { dump("no gradient"); norms->data[l] = 0; l++; continue; }
		double s = 0;
		for (int j = 0; j < (int)p->tensors[i]->size; j++) s += pow(p->tensors[i]->grad->data[j], 2);
		norms->data[l] = sqrt(s);
		printf("%s %g\n", p->names[i], sqrt(s));
		l++;
	}
	return norms;

/* @ 5.11 active_share */
	int n = 0, k = 0;
	for (int i = 0; i < (int)y->size; i++) { n++; if (value[i] > 0) k++; }
	printf("%d of %d\n", k, n);
	return (double)k / n;
