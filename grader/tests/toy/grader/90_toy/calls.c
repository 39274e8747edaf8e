#include "call_model.h"
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

/* The parameters of a network, set and read back. */
static void call_parameters(Call *c) {
    Module *m = call_network(c, 0);
    call_return_parameters(c, 0, m);
    nn_free(m);
}

const CallEntry lab_calls[] = {{"half", call_half},
                               {"mean", call_mean},
                               {"count", call_count},
                               {"parameters", call_parameters},
                               {NULL, NULL}};
