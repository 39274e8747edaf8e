/* Lab 0 in another style: the local slopes are computed by helpers, once for every parent. */

/* @ instead of make */
static Value *make(ValueOp op, real data, Value *a, Value *b, real exponent) {
    Value *v = step_header(sizeof *v);
    *v = (Value){.data = data, .op = op, .parents = {a, b}, .exponent = exponent};
    return v;
}

/* @ instead of value_leaf */
Value *value_leaf(double data) { return make(VALUE_LEAF, (real)data, NULL, NULL, 0); }

/* @ 0.6 value_add */
    return make(VALUE_ADD, a->data + b->data, a, b, 0);

/* @ 0.6 value_mul */
    return make(VALUE_MUL, a->data * b->data, a, b, 0);

/* @ 0.6 value_pow */
    return make(VALUE_POW, pow(a->data, (real)exponent), a, NULL, (real)exponent);

/* @ 0.6 value_tanh */
    return make(VALUE_TANH, tanh(a->data), a, NULL, 0);

/* @ before value_backward */
static real slope(const Value *v, int parent) {
    const real x = v->parents[parent]->data;
    return v->op == VALUE_ADD   ? 1
           : v->op == VALUE_MUL ? v->parents[1 - parent]->data
           : v->op == VALUE_POW ? v->exponent * pow(x, v->exponent - 1)
                                : 1 - v->data * v->data;
}

static Value *next_parent(const Value *v, int *i) {
    while (*i < 2 && v->parents[*i] == NULL) ++*i;
    return *i < 2 ? v->parents[*i] : NULL;
}

/* A queue, chained by `next`. */
typedef struct Queue {
    Value *first, *last;
} Queue;

static void append(Queue *q, Value *v) {
    v->next = NULL;
    if (q->first) q->last->next = v;
    else q->first = v;
    q->last = v;
}
static Value *take(Queue *q) {
    Value *v = q->first;
    q->first = v->next;
    return v;
}

static void count(Value *f) {
    Queue  q = {0};
    Value *p;
    append(&q, f);
    while (q.first) {
        Value *v = take(&q);
        if (v->op != VALUE_LEAF) v->grad = 0;
        for (int i = 0; (p = next_parent(v, &i)); i++)
            if (p->uses++ == 0) append(&q, p);
    }
}

/* @ 0.7 value_backward */
    Queue  q = {0};
    Value *p;
    count(f);
    f->grad += 1;
    append(&q, f);
    while (q.first) {
        const Value *v = take(&q);
        for (int i = 0; (p = next_parent(v, &i)); i++) {
            p->grad += slope(v, i) * v->grad;
            if (--p->uses == 0) append(&q, p);
        }
    }

/* @ without pass_to_parents */
