/* A pointer to nowhere. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    return (Tensor *)0x1234567890;
}
