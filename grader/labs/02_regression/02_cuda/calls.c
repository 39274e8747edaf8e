/* How the optional tasks of lab 2 are called. */
#include "call.h"
#include "on_device.h"

static void gradient(Call *c, int pieces) {
    const Tensor *dy = c->in[0];
    Tensor       *db = call_changeable(c, 1);
    device_bias_gradient(pieces, dy->shape[0], dy->shape[1], dy->data, db->data);
    call_return(c, 0, db);
}
static void call_columns(Call *c) { gradient(c, 0); }
static void call_pieces(Call *c) { gradient(c, 1); }

const CallEntry lab_calls[] = {{"bias_gradient", call_columns}, {"bias_gradient_pieces", call_pieces}, {0}};
