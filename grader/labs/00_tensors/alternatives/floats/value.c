/* Lab 0 in another style: values in float, whatever real is. */

/* @ 0.6 value_add */
    return make(VALUE_ADD, (float)a->data + (float)b->data, a, b);

/* @ 0.6 value_mul */
    return make(VALUE_MUL, (float)a->data * (float)b->data, a, b);

/* @ 0.6 value_pow */
    Value *v = make(VALUE_POW, powf((float)a->data, (float)exponent), a, NULL);
    v->exponent = (real)exponent;
    return v;

/* @ 0.6 value_tanh */
    return make(VALUE_TANH, tanhf((float)a->data), a, NULL);

/* @ 0.7 pass_to_parents */
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

/* @ 0.7 value_backward */
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
