/* Frees twice, and what it does not own. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    char *p = malloc(64);
    free(p);
    free(p);
    free(predicted->raw);
    t_free((Tensor *)(uintptr_t)labels);
    return NULL;
}
