/* Lab 0 in another style: all values below f in an array, in order, by an explicit stack; slopes kept with them. */

/* A value with its slopes, which are known when it is made. */
typedef struct Node {
    Value value; /* first: a Value is a Node */
    real  slope[2];
    int   looked_at;
} Node;

/* @ instead of make */
static Value *make(ValueOp op, real data, Value *a, real slope_a, Value *b, real slope_b) {
    Node *n = step_header(sizeof *n);
    *n = (Node){.value = {.data = data, .op = op, .parents = {a, b}}, .slope = {slope_a, slope_b}};
    return &n->value;
}

/* @ instead of value_leaf */
Value *value_leaf(double data) { return make(VALUE_LEAF, (real)data, NULL, 0, NULL, 0); }

/* @ 0.6 value_add */
    return make(VALUE_ADD, a->data + b->data, a, 1, b, 1);

/* @ 0.6 value_mul */
    return make(VALUE_MUL, a->data * b->data, a, b->data, b, a->data);

/* @ 0.6 value_pow */
    const real p = (real)exponent;
    return make(VALUE_POW, pow(a->data, p), a, p * pow(a->data, p - 1), NULL, 0);

/* @ 0.6 value_tanh */
    const real y = tanh(a->data);
    return make(VALUE_TANH, y, a, 1 - y * y, NULL, 0);

/* @ before value_backward */
typedef struct List {
    Node **at;
    size_t n, room;
} List;

static void add(List *list, Node *node) {
    if (list->n == list->room) {
        list->room = list->room ? 2 * list->room : 16;
        list->at = realloc(list->at, list->room * sizeof(Node *));
    }
    list->at[list->n++] = node;
}

/* uses: 0 new, 1 on the stack, 2 in order. */
static List in_order(Value *f) {
    List order = {0}, stack = {0};
    for (add(&stack, (Node *)f); stack.n > 0;) {
        Node *node = stack.at[stack.n - 1];
        node->value.uses = 1;
        if (node->looked_at < 2) {
            Value *parent = node->value.parents[node->looked_at++];
            if (parent != NULL && parent->uses == 0) add(&stack, (Node *)parent);
            continue;
        }
        stack.n--;
        if (node->value.uses == 2) continue;
        node->value.uses = 2;
        add(&order, node);
    }
    free(stack.at);
    return order;
}

/* @ 0.7 value_backward */
    List order = in_order(f);
    for (size_t i = 0; i < order.n; i++)
        if (order.at[i]->value.op != VALUE_LEAF) order.at[i]->value.grad = 0;
    f->grad += 1;
    for (size_t i = order.n; i-- > 0;) {
        Node *node = order.at[i];
        for (int k = 0; k < 2; k++)
            if (node->value.parents[k] != NULL) node->value.parents[k]->grad += node->slope[k] * node->value.grad;
        node->value.uses = node->looked_at = 0;
    }
    free(order.at);

/* @ without pass_to_parents */
