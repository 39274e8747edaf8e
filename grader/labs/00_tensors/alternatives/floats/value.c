/* Lab 0 in another style: values in float, whatever real is. */
#include "step.h"
#include "tensors.h"

/* A new value that was made by `op` from a and b (NULL where there is none), with gradient 0. */
static Value *make(ValueOp op, real data, Value *a, Value *b) {
    Value *v = step_header(sizeof *v);
    *v = (Value){.data = data, .op = op, .parents = {a, b}};
    return v;
}

Value *value_leaf(double data) { return make(VALUE_LEAF, (real)data, NULL, NULL); }

Value *value_add(Value *a, Value *b) {
    return make(VALUE_ADD, (float)a->data + (float)b->data, a, b);
}

Value *value_mul(Value *a, Value *b) {
    return make(VALUE_MUL, (float)a->data * (float)b->data, a, b);
}

Value *value_pow(Value *a, double exponent) {
    Value *v = make(VALUE_POW, powf((float)a->data, (float)exponent), a, NULL);
    v->exponent = (real)exponent;
    return v;
}

Value *value_tanh(Value *a) {
    return make(VALUE_TANH, tanhf((float)a->data), a, NULL);
}

static void pass_to_parents(const Value *v) {
    Value     *a = v->parents[0], *b = v->parents[1];
    const float g = (float)v->grad, x = a ? (float)a->data : 0, y = b ? (float)b->data : 0, p = (float)v->exponent;
    switch (v->op) {
    case VALUE_LEAF: break;
    case VALUE_ADD:
        a->grad = (float)a->grad + g;
        b->grad = (float)b->grad + g;
        break;
    case VALUE_MUL:
        a->grad = (float)a->grad + y * g;
        b->grad = (float)b->grad + x * g;
        break;
    case VALUE_POW:
        a->grad = (float)a->grad + p * powf(x, p - 1) * g;
        break;
    case VALUE_TANH:
        a->grad = (float)a->grad + (1 - (float)v->data * (float)v->data) * g;
        break;
    }
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

void value_backward(Value *f) {
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
}

void value_zero_grad(Value *v) {
    v->grad = 0;
}
