/* replay.h: a training step that is done twice as it is written, then recorded, and from then on replayed (a CUDA
 * graph).
 *
 * A small network on a GPU waits for the host, which launches one short kernel after the other. A replay launches them
 * all at once; no line of the step's C code runs. So a recorded step does the same work each time, on the same memory:
 *
 *     static void step(void *of) {
 *         Training *t = of;
 *         Tensor   *L = f_cross_entropy(nn_forward(t->model, t->x), t->y);
 *         t_backward(L);
 *         optim_step(t->optimizer);
 *         optim_zero_grad(t->optimizer);
 *         t_store(t->loss, L);
 *     }
 *     Replay *replay = replay_new(DEV_CUDA, step, &training);
 *     while (...) replay_run(replay);        the values of x and y change, and so may the learning rate
 *
 * What changes from step to step by the host's doing is sent to the device before each replay (replay_send): Adam's
 * count of steps and the learning rates by optim_step, the names of random streams by t_rand_like. Which tensors are
 * trained does not change, and a number in an expression (t_mul(x, 0.5)) stays what it is in the step that is recorded.
 * Other values of the host, and results on it, end the program there. On the CPU, and under
 * GRADLAB_DEBUG=1, which looks at all values, every run is the step as it is written. */
#pragma once
#include "autograd.h"

typedef struct Replay Replay;
/* The step gets a t_step() of its own. x, y, the model and what it stores to belong to the caller, and outlive it. */
Replay *replay_new(Device device, void (*step)(void *data), void *data);
void    replay_run(Replay *replay);
/* After this call the memory of its temporaries is free for others. */
void    replay_free(Replay *replay);

/* Whether a step is being recorded. Its inputs are checked in the runs before; values, labels say, in these alone. */
bool replay_records(void);

/* to's values := from's, which has its shape, dtype and device: out of a step into what outlives it. */
void t_store(Tensor *to, const Tensor *from);

/* `bytes` bytes that write(here, data) makes on the host go to `to` on the device: now; or before each replay, when a
 * step is being recorded. */
void replay_send(Device device, void *to, size_t bytes, void (*write)(void *here, void *data), void *data);
enum { REPLAY_MAX_SENT = 256 };
