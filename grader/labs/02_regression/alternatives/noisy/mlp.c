/* Lab 2 in another style: prints at every turn, allocates and forgets to free. All of it right. */

static int calls = 0;

void seen(void)
{
	calls++;
}

/* @ 2.8 mlp */
    Module* list[100];
    int k = 0;
    for (int i = 1; i < n; i++) {
    	printf("layer %d: %d -> %d\n", i, sizes[i-1], sizes[i]);
    	list[k++] = nn_linear(sizes[i-1], sizes[i]);
    	if (i != n - 1) { list[k++] = nn_relu(); }
    }
    return nn_sequential_of(k, list);

/* @ 2.8 mlp_parameters */
    size_t total = 0;
    for (int i = 1; i < n; i++) {
    	total += (size_t)sizes[i-1] * sizes[i];   // W
    	total += sizes[i];                // b
    	printf("total %zu\n", total);
    }
    return total;

/* @ 2.8 samples_needed */
    printf("%zu parameters\n", parameters);
    return parameters * 10;

/* @ 2.9 fit_epoch */
    nn_train(model);
    double s = 0.0;
    Tensor* x;
    Tensor* y;
    int batch = 0;
    while (data_next(loader, &x, &y)) {
    	t_step();
    	Tensor* out = nn_forward(model, x);
    	Tensor* L = loss(out, y);
    	t_backward(L);
    	optim_step(optimizer);
    	optim_zero_grad(optimizer);
    	printf("batch %d loss %g\n", batch++, t_item(L));
    	s += t_item(L) * y->shape[0];
    }
    return s / data_size(loader);

/* @ 2.9 mean_loss */
    nn_eval(model);
    double s = 0.0;
    Tensor* x;
    Tensor* y;
    while (data_next(loader, &x, &y)) {
    	t_no_grad();
    	t_step();
    	Tensor* L = loss(nn_forward(model, x), y);
    	printf("test %g\n", t_item(L));
    	s += t_item(L) * y->shape[0];
    }
    return s / data_size(loader);

/* @ 2.10 shallow_nn */
    Module* net = nn_container("ShallowNN");
    Module* seq = nn_sequential(nn_linear(1, hidden), nn_relu_inplace(), nn_linear(hidden, 1));
    nn_add(net, "regressor", seq);
    nn_print(net);
    return net;

/* @ 2.10 fit_full_batch */
    double loss_value = 0;
    nn_train(model);
    for (int i = 0; i < steps; i++) {
    	t_step();
    	optim_zero_grad(optimizer);
    	Tensor* pred = nn_forward(model, x);
    	Tensor* L = loss(pred, y);
    	t_backward(L);
    	optim_step(optimizer);
    	loss_value = t_item(L);
    	if (i % 10 == 0) printf("step %d: %g\n", i, loss_value);
    }
    optim_zero_grad(optimizer);
    return loss_value;

/* @ 2.11 load_state */
    int m = 0;
    StateEntry* mine = nn_state(model, &m);
    printf("%d tensors here, %d there\n", m, n);
    if (m != n) return false;
    for (int i = 0; i < m; i++) {
    	Tensor* other = state_tensor(n, state, mine[i].key);
    	if (other == NULL) { printf("no %s\n", mine[i].key); return false; }
    	if (!t_same_shape(other, mine[i].tensor)) { printf("%s differs\n", mine[i].key); return false; }
    }
    for (int i = 0; i < m; i++) {
    	Tensor* other = state_tensor(n, state, mine[i].key);
    	memcpy(mine[i].tensor->data, other->data, sizeof(real) * other->size);
    }
    return true;
