#include "written_private.h"

uint64_t writes_so_far;

/* Who made the last ones, for messages. */
enum { REMEMBERED = 64 };
static const char *writers[REMEMBERED];

uint64_t written_by(const char *function) {
    writers[++writes_so_far % REMEMBERED] = function;
    return writes_so_far;
}

static const char *writer(uint64_t write) {
    return writes_so_far - write < REMEMBERED ? writers[write % REMEMBERED] : "the library";
}

/* The tensor whose memory x sees, when it has been written to after the forward; else NULL. */
static const Tensor *changed(const Ctx *c, const Tensor *x) {
    const Tensor *owner = x->shares ? x->shares : x;
    return owner->step == 0 && owner->written > c->writes ? owner : NULL;
}

static _Noreturn void fail(const Ctx *c, const Tensor *x, const char *fallback) {
    const char *by = writer(x->written);
    char        help[200];
    snprintf(help, sizeof help, "call t_backward before %s, or run the forward again after it%s", by,
             x->requires_grad ? "" : "; t_keep(x) makes a copy that stays");
    if (x->device != c->device)
        t_fail(help, "backward of %s: %s was on %s in the forward, and is on %s now", c->op->name, t_label(x, fallback),
               dev_name(c->device), dev_name(x->device));
    t_fail(help, "backward of %s: %s has changed since the forward: %s has written to it", c->op->name,
           t_label(x, fallback), by);
}

static bool is_read(const Ctx *c, Tensor *const dx[], int input) {
    for (int i = 0; i < c->n_in; i++)
        if (dx[i] && (!c->op->reads || c->op->reads(c, i, input))) return true;
    return false;
}

void check_unchanged(const Ctx *c, Tensor *const dx[]) {
    char what[40];
    for (int i = 0; i < c->n_in; i++) {
        const Tensor *x = changed(c, c->in[i]);
        if (!x || (x->device == c->device && !is_read(c, dx, i))) continue;
        snprintf(what, sizeof what, "input %d", i);
        fail(c, x, what);
    }
    for (int i = 0; i < T_MAX_SAVED; i++) {
        const Tensor *x = c->saved[i] ? changed(c, c->saved[i]) : NULL;
        if (!x) continue;
        snprintf(what, sizeof what, "c->saved[%d]", i);
        fail(c, x, what);
    }
}
