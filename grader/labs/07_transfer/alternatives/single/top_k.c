/* Lab 7 in another style: the classes are inserted one after the other. */

/* @ 7.10 top_k */
    int64_t order[C];
    for (int n = 0; n < N; n++) {
        const real *z = logits->data + n * C;
        for (int c = 0; c < C; c++) {
            int at = c;
            for (; at > 0 && z[order[at - 1]] < z[c]; at--) order[at] = order[at - 1];
            order[at] = c;
        }
        for (int i = 0; i < k; i++) best->i64[n * k + i] = order[i];
    }
    return best;

/* @ 7.10 top_k_accuracy */
    const Tensor *best = top_k(logits, k);
    float         right = 0;
    for (int n = 0; n < logits->shape[0]; n++)
        for (int i = 0; i < k; i++)
            if (best->i64[n * k + i] == labels->i64[n]) right += 1.0f;
    return right / (float)logits->shape[0];
