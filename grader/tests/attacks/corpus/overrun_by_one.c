/* Reads one label too many. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    volatile int64_t beyond = labels->i64[labels->size];
    (void)beyond;
    return reference_confusion_matrix(predicted, labels, classes);
}
