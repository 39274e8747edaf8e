#include "call.h"
#include "toy.h"

static void call_half(Call *c) { call_op(c, &half_op, 1, 1); }
static void call_mean(Call *c) { call_return_number(c, 0, toy_mean(c->in[0])); }
static void call_count(Call *c) { call_return_number(c, 0, toy_count()); }

const CallEntry lab_calls[] = {{"half", call_half}, {"mean", call_mean}, {"count", call_count}, {NULL, NULL}};
const ArgumentNames lab_arguments[] = {{NULL, NULL}};
