/* Lab 3 in another style: pointers that walk, and numbers that are counted down. */

/* @ 3.6 argmax_rows */
    Tensor     *y = t_empty(DTYPE_INT64, 1, (int[]){x->shape[0]});
    const real *p = x->data;
    for (int64_t *best = y->i64; best < y->i64 + y->size; best++) {
        const real *row = p, *top = p;
        while (++p < row + x->shape[1])
            if (*p > *top) top = p;
        *best = top - row;
    }
    return y;

/* @ 3.6 accuracy */
    const int64_t *a = argmax_rows(logits)->i64, *b = labels->i64;
    int            right = 0;
    for (size_t left = labels->size; left-- > 0;) right += *a++ == *b++;
    return right / (double)labels->size;

/* @ 3.7 confusion_matrix */
    Tensor *m = t_empty(DTYPE_INT64, 2, (int[]){classes, classes});
    memset(m->i64, 0, m->size * sizeof *m->i64);
    for (size_t left = labels->size; left-- > 0;) ++(m->i64 + classes * labels->i64[left])[predicted->i64[left]];
    return m;

/* @ 3.9 train_line */
    line += sprintf(line, "loss: ");
    line += sprintf(line, "%7f ", loss);
    line += sprintf(line, "[%5d", current);
    sprintf(line, "/%5d]", size);

/* @ 3.9 train_loop */
    double  result = 0;
    int     batch = 0, seen = 0;
    Tensor *x, *y;
    nn_train(model);
again:
    if (!data_next(loader, &x, &y)) return result / batch;
    {
        t_step();
        Tensor *L = loss(nn_forward(model, x), y);
        t_backward(L);
        optim_step(optimizer);
        optim_zero_grad(optimizer);
        result += t_item(L);
        seen += x->shape[0];
        if (batch++ % 100 == 0) {
            char line[LINE_SIZE];
            train_line(line, t_item(L), seen, data_size(loader));
            puts(line);
        }
    }
    goto again;

/* @ 3.10 test_lines */
    lines += sprintf(lines, "Test Error: %c Accuracy: ", '\n');
    sprintf(lines, "%.1f%%, Avg loss: %8f %c", acc * 100, loss, '\n');

/* @ 3.10 test_loop */
    TestResult result = {.accuracy = data_size(loader)};
    Tensor    *x, *y;
    nn_eval(model);
    t_no_grad();
    while (data_next(loader, &x, &y)) {
        t_step();
        Tensor *logits = nn_forward(model, x);
        result.loss += t_item(loss(logits, y));
        const int64_t *best = argmax_rows(logits)->i64;
        for (size_t i = 0; i < y->size; i++)
            if (best[i] != y->i64[i]) result.accuracy--;
    }
    result.accuracy /= data_size(loader);
    result.loss /= data_len(loader);
    char lines[LINE_SIZE];
    test_lines(lines, result.accuracy, result.loss);
    puts(lines);
    return result;

/* @ 3.12 binary_accuracy */
    const real *z = logits->data, *y = targets->data;
    size_t      left = targets->size, wrong = 0;
    while (left--)
        if ((*z++ > 0) != (*y++ > 0)) wrong++;
    return (double)(targets->size - wrong) / (double)targets->size;
