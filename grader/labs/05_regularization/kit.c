/* kit.c: the library's batch norm, as a kit of lab 5 has it. The task is to write it, so it is the hand-in's own; the
 * layers, which the solved lab has call the faster one, run on it. A batch norm that calls it calls itself. */
#include "norm.h"

Tensor *t_batch_norm_at(Site site, Args args, Tensor *const in[]) {
    return t_apply_at(site, &batch_norm_op, args, 5, in);
}

Tensor *t_batch_norm_relu_at(Site site, Args args, Tensor *const in[]) {
    return (void)site, (void)args, (void)in, NULL; /* one after the other */
}
