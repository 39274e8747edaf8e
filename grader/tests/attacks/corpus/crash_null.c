/* Writes to address 0. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    *(volatile int *)NULL = 1;
    return NULL;
}
