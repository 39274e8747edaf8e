/* How the optional tasks of lab 3 are called. */
#include "call.h"
#include "on_device.h"

static void call_row_max(Call *c) {
    const Tensor *x = c->in[0];
    Tensor       *largest = t_zeros(x->shape[0]);
    device_row_max(x->shape[0], x->shape[1], x->data, largest->data);
    call_return(c, 0, largest);
}

static void call_softmax(Call *c) {
    const Tensor *x = c->in[0];
    Tensor       *y = t_zeros(x->shape[0], x->shape[1]);
    device_softmax(x->shape[0], x->shape[1], x->data, y->data);
    call_return(c, 0, y);
}

const CallEntry lab_calls[] = {{"row_max", call_row_max}, {"softmax", call_softmax}, {0}};
