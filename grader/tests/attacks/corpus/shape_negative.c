/* A tensor of negative shape and absurd rank. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    Tensor *m = t_empty(DTYPE_INT64, 2, (int[]){classes, classes});
    m->shape[0] = -classes;
    m->ndim = 1 << 20;
    m->dtype = (DType)77;
    return m;
}
