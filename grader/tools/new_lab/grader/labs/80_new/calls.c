/* How the functions of lab 80 are called. */
#include "call.h"
#include "new.h"

static void call_square(Call *c) { call_op(c, &square_op, 1, 1); }
static void call_total(Call *c) { call_return_number(c, 0, total(c->in[0])); }

const CallEntry lab_calls[] = {{"square", call_square}, {"total", call_total}, {NULL, NULL}};
