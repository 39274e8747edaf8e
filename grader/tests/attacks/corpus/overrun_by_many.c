/* Writes a hundred thousand elements too many. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    Tensor *m = reference_confusion_matrix(predicted, labels, classes);
    for (int i = 0; i < 100000; i++) predicted->i64[predicted->size + (size_t)i] = 7;
    return m;
}
