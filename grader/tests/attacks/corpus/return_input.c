/* Its own input. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    return (Tensor *)(uintptr_t)predicted;
}
