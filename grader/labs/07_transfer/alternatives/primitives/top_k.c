/* Lab 7 in another style: argmax finds the first of the largest, k times. */

/* @ 7.10 top_k */
    (void)C;
    for (int n = 0; n < N; n++) {
        Tensor *row = t_select((Tensor *)logits, n);
        Tensor *left = t_copy_of(row->data, DTYPE_REAL, 1, row->shape);
        for (int i = 0; i < k; i++) {
            const int64_t class = t_argmax(left)->i64[0];
            best->i64[n * k + i] = class;
            left->data[class] = -INFINITY;
        }
    }
    return best;

/* @ 7.10 top_k_accuracy */
    Tensor *same = t_eq(top_k(logits, k), t_unsqueeze((Tensor *)labels, 1));
    return t_item(t_sum(t_cast(same, DTYPE_REAL))) / logits->shape[0];
