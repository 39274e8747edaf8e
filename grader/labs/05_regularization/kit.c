/* kit.c: the library's batch norm, as a kit of lab 5 has it. The task is to write it, so it is the hand-in's own; the
 * layers, which the solved lab has call the faster one, run on it. A batch norm that calls it is told so. */
#include "call_hooks.h"
#include "norm.h"

Tensor *t_batch_norm_at(Site site, Args args, Tensor *const in[]) {
    static bool within;
    if (within) call_withheld("t_batch_norm");
    within = true;
    Tensor *y = t_apply_at(site, &batch_norm_op, args, 5, in);
    within = false;
    return y;
}
