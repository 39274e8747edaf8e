/* programs.h: random programs of values, for the checks of lab 0's autograd engine. */
#pragma once
#include "lab.h"
#include "tensors.h"

enum { MAX_VALUES = 32 };

/* A program under way: leaves, then a value a line. The values are known as it grows, so that none gets out of hand. */
typedef struct Program {
    int     leaves, lines;
    Value  *value[MAX_VALUES];
    int64_t line[MAX_VALUES][3];
    double  exponent[MAX_VALUES];
} Program;

static int count_of(const Program *p) { return p->leaves + p->lines; }

static void begin_program(Case *k, Program *p, int leaves) {
    *p = (Program){.leaves = leaves};
    for (int i = 0; i < leaves; i++) {
        const double magnitude = 0.5 + rng_uniform(k->rng);
        p->value[i] = value_leaf(case_between(k, 0, 1) ? magnitude : -magnitude);
    }
}

static void put_line(Program *p, ValueOp op, int a, int b, double exponent, Value *v) {
    p->exponent[p->lines] = exponent;
    memcpy(p->line[p->lines], (int64_t[]){op, a, b}, sizeof p->line[0]);
    p->value[p->leaves + p->lines++] = v;
}

/* Adds a line, unless its value would be very large or so small that few digits of it are right in float. */
static bool add_line(Case *k, Program *p, ValueOp op, int a, int b) {
    static const double whole[] = {2, 3, -1, -2}, fractions[] = {0.5, 1.5, -0.5, 2.5};
    Value       *x = p->value[a], *v = NULL;
    const double exponent = (x->data > 0 ? fractions : whole)[case_between(k, 0, 3)];
    switch (op) {
    case VALUE_LEAF: break;
    case VALUE_ADD: v = value_add(x, p->value[b]); break;
    case VALUE_MUL: v = value_mul(x, p->value[b]); break;
    case VALUE_POW: v = value_pow(x, exponent); break;
    case VALUE_TANH: v = value_tanh(x); break;
    }
    if (!(fabs(v->data) > 0.2 && fabs(v->data) < 4)) return false;
    put_line(p, op, a, b, op == VALUE_POW ? exponent : 0, v);
    return true;
}

/* Whether no gradient on the way is large: what is left of large ones that cancel would have few digits right in
 * float. */
static bool has_small_gradients(const Program *p) {
    bool small = true;
    value_backward(p->value[count_of(p) - 1]);
    for (int i = 0; i < count_of(p); i++) small = small && fabs(p->value[i]->grad) < 8;
    for (int i = 0; i < p->leaves; i++) small = small && fabs(p->value[i]->grad) > 0.05;
    return small;
}

/* All operations, and values that are used several times, also twice by the same operation. */
static void grow_shared(Case *k, Program *p) {
    bool small;
    do {
        const int lines = case_between(k, 8, 14);
        begin_program(k, p, case_between(k, 2, 4));
        for (int tries = 0; p->lines < lines && tries < 400; tries++) {
            const int newest = count_of(p) - 1;
            const int a = case_between(k, 0, 2) ? newest : case_between(k, 0, newest);
            const int b = case_between(k, 0, 3) ? case_between(k, 0, newest) : a;
            add_line(k, p, (ValueOp)case_between(k, VALUE_ADD, VALUE_TANH), a, b);
        }
        small = p->lines == lines && has_small_gradients(p);
    } while (!small);
}

/* In whatever topological order: each operation, as its first and as its second operand, has a leaf that another value
 * has given a gradient to before. Whoever writes = for += in one place loses that. */
static void use_again(Case *k, Program *p) {
    enum { X, Y, LEAVES };
    static const struct { ValueOp op; int a, b; } line[] = {
        {VALUE_TANH, X, 0}, {VALUE_POW, Y, 0}, {VALUE_ADD, 2, 3},
        {VALUE_MUL, 4, X},  {VALUE_MUL, Y, 5}, {VALUE_ADD, 6, Y}, {VALUE_ADD, X, 7},
        {VALUE_MUL, 8, X},  {VALUE_MUL, Y, 9}, /* these two give first */
    };
    enum { LINES = sizeof line / sizeof line[0] };
    do {
        begin_program(k, p, LEAVES);
        for (int i = 0; i < LINES && add_line(k, p, line[i].op, line[i].a, line[i].b); i++) {}
    } while (p->lines < LINES || !has_small_gradients(p));
}

/* As inputs: leaves (n), program (m,3), exponents (m). */
static void hand_in(Case *k, const Program *p) {
    Tensor *leaves = t_empty(DTYPE_REAL, 1, &p->leaves), *exponents = t_empty(DTYPE_REAL, 1, &p->lines);
    Tensor *program = t_empty(DTYPE_INT64, 2, (int[]){p->lines, 3});
    for (int i = 0; i < p->leaves; i++) leaves->data[i] = p->value[i]->data;
    for (int i = 0; i < p->lines; i++) exponents->data[i] = (real)p->exponent[i];
    memcpy(program->i64, p->line, program->size * sizeof(int64_t));
    case_input(k, "leaves", leaves);
    case_input(k, "operation and operands", program);
    case_input(k, "exponents", exponents);
    case_output(k, "leaves and values", DTYPE_REAL, 1, (int[]){p->leaves + p->lines});
    case_output(k, "gradients of the leaves", DTYPE_REAL, 1, &p->leaves);
}

/* value_backward() of these values, one after the other. */
static void backwards_of(Case *k, int n, int first, int second) {
    case_whole(k, "value_backward of values", n, (int[]){first, second});
}
static void backward_of_last(Case *k, const Program *p) { backwards_of(k, 1, count_of(p) - 1, 0); }
