#include "ops_private.h"

Tensor *t_number(double value) { return t_scalar(value); }
Tensor *t_number_int(int64_t value) { return t_scalar_int64(value); }

/* --- Two operands: z = f(a, b), broadcast ------------------------------------------------------------------------- */
static _Noreturn void shapes_do_not_fit(const char *op, const Tensor *a, const Tensor *b) {
    char          help[200] = "aligned at the last axis, two lengths have to be equal, or one of them 1";
    const Tensor *longer = a->ndim >= b->ndim ? a : b, *row = longer == a ? b : a;
    if (longer->ndim == 2 && row->ndim == 1 && row->shape[0] == longer->shape[0])
        snprintf(help, sizeof help, "for one value a row: t_unsqueeze(%s, 1) is (%d,1)",
                 ops_name(row, row == a ? "a" : "b"), row->shape[0]);
    t_fail(help, "%s: %s and %s do not fit together", op, t_label(a, "a"), t_label(b, "b"));
}

static Tensor *binary_forward(Ctx *c) {
    BinaryKind    kind = (BinaryKind)c->args.i[0];
    const Tensor *a = c->in[0], *b = c->in[1];
    int           ndim, shape[T_MAX_NDIM];
    if (!ops_broadcast_shape(a, b, &ndim, shape)) shapes_do_not_fit(c->op->name, a, b);
    Tensor   *z = t_empty_on(a->device, kind >= BINARY_EQ ? DTYPE_UINT8 : a->dtype, ndim, shape);
    Broadcast walk = ops_broadcast_walk(a, b, ndim, shape);
    dev_kernels(a->device)->binary(kind, a->dtype, &walk, a->raw, b->raw, z->raw);
    return z;
}

static void binary_backward(Ctx *c, const Tensor *dz, Tensor *dx[]) {
    const Tensor *a = c->in[0], *b = c->in[1];
    Broadcast     walk = ops_broadcast_walk(a, b, dz->ndim, dz->shape);
    dev_kernels(dz->device)
        ->binary_backward((BinaryKind)c->args.i[0], &walk, a->data, b->data, c->out->data, dz->data,
                          dx[0] ? dx[0]->data : NULL, dx[1] ? dx[1]->data : NULL);
}

static const Op add_op = {"add", binary_forward, binary_backward, .any_device = true, .reads = ops_reads_none};
static const Op sub_op = {"sub", binary_forward, binary_backward, .any_device = true, .reads = ops_reads_none};
static const Op mul_op = {"mul", binary_forward, binary_backward, .any_device = true, .reads = ops_reads_others};
static const Op div_op = {"div", binary_forward, binary_backward, .any_device = true, .reads = ops_reads_second};
static const Op pow_op = {"pow", binary_forward, binary_backward, .any_device = true};
static const Op maximum_op = {"maximum", binary_forward, binary_backward, .any_device = true};
static const Op eq_op = {"eq", binary_forward, NULL, .any_device = true};
static const Op ne_op = {"ne", binary_forward, NULL, .any_device = true};
static const Op lt_op = {"lt", binary_forward, NULL, .any_device = true};
static const Op le_op = {"le", binary_forward, NULL, .any_device = true};
static const Op gt_op = {"gt", binary_forward, NULL, .any_device = true};
static const Op ge_op = {"ge", binary_forward, NULL, .any_device = true};

static Tensor *binary(Site site, const Op *op, BinaryKind kind, Tensor *a, Tensor *b) {
    bool alike = a && b && a->dtype == DTYPE_REAL && b->dtype == DTYPE_REAL && a->device == b->device;
    if (!alike) ops_promote(site, kind == BINARY_DIV || kind == BINARY_POW ? DTYPE_REAL : DTYPE_INT64, &a, &b);
    return t_apply_at(site, op, (Args){.i = {kind}}, 2, (Tensor *[]){a, b});
}

Tensor *t_add_at(Site site, Tensor *a, Tensor *b) { return binary(site, &add_op, BINARY_ADD, a, b); }
Tensor *t_sub_at(Site site, Tensor *a, Tensor *b) { return binary(site, &sub_op, BINARY_SUB, a, b); }
Tensor *t_mul_at(Site site, Tensor *a, Tensor *b) { return binary(site, &mul_op, BINARY_MUL, a, b); }
Tensor *t_div_at(Site site, Tensor *a, Tensor *b) { return binary(site, &div_op, BINARY_DIV, a, b); }
Tensor *t_pow_at(Site site, Tensor *a, Tensor *b) { return binary(site, &pow_op, BINARY_POW, a, b); }
Tensor *t_maximum_at(Site site, Tensor *a, Tensor *b) { return binary(site, &maximum_op, BINARY_MAXIMUM, a, b); }
Tensor *t_eq_at(Site site, Tensor *a, Tensor *b) { return binary(site, &eq_op, BINARY_EQ, a, b); }
Tensor *t_ne_at(Site site, Tensor *a, Tensor *b) { return binary(site, &ne_op, BINARY_NE, a, b); }
Tensor *t_lt_at(Site site, Tensor *a, Tensor *b) { return binary(site, &lt_op, BINARY_LT, a, b); }
Tensor *t_le_at(Site site, Tensor *a, Tensor *b) { return binary(site, &le_op, BINARY_LE, a, b); }
Tensor *t_gt_at(Site site, Tensor *a, Tensor *b) { return binary(site, &gt_op, BINARY_GT, a, b); }
Tensor *t_ge_at(Site site, Tensor *a, Tensor *b) { return binary(site, &ge_op, BINARY_GE, a, b); }

