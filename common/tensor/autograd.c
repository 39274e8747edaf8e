#include "device.h"
#include "replay.h"
#include "step.h"
#include "written_private.h"
#include <string.h>

/* --- Recording on and off ------------------------------------------------------------------------------------------
 */
static _Thread_local int no_grad_depth;

bool t_grad_enabled(void) { return no_grad_depth == 0; }
int  t_no_grad_begin(void) { return no_grad_depth++; }

void t_no_grad_end(void) {
    if (no_grad_depth == 0) t_fail(NULL, "t_no_grad_end without a t_no_grad_begin");
    no_grad_depth--;
}

void t_no_grad_leave_scope(int *scope) { no_grad_depth = *scope; }

/* --- One use of an op ------------------------------------------------------------------------------------------------
 */
/* The op that runs on the inputs' device: itself, or its twin there. */
static const Op *op_on(Device device, const Op *op) {
    return device == DEV_CPU || op->any_device ? op : dev_twin_of(device, op, op->name);
}

static void check_inputs(const Op *op, int n, Tensor *const in[]) {
    for (int i = 0; i < n; i++) {
        char what[64];
        if (!in[i] || !t_alive(in[i])) {
            snprintf(what, sizeof what, "input %d of %s", i, op->name);
            t_check_alive(in[i], what);
        }
        if (in[i]->device != in[0]->device)
            t_fail("bring both to one device: t_to(x, device)", "%s: %s is on %s, but %s is on %s", op->name,
                   t_label(in[0], "the first input"), dev_name(in[0]->device), t_label(in[i], "another"),
                   dev_name(in[i]->device));
    }
}

static bool all_finite(const Tensor *x) {
    if (x->dtype != DTYPE_REAL) return true;
    const real *values = t_host(x);
    for (size_t i = 0; i < x->size; i++)
        if (!isfinite(values[i])) return false;
    return true;
}

static void check_output(const Ctx *c, const Tensor *y) {
    if (!y)
        t_fail("forward makes a tensor, t_like(c->in[0]) say, fills it and returns it", "%s: forward returned NULL",
               c->op->name);
    if (y->ctx || !t_alive(y)) t_fail(NULL, "%s: forward returned a tensor of another operation", c->op->name);
    for (int i = 0; i < c->n_in; i++)
        if (y == c->in[i])
            t_fail("make the output with t_like(c->in[0]), or copy with t_clone", "%s: forward returned its own input",
                   c->op->name);
    if (debug_checks() & T_DEBUG_FINITE && !all_finite(y)) {
        for (int i = 0; i < c->n_in; i++)
            if (!all_finite(c->in[i])) return;
        t_fail(NULL, "%s: the first NaN or infinity is in its output %s", c->op->name, t_shape_text(y));
    }
}

Tensor *t_apply_at(Site site, const Op *op, Args args, int n, Tensor *const in[]) {
    const Site *outer = t_site_enter(&site);
    site.outer = outer;
    check_inputs(op, n, in);
    Ctx *c = step_header(sizeof *c + (size_t)n * sizeof in[0]);
    c->op = op;
    c->n_in = n;
    c->in = (Tensor **)(c + 1);
    bool tracked = false;
    for (int i = 0; i < n; i++) {
        c->in[i] = in[i];
        tracked |= in[i]->requires_grad;
    }
    memset(c->saved, 0, sizeof c->saved);
    c->args = args;
    c->site = site;
    c->site.outer = NULL; /* is on the stack, and backward comes later */
    c->done = c->fills = false;

    no_grad_depth++; /* what forward computes by other ops is its own affair */
    if (op->check && !replay_records()) op->check(c); /* the same step has been checked, and values cannot be read */
    if (n) c->op = op_on(in[0]->device, op);
    Tensor *y = c->out = c->op->forward(c);
    no_grad_depth--;
    check_output(c, y);

    if (tracked && no_grad_depth == 0 && c->op->backward && y->dtype == DTYPE_REAL) {
        Ctx **tape = step_tape();
        c->previous = *tape;
        *tape = c;
        c->device = in[0]->device;
        c->writes = writes_so_far;
        y->ctx = c;
        y->requires_grad = true;
    }
    t_site_enter(outer);
    return y;
}

