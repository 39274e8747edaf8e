/* Lab 0, third part: an autograd engine for single numbers.
 *
 * A Value is a number that remembers what it was computed from. Whoever writes f = value_add(value_pow(x, 2), y) has
 * f->data = x^2 + y at once, and has drawn a graph beside it: f was made by VALUE_ADD from two parents, one of them y.
 * Backward walks this graph from f to the leaves and finds df/dv for every value v on its way. The library's tensors do
 * the same; look into common/tensor/autograd.c when you are through. */
#include "step.h"
#include "tensors.h"

/* A new value that was made by `op` from a and b (NULL where there is none), with gradient 0. */
static Value *make(ValueOp op, real data, Value *a, Value *b) {
    Value *v = step_header(sizeof *v);
    *v = (Value){.data = data, .op = op, .parents = {a, b}};
    return v;
}

Value *value_leaf(double data) { return make(VALUE_LEAF, (real)data, NULL, NULL); }

/* 0.6  a + b. Compute the number and make() the value: two arguments of one call. */
Value *value_add(Value *a, Value *b) {
    /* SOLUTION BEGIN 0.6 */
    return make(VALUE_ADD, a->data + b->data, a, b);
    /* SOLUTION END 0.6 */
}

/* 0.6  a b. Both may be the same value: value_mul(x, x) is x^2. */
Value *value_mul(Value *a, Value *b) {
    /* SOLUTION BEGIN 0.6 */
    return make(VALUE_MUL, a->data * b->data, a, b);
    /* SOLUTION END 0.6 */
}

/* 0.6  a^exponent. The exponent is a constant, no value: it is kept in the field of that name, and nothing is
 * differentiated with respect to it. */
Value *value_pow(Value *a, double exponent) {
    /* SOLUTION BEGIN 0.6 */
    Value *v = make(VALUE_POW, pow(a->data, (real)exponent), a, NULL);
    v->exponent = (real)exponent;
    return v;
    /* SOLUTION END 0.6 */
}

/* 0.6  tanh(a). */
Value *value_tanh(Value *a) {
    /* SOLUTION BEGIN 0.6 */
    return make(VALUE_TANH, tanh(a->data), a, NULL);
    /* SOLUTION END 0.6 */
}

/* 0.7  The chain rule at one value: what v's gradient g = df/dv gives to its parents. Added, since a parent may be used
 * elsewhere too (or twice here):
 *
 *     v = a + b      a.grad += g              b.grad += g
 *     v = a b        a.grad += b g            b.grad += a g
 *     v = a^p        a.grad += p a^(p-1) g
 *     v = tanh(a)    a.grad += (1 - v^2) g
 *
 * v->op says which it is; a leaf has no parents. The base a may be 0: a^(p-1) is a number there, and v / a is not. */
static void pass_to_parents(const Value *v) {
    /* SOLUTION BEGIN 0.7 */
    Value     *a = v->parents[0], *b = v->parents[1];
    const real g = v->grad;
    switch (v->op) {
    case VALUE_LEAF: break;
    case VALUE_ADD:
        a->grad += g;
        b->grad += g;
        break;
    case VALUE_MUL:
        a->grad += b->data * g;
        b->grad += a->data * g;
        break;
    case VALUE_POW:
        a->grad += v->exponent * pow(a->data, v->exponent - 1) * g;
        break;
    case VALUE_TANH:
        a->grad += (1 - v->data * v->data) * g;
        break;
    }
    /* SOLUTION END 0.7 */
}

/* A pile of values, chained by their field `next`: begins as NULL, takes what is pushed, gives the last one first. */
static inline void push(Value **pile, Value *v) {
    v->next = *pile;
    *pile = v;
}
static inline Value *pop(Value **pile) {
    Value *v = *pile;
    *pile = v->next;
    return v;
}

/* 0.7  df/dv into v->grad, for f itself and every v that it was computed from.
 *
 * The gradients of inner values (all but the leaves) belong to this backward and begin at 0; a leaf keeps what earlier
 * backwards have left, and the new gradient is added: after backward of f = x^2 + y and of g = x (y + 3) at x = 2 and
 * y = 3 x has 4 + 6 = 10 and y has 1 + 2 = 3. The walk begins with df/df = 1 at f.
 *
 * A value may pass its gradient on only when that is complete, after every value that was made from it, and then once:
 * a topological order. One that needs no recursion (a chain of 10,000 values is as deep a recursion) and no array:
 *
 *     1. From f down to the leaves, meet each value once, and count in v->uses how often it is a parent. A value that
 *        is met for the first time goes on the pile of those whose parents are still to be looked at.
 *     2. Begin again with a pile that holds f alone. Take a value, let it pass_to_parents, and lower the parents' uses;
 *        a parent whose uses have come down to 0 is complete, and goes on the pile. */
void value_backward(Value *f) {
    /* SOLUTION BEGIN 0.7 */
    Value *pile = NULL;
    push(&pile, f);
    while (pile) {
        Value *v = pop(&pile);
        if (v->op != VALUE_LEAF) v->grad = 0;
        for (int i = 0; i < 2; i++)
            if (v->parents[i] && v->parents[i]->uses++ == 0) push(&pile, v->parents[i]);
    }
    f->grad += 1;
    push(&pile, f);
    while (pile) {
        Value *v = pop(&pile);
        pass_to_parents(v);
        for (int i = 0; i < 2; i++)
            if (v->parents[i] && --v->parents[i]->uses == 0) push(&pile, v->parents[i]);
    }
    /* SOLUTION END 0.7 */
}

/* 0.7  The gradient of this one value is 0 again; no other value's changes. */
void value_zero_grad(Value *v) {
    /* SOLUTION BEGIN 0.7 */
    v->grad = 0;
    /* SOLUTION END 0.7 */
}
