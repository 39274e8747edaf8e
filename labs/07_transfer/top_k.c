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
    TODO("7.10");
}

/* 7.10  The share of samples whose label, labels (N), is among the k likeliest classes: 0 .. 1. With k = 1 it is the
 * accuracy of lab 3. */
double top_k_accuracy(const Tensor *logits, const Tensor *labels, int k) {
    TODO("7.10");
}
