/* A tensor of a step that has ended. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    Tensor *m;
    {
        t_step();
        m = t_empty(DTYPE_INT64, 2, (int[]){classes, classes});
    }
    return m;
}
