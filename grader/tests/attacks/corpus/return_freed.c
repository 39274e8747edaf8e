/* A tensor that has been freed. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    Tensor *m = t_own(DTYPE_INT64, DEV_CPU, 2, (int[]){classes, classes});
    t_free(m);
    return m;
}
