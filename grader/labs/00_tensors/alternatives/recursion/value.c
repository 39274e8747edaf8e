/* Lab 0 in another style: depth first, as in the textbooks. */

/* @ instead of make */
static Value *make(ValueOp op, real data, Value *a, Value *b) {
    Value *v = t_calloc(1, sizeof *v);
    v->data = data;
    v->op = op;
    v->parents[0] = a;
    v->parents[1] = b;
    return v;
}

/* @ before value_backward */
/* Parents first; chained by `next`, the last one, f, in front. */
static void put_in_order(Value *v, Value **order) {
    if (v == NULL || v->uses) return;
    v->uses = 1;
    put_in_order(v->parents[0], order);
    put_in_order(v->parents[1], order);
    if (v->op != VALUE_LEAF) v->grad = 0;
    v->next = *order;
    *order = v;
}

/* @ 0.7 value_backward */
    Value *order = NULL;
    put_in_order(f, &order);
    f->grad += 1;
    for (Value *v = order; v != NULL; v = v->next) {
        Value *a = v->parents[0], *b = v->parents[1];
        v->uses = 0;
        if (v->op == VALUE_ADD) a->grad += v->grad, b->grad += v->grad;
        if (v->op == VALUE_MUL) {
            real to_a = v->grad * b->data, to_b = v->grad * a->data;
            a->grad += to_a;
            b->grad += to_b;
        }
        if (v->op == VALUE_POW) a->grad += v->grad * v->exponent * pow(a->data, v->exponent - 1);
        if (v->op == VALUE_TANH) a->grad += v->grad - v->grad * v->data * v->data;
    }

/* @ without pass_to_parents */
