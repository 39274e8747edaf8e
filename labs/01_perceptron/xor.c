/* Lab 1, second part: two layers. First by hand, out of threshold units; then with units that are smooth, so that
 * gradients find the weights. You write the backward yourself: it is graded where no tape is recorded.
 *
 * Matrices may be written with loops, or with the library: t_matmul(a, b), t_transpose(a), t_add(a, b) (a row is added
 * to every row), t_sum_axis(a, 0) (down the columns), t_like(a) (a new tensor of a's shape, to be filled).
 * tanh and exp take one number: for all of a tensor, a loop over i < a->size (a size_t) and a->data[i]. */
#include "perceptron.h"

/* 1.7  Threshold units by hand, after McCulloch and Pitts: set the weights w (D) and the bias b (1) so that the unit,
 * with H(0) = 1, answers as the gate does, for inputs of 0 and 1. Any weights that do it are right.
 * w and b hold anything at first: set every element.
 *
 * AND of D inputs, D = w->shape[0]: 1 when all are 1. */
void and_gate(Tensor *w, Tensor *b) {
    TODO("1.7");
}

/* 1.7  OR of D inputs: 1 when at least one is 1. */
void or_gate(Tensor *w, Tensor *b) {
    TODO("1.7");
}

/* 1.7  NOT of one input: w (1). */
void not_gate(Tensor *w, Tensor *b) {
    TODO("1.7");
}

/* 1.7  XOR of two inputs, which no single unit can do: two hidden threshold units and one more that reads their
 * answers. W1 (2,2) holds a row of weights for each hidden unit, b1 (2) their biases; W2 (1,2) and b2 (1) belong to the
 * output. */
void xor_gate(const TwoLayer *net) {
    TODO("1.7");
}

/* 1.8  The network with smooth units: tanh in the hidden layer, the sigmoid s(z) = 1/(1 + exp(-z)) at the output.
 *
 *     h = tanh(x W1^T + b1)        y = s(h W2^T + b2)
 */
Activations two_layer_forward(const TwoLayer *net, Tensor *x) {
    TODO("1.8");
}

/* 1.8  The mean squared error, over all N O elements:  E = (1/(N O)) sum (y - t)^2. */
double two_layer_loss(const Tensor *y, const Tensor *t) {
    TODO("1.8");
}

/* 1.8  How many samples are right: y (N,1) is read as 1 where it is 0.5 or more, else as 0, and t (N,1) is 0 or 1. */
int two_layer_correct(const Tensor *y, const Tensor *t) {
    TODO("1.8");
}

/* 1.9  The gradient of E by all parameters, from what the forward has computed, by the chain rule, from the output to
 * the input. With z1 and z2 for what stands inside tanh and s, tanh'(z) = 1 - tanh(z)^2 and s'(z) = s(z) (1 - s(z)):
 *
 *     dE/dz2 = (2/(N O)) * (y - t) * y * (1 - y)  (N,O)
 *     dE/dW2 = (dE/dz2)^T @ h                     (O,H)        dE/db2 = dE/dz2 summed over the samples    (O)
 *     dE/dz1 = (dE/dz2 @ W2) * (1 - h^2)          (N,H)
 *     dE/dW1 = (dE/dz1)^T @ x                     (H,D)        dE/db1 = dE/dz1 summed over the samples    (H)
 *
 * `*` is element by element, `@` is a matrix product. Returns four tensors with the shapes of the parameters; the
 * parameters stay as they are. Each of the four counts apart: one that you have not written yet may be NULL. */
TwoLayer two_layer_backward(const TwoLayer *net, Tensor *x, const Activations *a, Tensor *t) {
    TODO("1.9");
}

/* Gradient descent on one parameter: p -= lr gradient. */
static void descend(Tensor *p, const Tensor *gradient, double lr) {
    for (size_t i = 0; i < p->size; i++) p->data[i] -= lr * gradient->data[i];
}

/* 1.10  One step of training on all samples: forward, backward, and every parameter a little downhill (descend). All
 * gradients belong to the parameters before the step. Returns E before the step.
 *
 * What a step computes is memory of that step: begin with t_step(), and it is taken back at the end. */
double two_layer_step(const TwoLayer *net, Tensor *x, Tensor *t, double lr) {
    TODO("1.10");
}

/* 1.10  New parameters to begin with, drawn uniformly, in this order: W1 and b1 from [-1/sqrt(D), 1/sqrt(D)), W2 and b2
 * from [-1/sqrt(H), 1/sqrt(H)). t_fill_uniform(tensor, rng, low, high) does it. */
void two_layer_init(const TwoLayer *net, Rng *rng) {
    TODO("1.10");
}

/* 1.10  Training until it is solved. A start draws new parameters (two_layer_init) and takes `epochs` steps; when all
 * samples are right after that, it is done. Otherwise gradient descent has got stuck, and the next start begins anew;
 * there are `starts` of them at most. Returns how many were made, or 0 when the last one got stuck, too. The parameters
 * of the last start stay in net. */
int two_layer_solve(const TwoLayer *net, Tensor *x, Tensor *t, double lr, int epochs, int starts, Rng *rng) {
    TODO("1.10");
}
