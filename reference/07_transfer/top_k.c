/* Lab 7, last part: more than one guess. */
#include "top_k.h"

/* 7.10  For each row of logits (N,C) the k classes with the largest logits, the largest first: int64 (N,k). Of equal
 * logits the lower class comes first, as in argmax_rows of lab 3. k is between 1 and C.
 *
 * The ImageNet challenge counts an answer as right when the label is among five guesses: a photograph of a dog on a
 * sofa has one label, and two right answers. */
Tensor *top_k(const Tensor *logits, int k) {
    const int N = logits->shape[0], C = logits->shape[1];
    Tensor   *best = t_empty(DTYPE_INT64, 2, (int[]){N, k});
    /* SOLUTION BEGIN 7.10 */
    for (int n = 0; n < N; n++) {
        const real *row = logits->data + (size_t)n * (size_t)C;
        int64_t    *list = best->i64 + (size_t)n * (size_t)k;
        /* Each class moves forward past those of smaller logits; the list forgets what falls off its end. */
        for (int c = 0, length = 0; c < C; c++) {
            int at = length;
            while (at > 0 && row[list[at - 1]] < row[c]) at--;
            if (at == k) continue;
            if (length < k) length++;
            for (int i = length - 1; i > at; i--) list[i] = list[i - 1];
            list[at] = c;
        }
    }
    return best;
    /* SOLUTION END 7.10 */
}

/* 7.10  The share of samples whose label, labels (N), is among the k likeliest classes: 0 .. 1. With k = 1 it is the
 * accuracy of lab 3. */
double top_k_accuracy(const Tensor *logits, const Tensor *labels, int k) {
    /* SOLUTION BEGIN 7.10 */
    const Tensor *best = top_k(logits, k);
    const int     N = logits->shape[0];
    int           right = 0;
    for (int n = 0; n < N; n++)
        for (int i = 0; i < k; i++) right += best->i64[n * k + i] == labels->i64[n];
    return (double)right / N;
    /* SOLUTION END 7.10 */
}
