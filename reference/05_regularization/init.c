/* Lab 5, third part: the first weights of a network. */
#include "init.h"
#include <string.h>

/* 5.6  The fans of a weight tensor. A linear layer's W is (out,in): an output is a sum over `in` inputs, and an input
 * goes into `out` outputs. A convolution's W is (out,in,kh,kw): an output is a sum over in kh kw inputs, and an input
 * goes into out kh kw outputs. W has two axes or more; all axes after the second one multiply both fans. */
Fans fans_of(const Tensor *W) {
    if (W->ndim < 2)
        t_fail("only weights (out,in) or (out,in,kh,kw) have fans, a bias has none", "fans_of: %s has %d axes",
               t_label(W, "W"), W->ndim);
    /* SOLUTION BEGIN 5.6 */
    Fans f = {.in = W->shape[1], .out = W->shape[0]};
    for (int axis = 2; axis < W->ndim; axis++) {
        f.in *= W->shape[axis];
        f.out *= W->shape[axis];
    }
    return f;
    /* SOLUTION END 5.6 */
}

/* 5.6  The initialisers. In the library are
 *
 *     t_fill_normal(W, t_generator(), mean, std)          t_fill_uniform(W, t_generator(), low, high)
 *
 *     init_normal    N(0, std^2)
 *     init_uniform   U(-bound, bound)
 *     init_lecun     N(0, 1 / in)             linear layers keep the variance: LeCun et al. 1998, the slides' "Xavier"
 *     init_glorot    N(0, 2 / (in + out))     between forward and backward: Glorot & Bengio 2010, torch xavier_normal_
 *     init_he        N(0, 2 / in)             for ReLU, which halves it: He et al. 2015, torch kaiming_normal_
 *
 * N(0, v) has the variance v: its standard deviation is sqrt(v). */
void init_normal(Tensor *W, double std) {
    /* SOLUTION BEGIN 5.6 */
    t_fill_normal(W, t_generator(), 0, std);
    /* SOLUTION END 5.6 */
}

void init_uniform(Tensor *W, double bound) {
    /* SOLUTION BEGIN 5.6 */
    t_fill_uniform(W, t_generator(), -bound, bound);
    /* SOLUTION END 5.6 */
}

void init_lecun(Tensor *W) {
    /* SOLUTION BEGIN 5.6 */
    init_normal(W, sqrt(1.0 / fans_of(W).in));
    /* SOLUTION END 5.6 */
}

void init_glorot(Tensor *W) {
    /* SOLUTION BEGIN 5.6 */
    const Fans f = fans_of(W);
    init_normal(W, sqrt(2.0 / (f.in + f.out)));
    /* SOLUTION END 5.6 */
}

void init_he(Tensor *W) {
    /* SOLUTION BEGIN 5.6 */
    init_normal(W, sqrt(2.0 / fans_of(W).in));
    /* SOLUTION END 5.6 */
}

/* 5.6  All of a model: parameters with two axes or more are filled by `init`. Of the others, those called "bias" become
 * 0, and the rest stay as they are: batch norm's gamma is 1, and no matrix.
 *
 * nn_parameters(m) has them all: p->n tensors, p->tensors[i], under the names p->names[i] such as "0.bias". The given
 * is_bias(name) looks at the end of a name. */
static bool is_bias(const char *name) {
    const size_t n = strlen(name);
    return n >= 4 && strcmp(name + n - 4, "bias") == 0;
}

void init_weights(Module *m, Initializer init) {
    const Params *p = nn_parameters(m);
    /* SOLUTION BEGIN 5.6 */
    for (int i = 0; i < p->n; i++)
        if (p->tensors[i]->ndim >= 2) init(p->tensors[i]);
        else if (is_bias(p->names[i])) init_uniform(p->tensors[i], 0);
    /* SOLUTION END 5.6 */
}
