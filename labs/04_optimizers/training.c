/* Lab 4, third part: what stands around an optimiser. Batches, large batches in small memory, gradients that are too
 * long, and learning rates that change. */
#include "optimizers.h"

/* 4.10  One epoch of mini-batch SGD, without a DataLoader: x (N, ...) and y (N, ...) are all samples. In training mode
 * (nn_train), visit the samples in a new random order, `batch_size` of them at a time; the last batch may be a short
 * one. With every batch: gradients to zero, forward, loss, backward, optimizer step. Batches of N are gradient descent,
 * batches of 1 what the lecture calls stochastic.
 *
 * The order: order = t_arange(N) holds 0, 1, ..., N-1, and rng_shuffle(rng, order->i64, (size_t)N) mixes it once.
 * Then t_slice(order, 0, begin, end) are the numbers of a batch's samples, cut to what there is, and
 * t_index_select(x, rows) these samples. (t_to(rows, x->device) first, if x may be on a GPU.)
 *
 * Returns the mean loss over the samples, each batch's loss as it was before its step. Begin the function and the body
 * of the loop with t_step(). */
double sgd_epoch(Tensor *x, Tensor *y, int batch_size, Rng *rng, Module *model, LossFunction loss,
                 Optimizer *optimizer) {
    const int N = x->shape[0];
    TODO("4.10");
}

/* 4.11  The gradient of a large batch in the memory of a small one: x (N, ...), y (N, ...) go through the model in k
 * micro-batches. Micro-batch i has the samples i*N/k to (i+1)*N/k - 1, in whole numbers; k is at most N, and need not
 * divide it. Afterwards the parameters' gradients have grown by the gradient of
 *
 *     L = the mean loss over all N samples
 *
 * as one backward of the whole batch would have made it. t_backward *adds* to the gradients, and `loss` is the mean
 * over a micro-batch: so each micro-batch's loss is multiplied by its share of the N samples. (t_scale(L, s) is s L.)
 * No optimiser here: whoever calls this sets the gradients to zero before and takes the step after it.
 *
 * Returns L. Begin the loop's body with t_step(): only one micro-batch is in memory at a time. */
double accumulate(Tensor *x, Tensor *y, int k, Module *model, LossFunction loss) {
    const int N = x->shape[0];
    TODO("4.11");
}

/* 4.12  Clips the gradients of all parameters together, as torch.nn.utils.clip_grad_norm_ does:
 *
 *     norm = sqrt( sum of the squares of all gradients of all tensors )
 *     scale = max_norm / (norm + 1e-6);  where scale < 1, every gradient is multiplied by it
 *
 * One norm for all: the direction of the step stays, only its length changes. params->tensors[0 .. params->n - 1] are
 * the parameters; a tensor whose grad is NULL has no gradient and counts nothing. Returns the norm before clipping. Sum
 * in double. */
double clip_grad_norm(Params *params, double max_norm) {
    TODO("4.12");
}

/* 4.13  The learning rate of step t = 0, 1, 2, ... in steps: after every `every` steps it is multiplied by `factor`
 * once more. (torch: StepLR) */
double step_rate(double lr, int t, int every, double factor) {
    TODO("4.13");
}

/* 4.13  From lr down to `lowest` on half a cosine: lr at t = 0, the middle of both at t = steps/2, `lowest` at
 * t = steps and ever after. M_PI is pi. (torch: CosineAnnealingLR)
 *
 *     lowest + (lr - lowest) (1 + cos(pi t / steps)) / 2
 */
double cosine_rate(double lr, double lowest, int t, int steps) {
    TODO("4.13");
}

/* 4.13  Linear warm-up: lr (t + 1) / warmup in the first `warmup` steps, so that the first step is lr / warmup and the
 * last of them lr; then lr. Without a warm-up, warmup = 0, it is lr from the start. (torch: LinearLR) */
double warmup_rate(double lr, int t, int warmup) {
    TODO("4.13");
}
