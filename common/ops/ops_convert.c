#include "ops_private.h"

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

Tensor *ops_real(Site site, Tensor *x) {
    return x && x->dtype != DTYPE_REAL ? t_cast_at(site, x, DTYPE_REAL) : x;
}

/* --- device ------------------------------------------------------------------------------------------------------- */
static void move(void *to, Device to_device, const void *from, Device from_device, size_t bytes) {
    if (from_device == DEV_CPU) dev_kernels(to_device)->to_device(to, from, bytes);
    else dev_kernels(from_device)->to_host(to, from, bytes);
}

static Tensor *to_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    Tensor       *y = t_empty_on((Device)c->args.i[0], x->dtype, x->ndim, x->shape);
    y->name = x->name;
    move(y->raw, y->device, x->raw, x->device, x->size * t_element_size(x->dtype));
    return y;
}

static void to_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    (void)c;
    Tensor *here = t_like(dx[0]);
    move(here->raw, here->device, dy->raw, dy->device, dy->size * sizeof(real));
    dev_kernels(here->device)->axpy(here->size, 1, here->data, dx[0]->data);
}

static const Op to_op = {"to", to_forward, to_backward, .any_device = true, .reads = ops_reads_none};

Tensor *t_to_at(Site site, Tensor *x, Device device) {
    ops_check(site, x, "x");
    if (x->device == device) return x;
    if (!dev_available(device))
        t_fail_at(site, "ask dev_available(device) first", "to: %s cannot go to %s: %s", t_label(x, "x"),
                  dev_name(device), t_error());
    return t_apply_at(site, &to_op, (Args){.i = {(int)device}}, 1, &x);
}

/* --- Both: what two operands have in common ---------------------------------------------------------------------- */
void ops_promote(Site site, DType least, Tensor **a, Tensor **b) {
    ops_check(site, *a, "a");
    ops_check(site, *b, "b");
    DType common = (*a)->dtype < (*b)->dtype ? (*a)->dtype : (*b)->dtype; /* DType is ordered from wide to narrow */
    if (common > least) common = least;
    *a = t_cast_at(site, *a, common);
    *b = t_cast_at(site, *b, common);
    if ((*a)->ndim == 0 && (*a)->device == DEV_CPU) *a = t_to_at(site, *a, (*b)->device);
    if ((*b)->ndim == 0 && (*b)->device == DEV_CPU) *b = t_to_at(site, *b, (*a)->device);
}
