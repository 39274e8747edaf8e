/* Lab 0 in another style: other formulas for the slopes; powers by exp and log where they can be. */
#include "step.h"
#include "tensors.h"

static Value *make(ValueOp op, real data, Value *a, Value *b) {
    Value *v = step_header(sizeof *v);
    *v = (Value){.data = data, .op = op, .parents = {a, b}};
    return v;
}

Value *value_leaf(double data) { return make(VALUE_LEAF, (real)data, NULL, NULL); }
Value *value_add(Value *a, Value *b) { return make(VALUE_ADD, b->data + a->data, b, a); }
Value *value_mul(Value *a, Value *b) { return make(VALUE_MUL, b->data * a->data, b, a); }

Value *value_pow(Value *a, double exponent) {
    const real x = a->data;
    Value     *v = make(VALUE_POW, x > 0 ? exp((real)exponent * log(x)) : pow(x, (real)exponent), a, a);
    v->exponent = (real)exponent;
    return v;
}

Value *value_tanh(Value *a) {
    const real e = expm1(-2 * fabs(a->data)), t = -e / (2 + e);
    return make(VALUE_TANH, a->data < 0 ? -t : t, a, NULL);
}

static inline void push(Value **pile, Value *v) {
    v->next = *pile;
    *pile = v;
}
static inline Value *pop(Value **pile) {
    Value *v = *pile;
    *pile = v->next;
    return v;
}

/* The gradients of inner values are forgotten as soon as they have been passed on. */
void value_backward(Value *f) {
    Value *pile = NULL;
    for (push(&pile, f); pile;) {
        Value *v = pop(&pile);
        for (int i = 0; i < 2; i++)
            if (v->parents[i] && v->parents[i]->uses++ == 0) push(&pile, v->parents[i]);
    }
    f->grad++;
    for (push(&pile, f); pile;) {
        Value     *v = pop(&pile), *a = v->parents[0], *b = v->parents[1];
        const real g = v->grad;
        switch (v->op) {
        case VALUE_LEAF: break;
        case VALUE_ADD: a->grad += g, b->grad += g; break;
        case VALUE_MUL: b->grad += a->data * g, a->grad += b->data * g; break;
        case VALUE_POW: a->grad += g * v->exponent * v->data / a->data; break;
        case VALUE_TANH: a->grad += g / (cosh(a->data) * cosh(a->data)); break;
        }
        if (v->op != VALUE_LEAF && v != f) v->grad = 0;
        for (int i = 0; i < 2; i++)
            if (v->parents[i] && --v->parents[i]->uses == 0) push(&pile, v->parents[i]);
    }
    if (f->op != VALUE_LEAF) f->grad = 0;
}

void value_zero_grad(Value *v) { v->grad -= v->grad; }
