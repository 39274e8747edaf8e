/* Lab 2 in another style: many small functions, recursion, function pointers, macros. */

static Module *add_layers(Module *m, int n, const int sizes[], int place) {
    char name[12];
    snprintf(name, sizeof name, "%d", place);
    nn_add(m, name, nn_linear(sizes[0], sizes[1]));
    if (n == 2) return m;
    snprintf(name, sizeof name, "%d", place + 1);
    nn_add(m, name, nn_relu());
    return add_layers(m, n - 1, sizes + 1, place + 2);
}

static double one_step(Module *model, Tensor *x, Tensor *y, LossFunction loss, Optimizer *optimizer) {
    t_step();
    Tensor *L = loss(nn_forward(model, x), y);
    if (optimizer) {
        t_backward(L);
        optim_step(optimizer);
        optim_zero_grad(optimizer);
    }
    return t_item(L);
}

static double walk(DataLoader *loader, Module *model, LossFunction loss, Optimizer *optimizer) {
    double total = 0;
    for (Tensor *x, *y; data_next(loader, &x, &y);) total += x->shape[0] * one_step(model, x, y, loss, optimizer);
    return total / data_size(loader);
}

static Module *first_layer(int hidden) { return nn_linear(1, hidden); }
static Module *activation(int hidden) { return hidden > 0 ? nn_relu_inplace() : NULL; }
static Module *last_layer(int hidden) { return nn_linear(hidden, 1); }

/* @ 2.8 mlp */
    Module *m = nn_container("Sequential");
    return add_layers(m, n, sizes, 0);

/* @ 2.8 mlp_parameters */
    return n < 2 ? 0 : mlp_parameters(n - 1, sizes + 1) + (size_t)(sizes[0] + 1) * (size_t)sizes[1];

/* @ 2.8 samples_needed */
    const size_t half = parameters / 2;
    return half == 0 ? 10 * parameters : 2 * samples_needed(half) + samples_needed(parameters % 2);

/* @ 2.9 fit_epoch */
    nn_train(model);
    return walk(loader, model, loss, optimizer);

/* @ 2.9 mean_loss */
    nn_eval(model);
    t_no_grad();
    return walk(loader, model, loss, NULL);

/* @ 2.10 shallow_nn */
    Module *m = nn_container("ShallowNN"), *r = nn_add(m, "regressor", nn_container("Sequential"));
    Module *(*const make[])(int) = {first_layer, activation, last_layer};
    const char *const names[] = {"0", "1", "2"};
    for (int i = 0; i < 3; i++) nn_add(r, names[i], make[i](hidden));
    return m;

/* @ 2.10 fit_full_batch */
    nn_train(model);
    double last = NAN;
    for (int i = 0; i < steps; i++) last = one_step(model, x, y, loss, optimizer);
    return last;

/* @ before load_state */
typedef bool Visit(Tensor *own, const Tensor *other);
static bool fits(Tensor *own, const Tensor *other) { return other && t_same_shape(own, other); }
static bool copy(Tensor *own, const Tensor *other) { return memcpy(own->data, other->data, own->size * sizeof(real)); }

static bool each(StateEntry *own, int count, int n, const StateEntry state[], Visit *visit) {
    if (count == 0) return true;
    return visit(own->tensor, state_tensor(n, state, own->key)) && each(own + 1, count - 1, n, state, visit);
}

/* @ 2.11 load_state */
    int         count;
    StateEntry *own = nn_state(model, &count);
    const bool  ok = count == n && each(own, count, n, state, fits) && each(own, count, n, state, copy);
    free(own);
    return ok;
