/* Lab 2 in another style: every sum and every number in between is a float, whatever real is. */
#include "regression.h"

Module *mlp(int n, const int sizes[]) {
    if (n < 2) t_fail("sizes of inputs, hidden layers and outputs: {1, 5, 2, 1}", "mlp: %d sizes", n);
    Module **layers = calloc((size_t)(2 * n), sizeof *layers), **next = layers;
    for (int i = 0; i < n - 1; i++) {
        *next++ = nn_linear(sizes[i], sizes[i + 1]);
        if (i < n - 2) *next++ = nn_relu();
    }
    Module *m = nn_sequential_of((int)(next - layers), layers);
    free(layers);
    return m;
}

size_t mlp_parameters(int n, const int sizes[]) {
    int count = 0;
    while (--n > 0) count += sizes[n] + sizes[n] * sizes[n - 1];
    return (size_t)count;
}

size_t samples_needed(size_t parameters) {
    const size_t samples_per_parameter = 10;
    return parameters * samples_per_parameter;
}

double fit_epoch(DataLoader *loader, Module *model, LossFunction loss, Optimizer *optimizer) {
    float total = 0, seen = 0;
    nn_train(model);
    for (Tensor *x, *y; data_next(loader, &x, &y);) {
        t_step();
        Tensor *L = loss(nn_forward(model, x), y);
        t_backward(L);
        optim_step(optimizer);
        optim_zero_grad(optimizer);
        total += (float)L->data[0] * (float)x->shape[0];
        seen += (float)x->shape[0];
    }
    return total / seen;
}

double mean_loss(DataLoader *loader, Module *model, LossFunction loss) {
    float total = 0, seen = 0;
    nn_eval(model);
    t_no_grad();
    for (Tensor *x, *y; data_next(loader, &x, &y);) {
        t_step();
        Tensor *L = loss(nn_forward(model, x), y);
        total += (float)L->data[0] * (float)x->shape[0];
        seen += (float)x->shape[0];
    }
    return total / seen;
}

Module *shallow_nn(int hidden) {
    Module *m = nn_container("ShallowNN");
    Module *layers[] = {nn_linear(1, hidden), nn_relu_inplace(), nn_linear(hidden, 1)};
    nn_add(m, "regressor", nn_sequential_of(3, layers));
    return m;
}

double fit_full_batch(Module *model, Tensor *x, Tensor *y, LossFunction loss, Optimizer *optimizer, int steps) {
    float last = 0;
    nn_train(model);
    for (int step = 0; step < steps; step++) {
        t_step();
        Tensor *L = loss(nn_forward(model, x), y);
        last = (float)L->data[0];
        t_backward(L);
        optim_step(optimizer);
        optim_zero_grad(optimizer);
    }
    return last;
}

static Tensor *state_tensor(int n, const StateEntry state[], const char *key) {
    for (int i = 0; i < n; i++)
        if (strcmp(state[i].key, key) == 0) return state[i].tensor;
    return NULL;
}

bool load_state(Module *model, int n, const StateEntry state[]) {
    int         count, missing = 0;
    StateEntry *own = nn_state(model, &count);
    for (int i = 0; i < count; i++) {
        Tensor *from = state_tensor(n, state, own[i].key);
        if (!from || !t_same_shape(own[i].tensor, from)) missing++;
    }
    if (count == n && !missing)
        for (int i = 0; i < count; i++)
            for (size_t j = own[i].tensor->size; j-- > 0;)
                own[i].tensor->data[j] = state_tensor(n, state, own[i].key)->data[j];
    free(own);
    return count == n && !missing;
}
