/* Lab 3 in another style: from the last class to the first, and from the last sample to the first. */

/* @ 3.6 argmax_rows */
    int     rows = x->shape[0], columns = x->shape[1];
    Tensor *best = t_empty(DTYPE_INT64, 1, &rows);
    for (int n = 0; n < rows; n++) best->i64[n] = columns - 1;
    for (int j = columns - 2; j >= 0; j--)
        for (int n = 0; n < rows; n++)
            if (x->data[n * columns + j] >= x->data[n * columns + (int)best->i64[n]]) best->i64[n] = j;
    return best;

/* @ 3.6 accuracy */
    Tensor *best = argmax_rows(logits);
    double  wrong = 0;
    for (int n = labels->shape[0] - 1; n >= 0; n--)
        if (best->i64[n] != labels->i64[n]) wrong++;
    return 1 - wrong / labels->shape[0];

/* @ 3.7 confusion_matrix */
    Tensor *m = t_empty(DTYPE_INT64, 2, (int[]){classes, classes});
    for (int column = 0; column < classes; column++)
        for (int row = 0; row < classes; row++) {
            int64_t count = 0;
            for (int n = 0; n < labels->shape[0]; n++)
                if (labels->i64[n] == row && predicted->i64[n] == column) count++;
            m->i64[row * classes + column] = count;
        }
    return m;

/* @ 3.8 neural_network */
    Module *flatten = nn_flatten();
    Module *first = nn_linear(in_features, hidden), *second = nn_linear(hidden, hidden),
           *third = nn_linear(hidden, classes);
    Module *all[] = {first, nn_relu(), second, nn_relu(), third};
    Module *net = nn_container("NeuralNetwork");
    nn_add(net, "flatten", flatten);
    nn_add(net, "linear_relu_stack", nn_sequential_of(5, all));
    return net;

/* @ 3.9 train_line */
    sprintf(line, "loss: %7.6f [%5d/%5d]", loss, current, size);

/* @ 3.9 train_loop */
    /* Counted with data_len, gradients set to zero before the backward. */
    double mean = 0;
    int    seen = 0;
    nn_train(model);
    data_rewind(loader);
    for (int b = 0; b < data_len(loader); b++) {
        t_step();
        Tensor *x, *y;
        if (!data_next(loader, &x, &y)) break;
        optim_zero_grad(optimizer);
        Tensor *L = loss(nn_forward(model, x), y);
        t_backward(L);
        optim_step(optimizer);
        mean += t_item(L) / data_len(loader);
        seen += y->shape[0];
        if (b % 100) continue;
        char line[LINE_SIZE];
        train_line(line, t_item(L), seen, data_size(loader));
        printf("%s\n", line);
    }
    data_rewind(loader);
    optim_zero_grad(optimizer);
    return mean;

/* @ 3.10 test_lines */
    sprintf(lines, "Test Error: \n Accuracy: %0.1f%%, Avg loss: %8f \n", acc * 100, loss);

/* @ 3.10 test_loop */
    double right = 0, mean = 0;
    nn_eval(model);
    t_no_grad();
    data_rewind(loader);
    for (int b = 0; b < data_len(loader); b++) {
        t_step();
        Tensor *x, *y;
        if (!data_next(loader, &x, &y)) break;
        Tensor *logits = nn_forward(model, x);
        mean += t_item(loss(logits, y)) / data_len(loader);
        right += accuracy(logits, y) * y->shape[0];
    }
    data_rewind(loader);
    char lines[LINE_SIZE];
    test_lines(lines, right / data_size(loader), mean);
    printf("%s\n", lines);
    return (TestResult){right / data_size(loader), mean};

/* @ 3.12 binary_accuracy */
    int wrong = 0;
    for (int n = targets->shape[0] - 1; n >= 0; n--) wrong += fabs(targets->data[n] - (logits->data[n] > 0)) > 0.5;
    return 1 - (double)wrong / targets->shape[0];
