/* Divides by zero. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    volatile int zero = 0;
    volatile int quotient = classes / zero;
    return quotient ? NULL : NULL;
}
