/* Lab 3 in another style: running means in the place of sums. */

static bool is_first_largest(const real *x, int n, int j) {
    for (int i = 0; i < n; i++)
        if (i < j ? x[i] >= x[j] : x[i] > x[j]) return false;
    return true;
}

/* @ 3.6 argmax_rows */
    const int C = x->shape[1];
    Tensor   *y = t_empty(DTYPE_INT64, 1, x->shape);
    for (int n = 0; n < x->shape[0]; n++)
        for (int j = 0; j < C; j++)
            if (is_first_largest(x->data + n * C, C, j)) y->i64[n] = j;
    return y;

/* @ before accuracy */
static void running_mean(double *mean, double x, int n) { *mean += (x - *mean) / n; }

/* @ 3.6 accuracy */
    double mean = 0;
    for (int n = 0; n < logits->shape[0]; n++)
        running_mean(&mean,
                     is_first_largest(logits->data + n * logits->shape[1], logits->shape[1], (int)labels->i64[n]),
                     n + 1);
    return mean;

/* @ 3.7 confusion_matrix */
    Tensor *m = t_cast(t_zeros(classes, classes), DTYPE_INT64);
    for (int64_t *p = predicted->i64, *t = labels->i64; t < labels->i64 + labels->size; p++, t++)
        m->i64[*t * classes + *p] += 1;
    return m;

/* @ 3.8 neural_network */
    Module *layers[5];
    for (int i = 0; i < 5; i++)
        layers[i] = i % 2 ? nn_relu() : nn_linear(i == 0 ? in_features : hidden, i == 4 ? classes : hidden);
    Module *m = nn_container("NeuralNetwork");
    nn_add(m, "flatten", nn_flatten());
    nn_add(m, "linear_relu_stack", nn_sequential_of(5, layers));
    return m;

/* @ 3.9 train_line */
    snprintf(line, LINE_SIZE, "loss: %*f [%*d/%*d]", 7, loss, 5, current, 5, size);

/* @ 3.9 train_loop */
    double mean = 0;
    int    seen = 0, n = 0;
    nn_train(model);
    for (Tensor *x, *y; data_next(loader, &x, &y);) {
        t_step();
        optim_zero_grad(optimizer);
        Tensor *L = loss(nn_forward(model, x), y);
        t_backward_from(L, t_scalar(1));
        optim_step(optimizer);
        seen += x->shape[0];
        if (n % 100 == 0) {
            char line[LINE_SIZE];
            train_line(line, (double)L->data[0], seen, data_size(loader));
            puts(line);
        }
        running_mean(&mean, L->data[0], ++n);
    }
    return mean;

/* @ 3.10 test_lines */
    snprintf(lines, LINE_SIZE, "Test Error: \n Accuracy: %.*f%%, Avg loss: %*f \n", 1, acc * 1e2, 8, loss);

/* @ 3.10 test_loop */
    TestResult r = {0};
    int        n = 0, samples = 0;
    t_no_grad();
    nn_eval(model);
    for (Tensor *x, *y; data_next(loader, &x, &y);) {
        t_step();
        const Tensor *logits = nn_forward(model, x);
        running_mean(&r.loss, t_item(loss((Tensor *)logits, y)), ++n);
        samples += x->shape[0];
        r.accuracy += (accuracy(logits, y) - r.accuracy) * x->shape[0] / samples;
    }
    char lines[LINE_SIZE];
    test_lines(lines, r.accuracy, r.loss);
    puts(lines);
    return r;

/* @ 3.12 binary_accuracy */
    double mean = 0;
    int    n = 0;
    for (size_t i = 0; i < logits->size; i++)
        running_mean(&mean, (1 / (1 + exp(-(double)logits->data[i])) > 0.5) == (targets->data[i] > 0.5), ++n);
    return mean;
