/* Lab 7 in another style: the C library sorts. */
#include <stdlib.h>

static const real *row_to_sort;

static int larger_first(const void *a, const void *b) {
    const int64_t c = *(const int64_t *)a, d = *(const int64_t *)b;
    if (row_to_sort[c] != row_to_sort[d]) return row_to_sort[c] > row_to_sort[d] ? -1 : 1;
    return c < d ? -1 : 1;
}

/* @ 7.10 top_k */
    int64_t classes[C];
    for (int n = 0; n < N; n++) {
        for (int c = 0; c < C; c++) classes[c] = c;
        row_to_sort = logits->data + n * C;
        qsort(classes, (size_t)C, sizeof *classes, larger_first);
        for (int i = 0; i < k; i++) best->i64[n * k + i] = classes[i];
    }
    return best;

/* @ before top_k_accuracy */
static bool is_among(int64_t label, const int64_t *classes, int k) {
    return k > 0 && (*classes == label || is_among(label, classes + 1, k - 1));
}

/* @ 7.10 top_k_accuracy */
    const Tensor *best = top_k(logits, k);
    int           right = 0;
    for (int n = 0; n < best->shape[0]; n++) right += is_among(labels->i64[n], best->i64 + n * k, k);
    return (double)right / best->shape[0];
