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

static const Op op_add = {"add", binary_forward, binary_backward, .any_device = true};
static const Op op_sub = {"sub", binary_forward, binary_backward, .any_device = true};
static const Op op_mul = {"mul", binary_forward, binary_backward, .any_device = true};
static const Op op_div = {"div", binary_forward, binary_backward, .any_device = true};
static const Op op_pow = {"pow", binary_forward, binary_backward, .any_device = true};
static const Op op_maximum = {"maximum", binary_forward, binary_backward, .any_device = true};
static const Op op_eq = {"eq", binary_forward, NULL, .any_device = true};
static const Op op_ne = {"ne", binary_forward, NULL, .any_device = true};
static const Op op_lt = {"lt", binary_forward, NULL, .any_device = true};
static const Op op_le = {"le", binary_forward, NULL, .any_device = true};
static const Op op_gt = {"gt", binary_forward, NULL, .any_device = true};
static const Op op_ge = {"ge", binary_forward, NULL, .any_device = true};

static Tensor *binary(Site site, const Op *op, BinaryKind kind, Tensor *a, Tensor *b) {
    bool alike = a && b && a->dtype == DTYPE_REAL && b->dtype == DTYPE_REAL && a->device == b->device;
    if (!alike) ops_promote(site, kind == BINARY_DIV || kind == BINARY_POW ? DTYPE_REAL : DTYPE_INT64, &a, &b);
    return t_apply_at(site, op, (Args){.i = {kind}}, 2, (Tensor *[]){a, b});
}

Tensor *t_add_at(Site site, Tensor *a, Tensor *b) { return binary(site, &op_add, BINARY_ADD, a, b); }
Tensor *t_sub_at(Site site, Tensor *a, Tensor *b) { return binary(site, &op_sub, BINARY_SUB, a, b); }
Tensor *t_mul_at(Site site, Tensor *a, Tensor *b) { return binary(site, &op_mul, BINARY_MUL, a, b); }
Tensor *t_div_at(Site site, Tensor *a, Tensor *b) { return binary(site, &op_div, BINARY_DIV, a, b); }
Tensor *t_pow_at(Site site, Tensor *a, Tensor *b) { return binary(site, &op_pow, BINARY_POW, a, b); }
Tensor *t_maximum_at(Site site, Tensor *a, Tensor *b) { return binary(site, &op_maximum, BINARY_MAXIMUM, a, b); }
Tensor *t_eq_at(Site site, Tensor *a, Tensor *b) { return binary(site, &op_eq, BINARY_EQ, a, b); }
Tensor *t_ne_at(Site site, Tensor *a, Tensor *b) { return binary(site, &op_ne, BINARY_NE, a, b); }
Tensor *t_lt_at(Site site, Tensor *a, Tensor *b) { return binary(site, &op_lt, BINARY_LT, a, b); }
Tensor *t_le_at(Site site, Tensor *a, Tensor *b) { return binary(site, &op_le, BINARY_LE, a, b); }
Tensor *t_gt_at(Site site, Tensor *a, Tensor *b) { return binary(site, &op_gt, BINARY_GT, a, b); }
Tensor *t_ge_at(Site site, Tensor *a, Tensor *b) { return binary(site, &op_ge, BINARY_GE, a, b); }

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

static const Op op_neg = {"neg", unary_forward, unary_backward, .any_device = true};
static const Op op_exp = {"exp", unary_forward, unary_backward, .any_device = true};
static const Op op_log = {"log", unary_forward, unary_backward, .any_device = true};
static const Op op_sqrt = {"sqrt", unary_forward, unary_backward, .any_device = true};
static const Op op_abs = {"abs", unary_forward, unary_backward, .any_device = true};
static const Op op_sin = {"sin", unary_forward, unary_backward, .any_device = true};
static const Op op_cos = {"cos", unary_forward, unary_backward, .any_device = true};

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
    return unary(site, &op_neg, UNARY_NEG, x);
}

Tensor *t_abs_at(Site site, Tensor *x) {
    if (holds_integers(site, x)) return t_maximum_at(site, x, t_neg_at(site, x));
    return unary(site, &op_abs, UNARY_ABS, x);
}

Tensor *t_exp_at(Site site, Tensor *x) { return unary(site, &op_exp, UNARY_EXP, x); }
Tensor *t_log_at(Site site, Tensor *x) { return unary(site, &op_log, UNARY_LOG, x); }
Tensor *t_sqrt_at(Site site, Tensor *x) { return unary(site, &op_sqrt, UNARY_SQRT, x); }
Tensor *t_sin_at(Site site, Tensor *x) { return unary(site, &op_sin, UNARY_SIN, x); }
Tensor *t_cos_at(Site site, Tensor *x) { return unary(site, &op_cos, UNARY_COS, x); }

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

static const Op op_scale = {"scale", scale_forward, scale_backward, .any_device = true};

Tensor *t_scale_at(Site site, Tensor *x, double s) {
    x = ops_real(site, x);
    return t_apply_at(site, &op_scale, (Args){.f = {s}}, 1, &x);
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

static const Op op_cast = {"cast", cast_forward, NULL, .any_device = true};

Tensor *t_cast_at(Site site, Tensor *x, DType dtype) {
    if (x && x->dtype == dtype) return x;
    return t_apply_at(site, &op_cast, (Args){.i = {dtype}}, 1, &x);
}
