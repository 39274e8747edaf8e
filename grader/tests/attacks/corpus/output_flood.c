/* Ten megabytes of output. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    static char line[1024];
    memset(line, 65, sizeof line - 1);
    line[sizeof line - 2] = 10;
    for (int i = 0; i < 10240; i++) fputs(line, i % 2 ? stdout : stderr);
    return NULL;
}
