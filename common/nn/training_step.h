/* training_step.h: forward, loss, backward and update for one batch after the other; on a GPU recorded and replayed,
 * see replay.h. */
#pragma once
#include "optim.h"

typedef struct TrainingStep TrainingStep;
/* The model is in training mode already, and on the device of its batches. */
TrainingStep *training_step_new(Module *model, Tensor *(*loss)(Tensor *output, Tensor *target), Optimizer *optimizer);
/* One step on x and y: a loader's, which are the same two tensors each time. Returns the loss, a tensor that keeps its
 * place: t_item reads it, and waits. A batch of another shape than the first one, a short last one, is not replayed but
 * done as it is written. */
const Tensor *training_step(TrainingStep *step, Tensor *x, Tensor *y);
void          training_step_free(TrainingStep *step);