/* --- The walk back ------------------------------------------------------------------------------------------------ */
/* That of a leaf which outlives the step has to outlive it too. */
static Tensor *lasting_gradient(Tensor *x) {
    if (!x->grad_memory) x->grad_memory = t_own(DTYPE_REAL, x->device, x->ndim, x->shape);
    if (x->device == DEV_CPU && debug_checks() & T_DEBUG_POISON)
        memset(x->grad_memory->raw, 0xff, x->size * sizeof(real));
    return x->grad_memory;
}

/* x->grad, made on first touch: blank, or of zeros. */
static Tensor *gradient_of(Tensor *x, bool may_be_blank) {
    if (x->ctx && x->ctx->done)
        t_fail("run the forward again before the second backward; gradients of several losses add up if the losses are "
               "added",
               "backward: the graph behind %s has been walked already", t_label(x, x->ctx->op->name));
    if (x->ctx && x->step != step_id())
        t_fail("forward and backward belong into one step; t_detach(x) cuts the graph",
               "backward: the graph reaches %s, made outside this step", t_label(x, x->ctx->op->name));
    if (!x->grad) {
        x->grad = x->step == step_id() ? t_like(x) : lasting_gradient(x);
        x->grad->blank = true;
    }
    if (x->grad->blank && !may_be_blank) {
        t_zero_grad(x);
        x->grad->blank = false;
    }
    return x->grad;
}

static void start(Tensor *L, const Tensor *upstream) {
    t_check_alive(L, "backward: L");
    if (!L->requires_grad)
        t_fail("was everything computed under t_no_grad, or no parameter marked with t_requires_grad?",
               "backward: %s depends on nothing that requires a gradient", t_label(L, "L"));
    if (!upstream && L->size != 1)
        t_fail("a loss is one number: t_mean(L) or t_sum(L); else t_backward_from(L, upstream)",
               "backward: %s is not a scalar", t_label(L, "L"));
    Tensor        *dL = gradient_of(L, false);
    const Kernels *k = dev_kernels(L->device);
    if (!upstream) {
        Tensor *one = t_like(dL);
        k->fill(one->data, 1, 1);
        k->axpy(1, 1, one->data, dL->data);
        return;
    }
    t_check_alive(upstream, "backward: upstream");
    if (!t_same_shape(L, upstream) || upstream->dtype != DTYPE_REAL || upstream->device != L->device)
        t_fail(NULL, "backward: the upstream gradient %s is not of L's shape %s, dtype and device",
               t_shape_text(upstream), t_shape_text(L));
    k->axpy(L->size, 1, upstream->data, dL->data);
}

void t_backward_at(Site site, Tensor *L, const Tensor *upstream) {
    const Site *outer = t_site_enter(&site);
    start(L, upstream);
    no_grad_depth++;
    for (Ctx **link = step_tape(), *c; (c = *link);) {
        if (!c->out->grad) { /* L does not depend on it */
            link = &c->previous;
            continue;
        }
        t_site_enter(&c->site);
        Tensor *dx[c->n_in];
        for (int i = 0; i < c->n_in; i++) dx[i] = c->in[i]->requires_grad ? gradient_of(c->in[i], c->fills) : NULL;
        if (c->writes != writes_so_far) check_unchanged(c, dx);
        c->op->backward(c, c->out->grad, dx);
        for (int i = 0; i < c->n_in; i++)
            if (dx[i] && dx[i]->blank)
                t_fail("write dx[i] = t_beta(dx[i]) dx[i] + ...", "%s: backward has left dx[%d] blank", c->op->name, i);
        c->done = true;
        *link = c->previous;
    }
    no_grad_depth--;
    t_site_enter(outer);
}

void t_forget_grad(Tensor *x) { x->grad = NULL; }

void t_zero_grad(Tensor *x) {
    if (x->grad) dev_kernels(x->device)->zero(x->grad->raw, x->size * sizeof(real));
}
