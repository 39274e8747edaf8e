/* Lab 7 in another style: each class is given its rank, the last one first. */

/* @ 7.10 top_k */
    for (int n = N; n-- > 0;)
        for (int c = C; c-- > 0;) {
            const real own = logits->data[n * C + c];
            int        rank = 0;
            for (int other = C; other-- > 0;) {
                const real theirs = logits->data[n * C + other];
                if (theirs > own || (theirs == own && other < c)) rank++;
            }
            if (rank < k) best->i64[n * k + rank] = c;
        }
    return best;

/* @ 7.10 top_k_accuracy */
    Tensor *best = top_k(logits, k);
    int     hits = 0, N = logits->shape[0];
    for (int n = N; n-- > 0;) {
        int i = k;
        while (i > 0 && best->i64[n * k + i - 1] != labels->i64[n]) i--;
        hits += i > 0;
    }
    return hits / (double)N;
