/* How the optional tasks of lab 4 are called. */
#include "call.h"
#include "on_device.h"

static void call_momentum(Call *c) {
    Tensor *p = call_changeable(c, 1), *velocity = call_changeable(c, 2);
    device_momentum((int)p->size, (real)call_real(c, "lr"), (real)call_real(c, "momentum"),
                    (real)call_real(c, "weight_decay"), c->in[0]->data, p->data, velocity->data);
    call_return(c, 0, p);
    call_return(c, 1, velocity);
}

static void call_adam(Call *c) {
    Tensor *p = call_changeable(c, 1), *m = call_changeable(c, 2), *v = call_changeable(c, 3);
    device_adam((int)p->size, call_int(c, "t"), call_real(c, "lr"), call_real(c, "weight_decay"), c->in[0]->data,
                p->data, m->data, v->data);
    call_return(c, 0, p);
    call_return(c, 1, m);
    call_return(c, 2, v);
}

const CallEntry lab_calls[] = {{"momentum_step", call_momentum}, {"adam_step", call_adam}, {0}};
