#include "ops_private.h"
#include <string.h>

/* --- gather: one element a row ------------------------------------------------------------------------------------ */
static Tensor *gather_forward(Ctx *c) {
    const Tensor *x = c->in[0], *index = c->in[1];
    ops_check_labels("gather", index, "index", x->shape[1], "columns");
    Tensor *y = t_empty_on(x->device, DTYPE_REAL, 1, x->shape);
    dev_kernels(x->device)->pick(y->size, (size_t)x->shape[1], index->i64, x->data, y->data);
    return y;
}

static void gather_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    dev_kernels(dy->device)->pick_backward(dy->size, (size_t)c->in[0]->shape[1], c->in[1]->i64, dy->data, dx[0]->data);
}

static const Op gather_op = {"gather", gather_forward, gather_backward, .any_device = true, .reads = ops_reads_second};

Tensor *t_gather_at(Site site, Tensor *x, Tensor *index) {
    ops_check(site, x, "x");
    index = ops_labels(site, "gather", index, "index");
    if (x->ndim != 2 || x->shape[0] != index->shape[0])
        t_fail_at(site, "x is (N,C), and the index (N) holds one column a row", "gather: %s with index %s",
                  t_label(x, "x"), t_shape_text(index));
    return t_apply_at(site, &gather_op, (Args){0}, 2, (Tensor *[]){t_cast_at(site, x, DTYPE_REAL), index});
}

/* --- index_select: whole rows ------------------------------------------------------------------------------------- */
static Tensor *index_select_forward(Ctx *c) {
    const Tensor *x = c->in[0], *index = c->in[1];
    ops_check_labels("index_select", index, "index", x->shape[0], "rows");
    int shape[T_MAX_NDIM];
    memcpy(shape, x->shape, sizeof shape);
    shape[0] = index->shape[0];
    Tensor *y = t_empty_on(x->device, x->dtype, x->ndim, shape);
    if (index->size == 0) return y;
    size_t row_bytes = y->size / index->size * t_element_size(x->dtype);
    dev_kernels(x->device)->rows_gather(index->size, row_bytes, index->i64, x->raw, y->raw);
    return y;
}

static void index_select_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor *index = c->in[1];
    if (index->size == 0) return;
    dev_kernels(dy->device)->rows_scatter(index->size, dy->size / index->size, index->i64, dy->data, dx[0]->data);
}

static const Op index_select_op = {"index_select", index_select_forward, index_select_backward, .any_device = true,
                                   .reads = ops_reads_second};

Tensor *t_index_select_at(Site site, Tensor *x, Tensor *index) {
    ops_axis(site, "index_select", x, 0);
    index = ops_labels(site, "index_select", index, "index");
    return t_apply_at(site, &index_select_op, (Args){0}, 2, (Tensor *[]){x, index});
}
