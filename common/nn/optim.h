/* optim.h: optimisers as one fused pass over a model's block of parameters.
 *
 * SGD:  g += weight_decay p;  v = momentum v + g;  p -= lr v          (torch.optim.SGD)
 * Adam: g += weight_decay p;  m = b1 m + (1-b1) g;  v = b2 v + (1-b2) g^2;
 *       p -= lr (m / (1-b1^t)) / (sqrt(v / (1-b2^t)) + eps)           (Kingma & Ba 2015, torch.optim.Adam) */
#pragma once
#include "nn.h"

typedef struct Optimizer Optimizer;
Optimizer *optim_sgd(Params *params, double lr, double momentum, double weight_decay);
Optimizer *optim_adam(Params *params, double lr); /* betas 0.9, 0.999; eps 1e-8 */
/* Of parameters that require a gradient and have one. */
void optim_step(Optimizer *optimizer);
/* The learning rate of the steps from now on: for schedules. */
void   optim_set_lr(Optimizer *optimizer, double lr);
double optim_lr(const Optimizer *optimizer);
/* The next backward begins anew; until then the parameters' grad is NULL (None in torch). */
void optim_zero_grad(Optimizer *optimizer);
void optim_free(Optimizer *optimizer);
