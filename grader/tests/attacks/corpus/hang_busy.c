/* Computes for ever. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    for (volatile long i = 0;; i++) continue;
}
