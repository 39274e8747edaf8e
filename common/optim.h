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
void optim_step(Optimizer *optimizer);      /* parameters with requires_grad only */
/* The learning rate of the steps from now on: for schedules. */
void   optim_set_lr(Optimizer *optimizer, double lr);
double optim_lr(const Optimizer *optimizer);
void optim_zero_grad(Optimizer *optimizer);
void optim_free(Optimizer *optimizer);
