#include "call.h"
#include "toy.h"
#include <string.h>

static void call_half(Call *c) { call_op(c, &half_op, 1, 1); }
static void call_mean(Call *c) { call_return_number(c, 0, toy_mean(c->in[0])); }

/* What the first call of a probe has kept has its name in the next ones, too. */
static void call_count(Call *c) {
    static Tensor *kept;
    if (kept == NULL) kept = t_keep(c->in[0]);
    if (strcmp(kept->name, "first") != 0) t_fail(NULL, "the first input is called %s now", kept->name);
    call_return_number(c, 0, toy_count());
}

const CallEntry lab_calls[] = {{"half", call_half}, {"mean", call_mean}, {"count", call_count}, {NULL, NULL}};
