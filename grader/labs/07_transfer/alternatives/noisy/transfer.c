/* Lab 7 in another style: as it looks at two in the morning. Prints at every turn. */
#include <stdio.h>

/* @ 7.5 replace_head */
	Module* old = head_of(model);
	Tensor* W = old->parameters[0].tensor;
	int in = W->shape[1];
	printf("in = %d, classes = %d\n", in, classes);
	char name[32];
	strcpy(name, model->children[model->n_children - 1].name);
	Module* fresh = nn_linear(in, classes);
	Module* r = nn_replace(model, name, fresh);
	nn_print(model);
	return r;

/* @ 7.6 choose_trained */
	printf("arm %d\n", arm);
	set_requires_grad(model, false);
	if (arm == ARM_FROZEN) set_requires_grad(head_of(model), true);
	if (arm == ARM_FIRST_LAST) {
		Module* f = first_layer(model);
		nn_print(f);
		set_requires_grad(f, true);
		set_requires_grad(head_of(model), true);
	}
	if (arm == ARM_FULL) set_requires_grad(model, true);

/* @ 7.7 adam_of_two_rates */
	Params* p = nn_parameters(model);
	for (int i = 0; i < p->n; i++) printf("%s\n", p->names[i]);
	Optimizer* opt = optim_adam(p, body_lr);
	char pat[100];
	strcpy(pat, model->children[model->n_children - 1].name);
	strcat(pat, ".*");
	printf("pattern %s\n", pat);
	OptimArgs* a = optim_group(opt, pat);
	a->lr = head_lr;
	return opt;

/* @ 7.7 scale_rates */
	int n = optim_n_groups(optimizer);
	for (int g = 0; g < n; g++) {
		double lr = factor * rates[g];
		printf("group %d: %g\n", g, lr);
		optim_args(optimizer, g)->lr = lr;
	}

/* @ 7.8 extract_features */
	nn_eval(model);
	DataLoader* dl = data_loader(data, .batch_size = batch_size, .device = device);
	Tensor* X = NULL;
	Tensor* Y = t_own(DTYPE_INT64, DEV_CPU, 1, &data->n);
	int done = 0;
	Tensor *x, *y;
	while (data_next(dl, &x, &y)) {
		t_step();
		t_no_grad();
		Tensor* h = x;
		for (int i = 0; i < model->n_children - 1; i++) {
			h = nn_forward(model->children[i].module, h);
			printf("%s\n", model->children[i].name);
		}
		if (X == NULL) {
			int shape[T_MAX_NDIM];
			shape[0] = data->n;
			for (int d = 1; d < h->ndim; d++) shape[d] = h->shape[d];
			X = t_own(DTYPE_REAL, DEV_CPU, h->ndim, shape);
		}
		int per = (int)h->size / h->shape[0];
		const real* hh = t_host(h);
		const int64_t* yy = t_host(y);
		for (int i = 0; i < h->shape[0]; i++) {
			for (int j = 0; j < per; j++) X->data[(done + i) * per + j] = hh[i * per + j];
			Y->i64[done + i] = yy[i];
		}
		done += h->shape[0];
		printf("%d of %d\n", done, data->n);
	}
	data_loader_free(dl);
	Dataset* d = dataset_new(data->name, X, Y, data->classes);
	dataset_describe(d, 0);
	return d;

/* @ 7.9 train_epoch */
	double sum = 0;
	int count = 0;
	Tensor *x, *y;
	train_mode(model);
	while (data_next(loader, &x, &y)) {
		t_step();
		optim_zero_grad(optimizer);
		Tensor* out = nn_forward(model, x);
		Tensor* loss = f_cross_entropy(out, y);
		t_backward(loss);
		optim_step(optimizer);
		sum = sum + t_item(loss);
		count = count + 1;
		printf("batch %d loss %f\n", count, t_item(loss));
	}
	return sum / count;

/* @ 7.9 fine_tune */
	DataLoader* dl = data_loader(train, .batch_size = how->batch_size, .shuffle = true, .seed = how->seed,
	                             .device = how->device);
	Optimizer* opt = adam_of_two_rates(model, how->body_lr, how->head_lr);
	double rates[2];
	rates[0] = how->body_lr;
	rates[1] = how->head_lr;
	double loss = 0.0;
	for (int e = 1; e <= how->epochs; e++) {
		double f = cosine_rate(1, 0, e - 1, how->epochs);
		scale_rates(opt, rates, f);
		loss = train_epoch(dl, model, opt);
		printf("epoch %d: %f\n", e, loss);
		if (how->after_epoch != NULL) how->after_epoch(e, loss, how->data);
	}
	optim_free(opt);
	data_loader_free(dl);
	return loss;
