/* Lab 3 in another style: many small functions. */

static int best_of(const real *x, int n) {
    if (n == 1) return 0;
    const int before = best_of(x, n - 1);
    return x[n - 1] > x[before] ? n - 1 : before;
}

static int class_of(const Tensor *x, int n) { return best_of(x->data + (size_t)n * (size_t)x->shape[1], x->shape[1]); }

/* @ 3.6 argmax_rows */
    int64_t classes[x->shape[0]];
    for (int n = 0; n < x->shape[0]; n++) classes[n] = class_of(x, n);
    return t_copy_of(classes, DTYPE_INT64, 1, x->shape);

/* @ before accuracy */
static int count_right(const Tensor *logits, const Tensor *labels) {
    int n = labels->shape[0], right = 0;
    while (n--) right += class_of(logits, n) == labels->i64[n] ? 1 : 0;
    return right;
}

/* @ 3.6 accuracy */
    return (double)count_right(logits, labels) / labels->shape[0];

/* @ 3.7 confusion_matrix */
    int64_t counts[classes][classes];
    memset(counts, 0, sizeof counts);
    for (size_t n = 0; n < labels->size; n++) counts[labels->i64[n]][predicted->i64[n]]++;
    return t_copy_of(counts, DTYPE_INT64, 2, (int[]){classes, classes});

/* @ before neural_network */
static Module *stack(int in, int hidden, int out) {
    return nn_sequential(nn_linear(in, hidden), nn_relu(), nn_linear(hidden, hidden), nn_relu(),
                         nn_linear(hidden, out));
}

/* @ 3.8 neural_network */
    Module *children[] = {nn_flatten(), stack(in_features, hidden, classes)};
    char   *names[] = {"flatten", "linear_relu_stack"};
    Module *m = nn_container("NeuralNetwork");
    for (int i = 0; i < 2; i++) nn_add(m, names[i], children[i]);
    return m;

/* @ before train_line */
static char *format(char *to, const char *how, ...) {
    va_list args;
    va_start(args, how);
    vsnprintf(to, LINE_SIZE, how, args);
    va_end(args);
    return to;
}

/* @ 3.9 train_line */
    format(line, "loss: %7f [%5d/%5d]", loss, current, size);

/* @ before train_loop */
static double train_on(Module *model, LossFunction loss, Optimizer *optimizer, Tensor *x, Tensor *y) {
    t_step();
    Tensor *L = loss(nn_forward(model, x), y);
    optim_zero_grad(optimizer);
    t_backward(L);
    optim_step(optimizer);
    return t_item(L);
}

static void tell(double loss, int seen, int all) {
    char line[LINE_SIZE];
    train_line(line, loss, seen, all);
    puts(line);
}

/* The sum of the losses from this batch on. */
static double losses_from(int batch, int seen, DataLoader *loader, Module *model, LossFunction loss,
                          Optimizer *optimizer) {
    Tensor *x, *y;
    if (!data_next(loader, &x, &y)) return 0;
    const double value = train_on(model, loss, optimizer, x, y);
    seen += x->shape[0];
    if (batch % 100 == 0) tell(value, seen, data_size(loader));
    return value + losses_from(batch + 1, seen, loader, model, loss, optimizer);
}

/* @ 3.9 train_loop */
    nn_train(model);
    return losses_from(0, 0, loader, model, loss, optimizer) / data_len(loader);

/* @ 3.10 test_lines */
    format(lines, "Test Error: \n Accuracy: %.1f%%, Avg loss: %8f \n", 100 * acc, loss);

/* @ 3.10 test_loop */
    double loss_sum = 0;
    int    right = 0;
    char   lines[LINE_SIZE];
    nn_eval(model);
    int grad = t_no_grad_begin();
    (void)grad;
    for (Tensor *x, *y; data_next(loader, &x, &y);) {
        t_step();
        Tensor *logits = nn_forward(model, x);
        right += count_right(logits, y);
        loss_sum += t_item(loss(logits, y));
    }
    t_no_grad_end();
    TestResult r = {.loss = loss_sum / data_len(loader), .accuracy = 1.0 * right / data_size(loader)};
    test_lines(lines, r.accuracy, r.loss);
    puts(lines);
    return r;

/* @ before binary_accuracy */
static int decided(real z) { return z > 0 ? 1 : 0; }

static bool is_right(const Tensor *logits, const Tensor *targets, int n) {
    return decided(logits->data[n]) == (int)targets->data[n];
}

static int right_from(const Tensor *logits, const Tensor *targets, int n) {
    return n == targets->shape[0] ? 0 : is_right(logits, targets, n) + right_from(logits, targets, n + 1);
}

/* @ 3.12 binary_accuracy */
    return (double)right_from(logits, targets, 0) / targets->shape[0];
