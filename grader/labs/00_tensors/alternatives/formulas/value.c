/* Lab 0 in another style: other formulas for the slopes; powers by exp and log where they can be. */

/* @ 0.6 value_add */
    return make(VALUE_ADD, b->data + a->data, b, a);

/* @ 0.6 value_mul */
    return make(VALUE_MUL, b->data * a->data, b, a);

/* @ 0.6 value_pow */
    const real x = a->data;
    Value     *v = make(VALUE_POW, x > 0 ? exp((real)exponent * log(x)) : pow(x, (real)exponent), a, a);
    v->exponent = (real)exponent;
    return v;

/* @ 0.6 value_tanh */
    const real e = expm1(-2 * fabs(a->data)), t = -e / (2 + e);
    return make(VALUE_TANH, a->data < 0 ? -t : t, a, NULL);

/* @ 0.7 value_backward */
    /* The gradients of inner values are forgotten as soon as they have been passed on. */
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
        case VALUE_POW:
            a->grad += g * v->exponent * (a->data != 0 ? v->data / a->data : pow(a->data, v->exponent - 1));
            break;
        case VALUE_TANH: a->grad += g / (cosh(a->data) * cosh(a->data)); break;
        }
        if (v->op != VALUE_LEAF && v != f) v->grad = 0;
        for (int i = 0; i < 2; i++)
            if (v->parents[i] && --v->parents[i]->uses == 0) push(&pile, v->parents[i]);
    }
    if (f->op != VALUE_LEAF) f->grad = 0;

/* @ 0.7 value_zero_grad */
    v->grad -= v->grad;

/* @ without pass_to_parents */
