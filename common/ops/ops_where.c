#include "ops_private.h"

static void need_truths(Site site, const char *op, const Tensor *cond, const char *name) {
    ops_check(site, cond, name);
    if (cond->dtype != DTYPE_UINT8)
        t_fail_at(site, "a comparison gives 1 where it is true and 0 elsewhere: t_gt(x, 0)", "%s: %s is %s, not %s", op,
                  t_label(cond, name), t_dtype_name(cond->dtype), t_dtype_name(DTYPE_UINT8));
}

/* in: cond, a, b, which grow to one shape; saved: cond in that shape. */
static Tensor *where_forward(Ctx *c) {
    Tensor       *cond = c->in[0];
    const Tensor *a = c->in[1], *b = c->in[2];
    Tensor        both = {.name = "a and b together"};
    int           ndim, shape[T_MAX_NDIM];
    if (!ops_broadcast_shape(a, b, &both.ndim, both.shape)) ops_shapes_do_not_fit("where", a, b);
    if (!ops_broadcast_shape(cond, &both, &ndim, shape)) ops_shapes_do_not_fit("where", cond, &both);
    c->saved[0] = ops_has_shape(cond, ndim, shape) ? cond : t_broadcast_to_at(c->site, cond, ndim, shape);
    Tensor   *z = t_empty_on(cond->device, a->dtype, ndim, shape);
    Broadcast walk = ops_broadcast_walk(a, b, ndim, shape);
    dev_kernels(z->device)->select(t_element_size(z->dtype), &walk, c->saved[0]->u8, a->raw, b->raw, z->raw);
    return z;
}

/* The side that is not chosen gets nothing, instead of 0 times a slope that may be NaN. */
static void where_backward(Ctx *c, const Tensor *dz, Tensor *dx[]) {
    Broadcast walk = ops_broadcast_walk(c->in[1], c->in[2], dz->ndim, dz->shape);
    dev_kernels(dz->device)
        ->select_backward(&walk, c->saved[0]->u8, dz->data, dx[1] ? dx[1]->data : NULL, dx[2] ? dx[2]->data : NULL);
}

static bool reads_condition(const Ctx *c, int i, int input) { return (void)c, (void)i, input == 0; }

static const Op where_op = {"where", where_forward, where_backward, .any_device = true, .reads = reads_condition};

Tensor *t_where_at(Site site, Tensor *cond, Tensor *a, Tensor *b) {
    need_truths(site, "where", cond, "cond");
    ops_promote(site, DTYPE_UINT8, &a, &b);
    if (a->ndim == 0) a = t_to_at(site, a, cond->device);
    if (b->ndim == 0) b = t_to_at(site, b, cond->device);
    return t_apply_at(site, &where_op, (Args){0}, 3, (Tensor *[]){cond, a, b});
}

Tensor *t_masked_fill_at(Site site, Tensor *x, Tensor *mask, double value) {
    int ndim, shape[T_MAX_NDIM];
    ops_check(site, x, "x");
    need_truths(site, "masked_fill", mask, "mask");
    if (!ops_broadcast_shape(x, mask, &ndim, shape) || !ops_has_shape(x, ndim, shape))
        t_fail_at(site, "aligned at the last axis, each length of the mask is that of x, or 1",
                  "masked_fill: the mask %s does not grow to %s", t_shape_text(mask), t_label(x, "x"));
    return t_where_at(site, mask, t_cast_at(site, t_scalar(value), x->dtype), x);
}
