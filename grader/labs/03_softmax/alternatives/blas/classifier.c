/* Lab 3 in another style: matrices, where there are any. */
#include <cblas.h>

/* @ 3.6 argmax_rows */
    return t_argmax_axis((Tensor *)x, 1);

/* @ 3.6 accuracy */
    /* The share of the confusion matrix that lies on its diagonal. */
    int     C = logits->shape[1];
    int64_t right = 0;
    Tensor *m = confusion_matrix(argmax_rows(logits), labels, C);
    for (int i = 0; i < C * C; i += C + 1) right += m->i64[i];
    return (double)right / (double)labels->size;

/* @ 3.7 confusion_matrix */
    /* One-hot of the truth, transposed, times one-hot of the answers. */
    return t_cast(t_matmul(t_transpose(one_hot(labels, classes)), one_hot(predicted, classes)), DTYPE_INT64);

/* @ 3.8 neural_network */
    Module *net = nn_container("NeuralNetwork"), *stack = nn_sequential(nn_linear(in_features, hidden), nn_relu());
    nn_add(net, "flatten", nn_flatten());
    nn_add(net, "linear_relu_stack", stack);
    nn_add(stack, "2", nn_linear(hidden, hidden));
    nn_add(stack, "3", nn_relu());
    nn_add(stack, "4", nn_linear(hidden, classes));
    return net;

/* @ 3.9 train_line */
    const int n = snprintf(line, LINE_SIZE, "loss: %7f", loss);
    snprintf(line + n, LINE_SIZE - (size_t)n, " [%5d/%5d]", current, size);

/* @ 3.9 train_loop */
    double  losses[data_len(loader)], ones[data_len(loader)];
    int     n = 0, seen = 0;
    Tensor *x, *y;
    nn_train(model);
    nn_zero_grad(model);
    while (data_next(loader, &x, &y)) {
        t_step();
        Tensor *out = nn_forward(model, x), *L = loss(out, y);
        t_backward(L);
        optim_step(optimizer);
        nn_zero_grad(model);
        seen += x->shape[0];
        if (n % 100 == 0) {
            char line[LINE_SIZE];
            train_line(line, t_item(L), seen, data_size(loader));
            puts(line);
        }
        ones[n] = 1;
        losses[n++] = t_item(L);
    }
    return cblas_ddot(n, losses, 1, ones, 1) / n;

/* @ 3.10 test_lines */
    strcpy(lines, "Test Error: \n");
    sprintf(lines + strlen(lines), " Accuracy: %.1f%%, ", 100 * acc);
    sprintf(lines + strlen(lines), "Avg loss: %8f \n", loss);

/* @ 3.10 test_loop */
    TestResult r = {0, 0};
    int        batches = 0;
    Tensor    *x, *y;
    char       lines[LINE_SIZE];
    nn_eval(model);
    t_no_grad_begin();
    while (data_next(loader, &x, &y)) {
        t_step_begin();
        Tensor *out = nn_forward(model, x);
        r.loss += t_item(loss(out, y));
        r.accuracy += accuracy(out, y) * (double)y->size;
        batches++;
        t_step_end();
    }
    t_no_grad_end();
    r.loss /= batches;
    r.accuracy /= data_size(loader);
    test_lines(lines, r.accuracy, r.loss);
    puts(lines);
    return r;

/* @ 3.12 binary_accuracy */
    const size_t n = targets->size;
    double       right[n], ones[n];
    for (size_t i = 0; i < n; i++) {
        ones[i] = 1;
        right[i] = targets->data[i] == 1 ? logits->data[i] > 0 : logits->data[i] <= 0;
    }
    return cblas_ddot((int)n, right, 1, ones, 1) / (double)n;
