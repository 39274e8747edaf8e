/* A tensor on a stack that is gone. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    Tensor local = {.ndim = 2, .shape = {classes, classes}, .size = (size_t)(classes * classes), .dtype = DTYPE_INT64};
    Tensor *volatile p = &local;
    return p;
}
