/* A tensor that says it is larger than all memory. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    Tensor *m = t_empty(DTYPE_INT64, 2, (int[]){classes, classes});
    m->shape[0] = m->shape[1] = 1 << 30;
    m->size = (size_t)1 << 60;
    return m;
}
