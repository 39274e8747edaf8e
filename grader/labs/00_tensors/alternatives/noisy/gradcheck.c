// Lab 0, noisy

/* @ 0.10 numerical_gradient */
	Tensor* g = t_zeros_like(x);
	Tensor* backup = t_clone(x);
	for (int i = 0; i < (int)x->size; i++)
	{
		x->data[i] += h;
		double f1 = f(x, context);
		x->data[i] -= 2 * h;
		double f2 = f(x, context);
		x->data[i] = backup->data[i];
		printf("%d: %g %g\n", i, f1, f2);
		g->data[i] = (f1 - f2) / 2 / h;
	}
	return g;

/* @ 0.10 gradient_error */
	double d = 0, na = 0, nb = 0;
	for (int i = 0; i < (int)a->size; i++) d += pow(a->data[i] - b->data[i], 2);
	for (int i = 0; i < (int)a->size; i++) na += pow(a->data[i], 2);
	for (int i = 0; i < (int)b->size; i++) nb += pow(b->data[i], 2);
	d = sqrt(d); na = sqrt(na); nb = sqrt(nb);
	if (na == 0 && nb == 0) return 0;
	if (na > nb) return d / na;
	return d / nb;

/* @ 0.10 gradcheck */
	Tensor* leaf = t_requires_grad(t_copy_of(x->data, DTYPE_REAL, x->ndim, x->shape));
	Tensor* y = t_apply_at(T_HERE("gradcheck"), loss->op, loss->args, 1, &leaf);
	t_backward_from(y, loss->dy);
	Tensor* g = t_detach(t_clone(leaf->grad));
	Tensor* n = numerical_gradient(op_loss, loss, t_detach(leaf), h);
	t_print(g); t_print(n);
	if (gradient_error(g, n) <= tolerance) { printf("OK\n"); return true; }
	printf("WRONG\n");
	return false;
