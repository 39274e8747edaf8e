/* written_private.h: what the library has written to since a forward, so that no backward reads other values than its
 * forward did (torch's version counters). */
#pragma once
#include "autograd.h"

/* How often the library has written to tensors that outlive their step: x->written of each is the last such time. */
extern uint64_t writes_so_far;
/* Called by a function before it writes: x->written = written_by("optim_step") for each x that it writes to. */
uint64_t written_by(const char *function);
/* Ends the program when a tensor that the backward of c reads has been written to, or moved, since the forward. dx is
 * what the backward is to get. */
void check_unchanged(const Ctx *c, Tensor *const dx[]);
