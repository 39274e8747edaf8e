#include "ops_private.h"

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
