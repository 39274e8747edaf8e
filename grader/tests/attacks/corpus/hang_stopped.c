/* Stops itself. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    raise(SIGSTOP);
    return NULL;
}
