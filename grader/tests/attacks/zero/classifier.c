/* Every function of the file, and none does anything: what comes back is zero. */
#include "softmax.h"

Tensor *argmax_rows(const Tensor *x) {
    Tensor *y = t_empty(DTYPE_INT64, 1, x->shape);
    memset(y->i64, 0, y->size * sizeof *y->i64);
    return y;
}

double accuracy(const Tensor *logits, const Tensor *labels) {
    (void)logits;
    (void)labels;
    return 0;
}

Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted;
    (void)labels;
    Tensor *m = t_empty(DTYPE_INT64, 2, (int[]){classes, classes});
    memset(m->i64, 0, m->size * sizeof *m->i64);
    return m;
}

Module *neural_network(int in_features, int hidden, int classes) {
    (void)hidden;
    Module *m = nn_linear(in_features, classes);
    Params *p = nn_parameters(m);
    memset(p->data, 0, p->size * sizeof *p->data);
    return m;
}

void train_line(char line[LINE_SIZE], double loss, int current, int size) {
    (void)loss;
    (void)current;
    (void)size;
    memset(line, 0, LINE_SIZE);
}

double train_loop(DataLoader *loader, Module *model, LossFunction loss, Optimizer *optimizer) {
    (void)loader;
    (void)model;
    (void)loss;
    (void)optimizer;
    return 0;
}

void test_lines(char lines[LINE_SIZE], double acc, double loss) {
    (void)acc;
    (void)loss;
    memset(lines, 0, LINE_SIZE);
}

TestResult test_loop(DataLoader *loader, Module *model, LossFunction loss) {
    (void)loader;
    (void)model;
    (void)loss;
    return (TestResult){0, 0};
}

double binary_accuracy(const Tensor *logits, const Tensor *targets) {
    (void)logits;
    (void)targets;
    return 0;
}
