/* Lab 3 in another style: one step a line, as a first solution is written. */

/* @ 3.6 argmax_rows */
    int N = x->shape[0];
    int C = x->shape[1];
    Tensor *out = t_empty(DTYPE_INT64, 1, &N);
    for (int n = 0; n < N; n++) {
        real max = x->data[n * C];
        int best = 0;
        for (int j = 1; j < C; j++) {
            if (x->data[n * C + j] > max) {
                max = x->data[n * C + j];
                best = j;
            }
        }
        out->i64[n] = best;
    }
    return out;

/* @ 3.6 accuracy */
    Tensor *pred = argmax_rows(logits);
    int N = labels->shape[0];
    int right = 0;
    for (int n = 0; n < N; n++) {
        if (pred->i64[n] == labels->i64[n]) right++;
    }
    return (double)right / N;

/* @ 3.7 confusion_matrix */
    Tensor *m = t_empty(DTYPE_INT64, 2, (int[]){classes, classes});
    for (int i = 0; i < classes; i++)
        for (int j = 0; j < classes; j++) m->i64[i * classes + j] = 0;
    for (int n = 0; n < labels->shape[0]; n++) {
        int row = labels->i64[n];
        int col = predicted->i64[n];
        m->i64[row * classes + col] += 1;
    }
    return m;

/* @ 3.8 neural_network */
    Module *net = nn_container("NeuralNetwork");
    Module *stack = nn_sequential(nn_linear(in_features, hidden), nn_relu(), nn_linear(hidden, hidden), nn_relu(),
                                  nn_linear(hidden, classes));
    nn_add(net, "flatten", nn_flatten());
    nn_add(net, "linear_relu_stack", stack);
    return net;

/* @ 3.9 train_loop */
    Tensor *x, *y;
    double total = 0;
    int batch = 0;
    int seen = 0;
    char line[LINE_SIZE];
    nn_train(model);
    while (data_next(loader, &x, &y)) {
        t_step();
        Tensor *logits = nn_forward(model, x);
        Tensor *L = loss(logits, y);
        t_backward(L);
        optim_step(optimizer);
        optim_zero_grad(optimizer);
        double value = t_item(L);
        total += value;
        seen += x->shape[0];
        if (batch % 100 == 0) {
            train_line(line, value, seen, data_size(loader));
            puts(line);
        }
        batch++;
    }
    return total / batch;

/* @ 3.10 test_lines */
    snprintf(lines, LINE_SIZE, "Test Error: \n Accuracy: %.1f%%, Avg loss: %8f \n", acc * 100, loss);

/* @ 3.10 test_loop */
    Tensor *x, *y;
    TestResult result = {0, 0};
    int batches = 0;
    double right = 0;
    nn_eval(model);
    t_no_grad();
    while (data_next(loader, &x, &y)) {
        t_step();
        Tensor *logits = nn_forward(model, x);
        result.loss += t_item(loss(logits, y));
        right += accuracy(logits, y) * x->shape[0];
        batches++;
    }
    result.loss /= batches;
    result.accuracy = right / data_size(loader);
    char lines[LINE_SIZE];
    test_lines(lines, result.accuracy, result.loss);
    puts(lines);
    return result;

/* @ 3.12 binary_accuracy */
    int N = logits->shape[0];
    int right = 0;
    for (int n = 0; n < N; n++) {
        int guess = 0;
        if (logits->data[n] > 0) guess = 1;
        if (guess == (int)targets->data[n]) right++;
    }
    return (double)right / N;
