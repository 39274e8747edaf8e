/* Lab 3, second part: from logits to decisions, a network, the loops that train and test it, and
 * the classifier of two classes. */
#include "softmax.h"

/* 3.6  The class of the largest logit of every row: x (N,C) -> (N) int64. Of equal ones the first. */
Tensor *argmax_rows(const Tensor *x) {
    TODO("3.6");
}

/* 3.6  The share of rows whose argmax is the label, 0 .. 1:  logits (N,C), labels (N). */
double accuracy(const Tensor *logits, const Tensor *labels) {
    TODO("3.6");
}

/* 3.7  The confusion matrix (C,C) int64: row = true class, column = predicted class, each entry a number of samples.
 * predicted (N) and labels (N) are int64. The diagonal holds what was right. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    TODO("3.7");
}

/* 3.8  The lecture's network, logits out. For 28*28 pixels, 512 hidden units and 10 classes it prints as
 *
 *     NeuralNetwork(
 *       (flatten): Flatten(start_dim=1, end_dim=-1)
 *       (linear_relu_stack): Sequential(
 *         (0): Linear(in_features=784, out_features=512, bias=True)
 *         (1): ReLU()
 *         (2): Linear(in_features=512, out_features=512, bias=True)
 *         (3): ReLU()
 *         (4): Linear(in_features=512, out_features=10, bias=True)
 *       )
 *     )
 *
 * and has 669,706 parameters. nn_container("NeuralNetwork") makes the outside, nn_add(module, "name", child) puts a
 * child into it; the rest is nn_flatten(), nn_sequential(...), nn_linear(in, out) and nn_relu(). */
Module *neural_network(int in_features, int hidden, int classes) {
    TODO("3.8");
}

/* 3.9  One line of the training loop, without the newline: the loss of a batch, in at least 7 characters, and how many
 * samples of the epoch have been seen, in 5:
 *
 *     loss: 2.304587 [ 6464/60000]
 */
void train_line(char line[LINE_SIZE], double loss, int current, int size) {
    TODO("3.9");
}

/* 3.9  One epoch of training. For every batch: forward, loss, backward, optimizer step, gradients to zero. Batches 0,
 * 100, 200, ... print their line (train_line, puts). The model trains in training mode (nn_train). Returns the mean of
 * the batches' losses.
 *
 * What a batch computes is memory of a step: begin the loop's body with t_step(). The last batch may be a short one. */
double train_loop(DataLoader *loader, Module *model, LossFunction loss, Optimizer *optimizer) {
    TODO("3.9");
}

/* 3.10  The lines of a test, without the last newline; accuracy is 0 .. 1 and printed in per cent. The lecture's print
 * has a blank at the end of each line:
 *
 *     "Test Error: \n Accuracy: 65.4%, Avg loss: 0.789012 \n"
 */
void test_lines(char lines[LINE_SIZE], double acc, double loss) {
    TODO("3.10");
}

/* 3.10  The model on all batches of the loader: no training, so evaluation mode (nn_eval) and no graph (t_no_grad).
 * Prints its lines (test_lines, puts).
 *
 * The accuracy is that of all samples: correct ones over data_size. The loss is the mean of the batches' losses, as in
 * the lecture; a short last batch then weighs as much as a full one. */
TestResult test_loop(DataLoader *loader, Module *model, LossFunction loss) {
    TODO("3.10");
}

/* 3.12  The share of samples that a two-class classifier gets right, 0 .. 1: logits (N,1), targets (N,1) of 0 and 1.
 *
 * Its network has one output, the logit z, and the probability of class 1 is s(z) = 1 / (1 + exp(-z)). The answer is
 * class 1 where s(z) > 1/2, that is where z > 0, and class 0 elsewhere. No sigmoid is needed to decide. */
double binary_accuracy(const Tensor *logits, const Tensor *targets) {
    TODO("3.12");
}
