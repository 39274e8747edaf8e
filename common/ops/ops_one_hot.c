#include "ops_private.h"

static Tensor *one_hot_forward(Ctx *c) {
    const Tensor *labels = c->in[0];
    int           classes = c->args.i[0];
    ops_check_labels("one_hot", labels, "labels", classes, "classes");
    const Kernels *k = dev_kernels(labels->device);
    Tensor        *ones = t_empty_on(labels->device, DTYPE_REAL, 1, labels->shape);
    Tensor        *y = t_empty_on(labels->device, DTYPE_REAL, 2, (int[]){labels->shape[0], classes});
    k->fill(ones->data, ones->size, 1);
    k->zero(y->raw, y->size * sizeof(real));
    k->pick_backward(labels->size, (size_t)classes, labels->i64, ones->data, y->data);
    return y;
}

static const Op one_hot_op = {"one_hot", one_hot_forward, NULL, .any_device = true};

Tensor *t_one_hot_at(Site site, Tensor *labels, int classes) {
    labels = ops_labels(site, "one_hot", labels, "labels");
    if (classes < 1) t_fail_at(site, NULL, "one_hot: %d classes", classes);
    return t_apply_at(site, &one_hot_op, (Args){.i = {classes}}, 1, &labels);
}
