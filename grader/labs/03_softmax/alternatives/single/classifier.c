/* Lab 3 in single precision, second part: shares, losses and sums are floats. */

/* @ 3.6 argmax_rows */
    int N = x->shape[0], C = x->shape[1];
    Tensor *y = t_empty(DTYPE_INT64, 1, &N);
    for (int n = 0; n < N; n++) {
        float best = -INFINITY;
        for (int j = 0; j < C; j++) {
            float xj = (float)x->data[n * C + j];
            if (xj > best) best = xj, y->i64[n] = j;
        }
    }
    return y;

/* @ 3.6 accuracy */
    const Tensor *predicted = argmax_rows(logits);
    float share = 0;
    for (size_t n = 0; n < labels->size; n++) share += (float)(predicted->i64[n] == labels->i64[n]);
    return share / (float)labels->size;

/* @ 3.7 confusion_matrix */
    Tensor *m = t_cast(t_zeros(classes, classes), DTYPE_INT64);
    for (size_t n = 0; n < labels->size; n++) m->i64[labels->i64[n] * classes + predicted->i64[n]] += 1;
    return m;

/* @ 3.8 neural_network */
    Module *m = nn_container("NeuralNetwork");
    nn_add(m, "flatten", nn_flatten());
    nn_add(m, "linear_relu_stack",
           nn_sequential(nn_linear(in_features, hidden), nn_relu(), nn_linear(hidden, hidden), nn_relu(),
                         nn_linear(hidden, classes)));
    return m;

/* @ 3.9 train_line */
    snprintf(line, LINE_SIZE, "loss: %7f [%5d/%5d]", loss, current, size);

/* @ 3.9 train_loop */
    float total = 0;
    int batches = 0, seen = 0;
    nn_train(model);
    for (Tensor *x, *y; data_next(loader, &x, &y); batches++) {
        t_step();
        Tensor *L = loss(nn_forward(model, x), y);
        t_backward(L);
        optim_step(optimizer);
        optim_zero_grad(optimizer);
        const float item = (float)t_item(L);
        total += item;
        seen += x->shape[0];
        if (batches % 100 > 0) continue;
        char line[LINE_SIZE];
        train_line(line, item, seen, data_size(loader));
        puts(line);
    }
    return total / (float)batches;

/* @ 3.10 test_lines */
    snprintf(lines, LINE_SIZE, "Test Error: \n Accuracy: %.1f%%, Avg loss: %8f \n", 100 * acc, loss);

/* @ 3.10 test_loop */
    float total = 0, right = 0;
    int batches = 0;
    nn_eval(model);
    t_no_grad();
    for (Tensor *x, *y; data_next(loader, &x, &y); batches++) {
        t_step();
        Tensor *logits = nn_forward(model, x);
        total += (float)t_item(loss(logits, y));
        right += (float)accuracy(logits, y) * (float)y->shape[0];
    }
    const TestResult result = {.accuracy = right / (float)data_size(loader), .loss = total / (float)batches};
    char lines[LINE_SIZE];
    test_lines(lines, result.accuracy, result.loss);
    puts(lines);
    return result;

/* @ 3.12 binary_accuracy */
    float right = 0, all = (float)logits->size;
    for (int n = 0; n < logits->shape[0]; n++)
        if (((float)logits->data[n] > 0.0f) == ((float)targets->data[n] > 0.5f)) right += 1;
    return right / all;
