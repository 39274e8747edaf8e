/* Lab 3 in another style: out of the library's own operations, with hardly a loop. */

/* @ 3.6 argmax_rows */
    return t_argmax_axis((Tensor *)x, -1);

/* @ 3.6 accuracy */
    return t_item(t_sum(t_eq(argmax_rows(logits), (Tensor *)labels))) / labels->shape[0];

/* @ 3.7 confusion_matrix */
    Tensor *truth = one_hot(labels, classes), *answers = one_hot(predicted, classes);
    return t_cast(t_matmul(t_transpose(truth), answers), DTYPE_INT64);

/* @ 3.8 neural_network */
    Module *m = nn_container("NeuralNetwork");
    nn_add(m, "flatten", nn_flatten());
    Module *stack = nn_add(m, "linear_relu_stack", nn_sequential(nn_linear(in_features, hidden)));
    nn_add(stack, "1", nn_relu());
    nn_add(stack, "2", nn_linear(hidden, hidden));
    nn_add(stack, "3", nn_relu());
    nn_add(stack, "4", nn_linear(hidden, classes));
    return m;

/* @ 3.9 train_line */
    FILE *f = fmemopen(line, LINE_SIZE, "w");
    fprintf(f, "loss: %f [%5d/%5d]", loss, current, size);
    fclose(f);

/* @ before train_loop */
static void one_batch(Module *model, LossFunction loss, Optimizer *optimizer, Tensor *x, Tensor *y, double *value) {
    t_step();
    Tensor *L = loss(nn_forward(model, x), y);
    *value = t_item(L);
    t_backward(L);
    optim_step(optimizer);
    optim_zero_grad(optimizer);
}

/* @ 3.9 train_loop */
    Tensor *x, *y;
    double  total = 0, value;
    int     seen = 0;
    nn_train(model);
    for (int i = 0; data_next(loader, &x, &y); i++) {
        one_batch(model, loss, optimizer, x, y, &value);
        total += value;
        seen += x->shape[0];
        if (i % 100 == 0) {
            char line[LINE_SIZE];
            train_line(line, value, seen, data_size(loader));
            puts(line);
        }
    }
    return total / data_len(loader);

/* @ 3.10 test_lines */
    FILE *f = fmemopen(lines, LINE_SIZE, "w");
    fprintf(f, "Test Error: \n Accuracy: %.1f%%, Avg loss: %8f \n", 100 * acc, loss);
    fclose(f);

/* @ 3.10 test_loop */
    Tensor *x, *y;
    Tensor *right = t_scalar(0), *total = t_scalar(0);
    nn_eval(model);
    t_no_grad();
    while (data_next(loader, &x, &y)) {
        t_step();
        Tensor *logits = nn_forward(model, x);
        right->data[0] += (real)t_item(t_sum(t_eq(argmax_rows(logits), y)));
        total->data[0] += (real)t_item(loss(logits, y));
    }
    TestResult r = {t_item(t_div(right, data_size(loader))), t_item(t_div(total, data_len(loader)))};
    char       lines[LINE_SIZE];
    test_lines(lines, r.accuracy, r.loss);
    puts(lines);
    return r;

/* @ 3.12 binary_accuracy */
    Tensor *z = (Tensor *)logits, *y = (Tensor *)targets;
    return t_item(t_mean(t_cast(t_eq(t_gt(z, 0), t_cast(y, DTYPE_UINT8)), DTYPE_REAL)));
