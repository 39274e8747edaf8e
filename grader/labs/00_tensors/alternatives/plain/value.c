/* Lab 0 in another style: one step a line, as a first solution is written. */

/* @ 0.6 value_add */
    Value *v = make(VALUE_ADD, a->data + b->data, a, b);
    return v;

/* @ 0.6 value_mul */
    Value *v = make(VALUE_MUL, a->data * b->data, a, b);
    return v;

/* @ 0.6 value_pow */
    real p = pow(a->data, exponent);
    Value *v = make(VALUE_POW, p, a, NULL);
    v->exponent = exponent;
    return v;

/* @ 0.6 value_tanh */
    Value *v = make(VALUE_TANH, tanh(a->data), a, NULL);
    return v;

/* @ 0.7 pass_to_parents */
    real g = v->grad;
    if (v->op == VALUE_ADD) {
        v->parents[0]->grad += g;
        v->parents[1]->grad += g;
    } else if (v->op == VALUE_MUL) {
        v->parents[0]->grad += v->parents[1]->data * g;
        v->parents[1]->grad += v->parents[0]->data * g;
    } else if (v->op == VALUE_POW) {
        real p = v->exponent;
        real base = v->parents[0]->data;
        v->parents[0]->grad += p * pow(base, p - 1) * g;
    } else if (v->op == VALUE_TANH) {
        v->parents[0]->grad += (1 - v->data * v->data) * g;
    }

/* @ 0.7 value_backward */
    Value *pile = NULL;
    push(&pile, f);
    while (pile != NULL) {
        Value *v = pop(&pile);
        if (v->op != VALUE_LEAF) {
            v->grad = 0;
        }
        for (int i = 0; i < 2; i++) {
            Value *p = v->parents[i];
            if (p == NULL) continue;
            if (p->uses == 0) push(&pile, p);
            p->uses++;
        }
    }
    f->grad += 1;
    push(&pile, f);
    while (pile != NULL) {
        Value *v = pop(&pile);
        pass_to_parents(v);
        for (int i = 0; i < 2; i++) {
            Value *p = v->parents[i];
            if (p == NULL) continue;
            p->uses--;
            if (p->uses == 0) push(&pile, p);
        }
    }

/* @ 0.7 value_zero_grad */
    v->grad = 0.0;
