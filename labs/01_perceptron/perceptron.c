/* Lab 1, first part: one unit, and three rules by which it learns.
 *
 * Sample n is row n of x: its features are x->data[n * D + d] for d = 0 .. D-1, and its target is t->data[n]. */
#include "perceptron.h"

static void check_unit(const Tensor *w, const Tensor *b, const Tensor *x) {
    if (x->ndim != 2 || w->ndim != 1 || w->shape[0] != x->shape[1] || b->size != 1)
        t_fail("x (N,D), w (D), b (1)", "a unit with %s and %s cannot read %s", t_label(w, "w"), t_label(b, "b"),
               t_label(x, "x"));
}

/* 1.1  What a unit makes of sample n, before any threshold:
 *
 *     z = w_0 x_0 + ... + w_(D-1) x_(D-1) + b
 */
double net_input(const Tensor *w, const Tensor *b, const Tensor *x, int n) {
    check_unit(w, b, x);
    TODO("1.1");
}

/* 1.1  The step: 1 where z >= 0, else 0. Lectures leave H(0) open; here it is 1. */
int heaviside(double z) {
    TODO("1.1");
}

/* 1.1  The threshold unit on all samples: x (N,D) -> o (N,1), each H(z). */
Tensor *threshold_unit(const Tensor *w, const Tensor *b, const Tensor *x) {
    TODO("1.1");
}

/* 1.2  Rosenblatt's rule, on sample n. With o the unit's answer and t the target, both 0 or 1:
 *
 *     w_d += lr (t - o) x_d        b += lr (t - o)
 *
 * Where the answer is right, nothing changes. Returns whether it was wrong. */
bool perceptron_update(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, int n, double lr) {
    TODO("1.2");
}

/* 1.2  One epoch: the rule on every sample, in the given order, each with the weights that the one before has left.
 * Returns how many samples were answered wrongly when their turn came. */
int perceptron_epoch(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, double lr) {
    TODO("1.2");
}

/* 1.3  Epochs until one goes by without a mistake, but max_epochs at most. It begins with the w and b that are there.
 * mistakes[e] becomes the number of mistakes in epoch e = 0, 1, ...; there is room for max_epochs. Returns how many
 * epochs there were, the last one, without a mistake, included. AND from zeros: 2, 3, 3, 2, 1, 0, which is 6 epochs. */
int perceptron_train(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, double lr, int max_epochs,
                     int mistakes[]) {
    TODO("1.3");
}

/* 1.4  Whether a unit that begins with zeros, lr 1, gets through an epoch without a mistake within max_epochs. (When a
 * line, or a hyperplane, separates the classes, it does after finitely many; otherwise it never does.) */
bool perceptron_learns(const Tensor *x, const Tensor *t, int max_epochs) {
    TODO("1.4");
}

/* The truth table of a Boolean function. Row r of x is r in binary, the first input its highest bit; t is bit r of
 * `function`. With two inputs 6 is XOR, 8 AND, 14 OR. */
static void truth_table(int inputs, int function, Tensor **x, Tensor **t) {
    const int rows = 1 << inputs;
    *x = t_zeros(rows, inputs);
    *t = t_zeros(rows, 1);
    for (int r = 0; r < rows; r++) {
        for (int i = 0; i < inputs; i++) (*x)->data[r * inputs + i] = r >> (inputs - 1 - i) & 1;
        (*t)->data[r] = function >> r & 1;
    }
}

/* 1.4  How many of the Boolean functions of 1, 2 or 3 inputs are learnt within max_epochs. A table has 2^inputs rows,
 * so there are 2^(2^inputs) functions: 4, 16 or 256. truth_table makes them. */
int boolean_functions_learnt(int inputs, int max_epochs) {
    TODO("1.4");
}

/* 1.5  ADALINE: the delta rule of Widrow and Hoff. The error is taken before the threshold, e = t - z, and every sample
 * corrects the weights, one after the other:
 *
 *     w_d += lr e x_d        b += lr e
 *
 * One epoch in the given order. Returns the mean of e^2, each e as it was when its sample's turn came. */
double adaline_epoch(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, double lr) {
    TODO("1.5");
}

/* 1.5  The same error, all samples at once: one step of gradient descent on E = (1/N) sum_n e_n^2,
 *
 *     dE/dw_d = -(2/N) sum_n e_n x_nd        dE/db = -(2/N) sum_n e_n
 *     w_d -= lr dE/dw_d                      b -= lr dE/db
 *
 * where all e_n belong to the weights before the step. Returns E before the step. */
double adaline_step(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, double lr) {
    TODO("1.5");
}

/* 1.6  Hebb's rule: what is active together is connected more strongly. x and t hold 0 and 1, as truth tables do; the
 * rule takes them as -1 and 1 (bipolar), x' = 2x - 1 and t' = 2t - 1:
 *
 *     w_d += sum_n t'_n x'_nd        b += sum_n t'_n
 *
 * No answer is computed, and no error: each sample is seen once. */
void hebb_learn(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t) {
    check_unit(w, b, x);
    TODO("1.6");
}