/* --- One operand: y = f(x) ---------------------------------------------------------------------------------------- */
static Tensor *unary_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    Tensor       *y = t_like(x);
    dev_kernels(x->device)->unary((UnaryKind)c->args.i[0], x->size, x->data, y->data);
    return y;
}

static void unary_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    dev_kernels(dy->device)
        ->unary_backward((UnaryKind)c->args.i[0], dy->size, c->in[0]->data, c->out->data, dy->data, dx[0]->data);
}

static const Op neg_op = {"neg", unary_forward, unary_backward, .any_device = true, .reads = ops_reads_none};
static const Op exp_op = {"exp", unary_forward, unary_backward, .any_device = true, .reads = ops_reads_none};
static const Op log_op = {"log", unary_forward, unary_backward, .any_device = true};
static const Op sqrt_op = {"sqrt", unary_forward, unary_backward, .any_device = true, .reads = ops_reads_none};
static const Op abs_op = {"abs", unary_forward, unary_backward, .any_device = true};
static const Op sin_op = {"sin", unary_forward, unary_backward, .any_device = true};
static const Op cos_op = {"cos", unary_forward, unary_backward, .any_device = true};

static Tensor *unary(Site site, const Op *op, UnaryKind kind, Tensor *x) {
    x = ops_real(site, x);
    return t_apply_at(site, op, (Args){.i = {kind}}, 1, &x);
}

static bool holds_integers(Site site, const Tensor *x) {
    ops_check(site, x, "x");
    return x->dtype != DTYPE_REAL;
}

Tensor *t_neg_at(Site site, Tensor *x) {
    if (holds_integers(site, x)) return t_sub_at(site, t_number_int(0), x);
    return unary(site, &neg_op, UNARY_NEG, x);
}

Tensor *t_abs_at(Site site, Tensor *x) {
    if (holds_integers(site, x)) return t_maximum_at(site, x, t_neg_at(site, x));
    return unary(site, &abs_op, UNARY_ABS, x);
}

Tensor *t_exp_at(Site site, Tensor *x) { return unary(site, &exp_op, UNARY_EXP, x); }
Tensor *t_log_at(Site site, Tensor *x) { return unary(site, &log_op, UNARY_LOG, x); }
Tensor *t_sqrt_at(Site site, Tensor *x) { return unary(site, &sqrt_op, UNARY_SQRT, x); }
Tensor *t_sin_at(Site site, Tensor *x) { return unary(site, &sin_op, UNARY_SIN, x); }
Tensor *t_cos_at(Site site, Tensor *x) { return unary(site, &cos_op, UNARY_COS, x); }

/* --- y = s x, s a C number ---------------------------------------------------------------------------------------- */
static Tensor *scale_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    Tensor       *y = t_like(x);
    dev_kernels(x->device)->scale(x->size, (real)c->args.f[0], x->data, y->data);
    return y;
}

static void scale_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    dev_kernels(dy->device)->axpy(dy->size, (real)c->args.f[0], dy->data, dx[0]->data);
}

static const Op scale_op = {"scale", scale_forward, scale_backward, .any_device = true, .reads = ops_reads_none};

Tensor *t_scale_at(Site site, Tensor *x, double s) {
    x = ops_real(site, x);
    return t_apply_at(site, &scale_op, (Args){.f = {s}}, 1, &x);
}

/* --- dtype -------------------------------------------------------------------------------------------------------- */
static Tensor *cast_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    DType         dtype = (DType)c->args.i[0];
    Tensor       *y = t_empty_on(x->device, dtype, x->ndim, x->shape);
    y->name = x->name;
    dev_kernels(x->device)->cast(dtype, y->raw, x->dtype, x->raw, x->size);
    return y;
}

static const Op cast_op = {"cast", cast_forward, NULL, .any_device = true};

Tensor *t_cast_at(Site site, Tensor *x, DType dtype) {
    if (x && x->dtype == dtype) return x;
    return t_apply_at(site, &cast_op, (Args){.i = {dtype}}, 1, &x);
}
