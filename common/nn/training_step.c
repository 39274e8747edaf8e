#include "training_step.h"
#include "replay.h"
#include <stdlib.h>

struct TrainingStep {
    Module *model;
    Tensor *(*loss)(Tensor *output, Tensor *target);
    Optimizer *optimizer;
    Replay    *replay; /* NULL before the first batch */
    Tensor    *x, *y, *L;
    int        rows; /* of a batch that is replayed */
};

static void one_step(void *of) {
    const TrainingStep *s = of;
    Tensor             *L = s->loss(nn_forward(s->model, s->x), s->y);
    t_backward(L);
    optim_step(s->optimizer);
    optim_zero_grad(s->optimizer);
    t_store(s->L, L);
}

TrainingStep *training_step_new(Module *model, Tensor *(*loss)(Tensor *output, Tensor *target), Optimizer *optimizer) {
    TrainingStep *s = t_calloc(1, sizeof *s);
    *s = (TrainingStep){.model = model, .loss = loss, .optimizer = optimizer};
    return s;
}

static void begin(TrainingStep *s, Tensor *x, Tensor *y) {
    s->x = x;
    s->y = y;
    s->rows = x->shape[0];
    s->L = t_own(DTYPE_REAL, x->device, 0, NULL);
    s->replay = replay_new(x->device, one_step, s);
}

const Tensor *training_step(TrainingStep *s, Tensor *x, Tensor *y) {
    if (!s->replay) begin(s, x, y);
    if (x != s->x || y != s->y)
        t_fail("give it the batches of one loader", "training_step: x or y is another tensor than in the first step");
    if (x->shape[0] == s->rows) replay_run(s->replay);
    else {
        t_step();
        one_step(s);
    }
    return s->L;
}

void training_step_free(TrainingStep *s) {
    if (!s) return;
    replay_free(s->replay);
    t_free(s->L);
    free(s);
}
