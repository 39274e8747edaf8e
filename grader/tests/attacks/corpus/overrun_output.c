/* Writes one element behind the matrix that it has made. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    Tensor *m = reference_confusion_matrix(predicted, labels, classes);
    m->i64[m->size] = 1;
    return m;
}
