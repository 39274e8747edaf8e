/* softmax.h: the interface of lab 3. Given; your code goes into softmax.c and classifier.c.
 *
 * N is the number of samples in a batch, C the number of classes. Logits are what the last layer gives, any real
 * numbers; labels are int64, 0 .. C-1. */
#pragma once
#include "activations.h"
#include "gradlab.h"
#include "linear.h"

/* --- softmax.c ------------------------------------------------------------------------------------------------------
 */
extern const Op softmax_op;         /* 3.1 */
extern const Op log_softmax_op;     /* 3.2 */
extern const Op cross_entropy_op;   /* 3.3 */
extern const Op bce_with_logits_op; /* 3.4 */

#define f_softmax(x) T_APPLY("f_softmax(" #x ")", &softmax_op, x)
#define f_log_softmax(x) T_APPLY("f_log_softmax(" #x ")", &log_softmax_op, x)
#define f_cross_entropy(logits, labels)                                                                                \
    T_APPLY("f_cross_entropy(" #logits ", " #labels ")", &cross_entropy_op, logits, labels)
#define f_bce_with_logits(logits, targets)                                                                             \
    T_APPLY("f_bce_with_logits(" #logits ", " #targets ")", &bce_with_logits_op, logits, targets)

Tensor *one_hot(const Tensor *labels, int classes);           /* 3.5 */
double  kl_divergence(const Tensor *p, const Tensor *q);      /* 3.5 */

/* --- classifier.c ---------------------------------------------------------------------------------------------------
 */
Tensor *argmax_rows(const Tensor *x);                                                           /* 3.6 */
double  accuracy(const Tensor *logits, const Tensor *labels);                                   /* 3.6 */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes);           /* 3.7 */
Module *neural_network(int in_features, int hidden, int classes);                               /* 3.8 */

/* The loss as an argument: loss(logits, labels) -> rank 0. */
typedef Tensor *(*LossFunction)(Tensor *logits, Tensor *labels);

typedef struct TestResult {
    double accuracy; /* 0 .. 1, over all samples */
    double loss;     /* mean of the batches' losses, as in the lecture */
} TestResult;

enum { LINE_SIZE = 128 };
void       train_line(char line[LINE_SIZE], double loss, int current, int size);                /* 3.9 */
double     train_loop(DataLoader *loader, Module *model, LossFunction loss, Optimizer *optimizer);
void       test_lines(char lines[LINE_SIZE], double accuracy, double loss);                     /* 3.10 */
TestResult test_loop(DataLoader *loader, Module *model, LossFunction loss);

double     binary_accuracy(const Tensor *logits, const Tensor *targets);                        /* 3.12 */
