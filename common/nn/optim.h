/* optim.h: optimisers (torch.optim), and how one is written.
 *
 * An OptimType is to a method of descent what an Op is to an operation. Its step is a loop over some parameters, their
 * gradients, and what the method keeps for each of them; the library runs this loop over all parameters of a model:
 *
 *     static void sgd_step(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]) {
 *         const real lr = (real)o->lr;
 *         for (size_t i = 0; i < n; i++) p[i] -= lr * g[i];
 *     }
 *     static const OptimType sgd_type = {.name = "SGD", .step = sgd_step};
 *     Optimizer *sgd = optim_new(&sgd_type, nn_parameters(model), .lr = 0.1); */
#pragma once
#include "nn.h"

/* The numbers of a method, under torch's names. A method reads those that it knows. Each group of parameters has its
 * own. */
typedef struct OptimArgs {
    double  lr, weight_decay;
    double  momentum, dampening; /* SGD */
    bool    nesterov;
    double  beta1, beta2;        /* Adam: the decay of the means of g and of g^2 */
    double  alpha;               /* RMSprop: the decay of the mean of g^2 */
    double  eps;
    int64_t t;                   /* set by optim_step: the number of this step, from 1 on */
    double  derived[4];          /* written by the method's `prepare` */
} OptimArgs;

enum { OPTIM_MAX_STATES = 4, OPTIM_MAX_GROUPS = 64 };

typedef struct OptimType {
    const char *name; /* as messages know it: "Adam" */
    int         states; /* arrays that a step leaves to the next one: a velocity, moments. They begin with zeros. */
    /* Updates p[0 .. n-1]. g has the gradients, state[k] the numbers of state k; all have n elements. Several threads
     * call it at the same time, each for other parameters: it writes to p and state only, and makes no tensors. A call
     * may span several small tensors and the unused elements between them. In the form of another device than the CPU
     * `o` is in that device's memory, as p is: the host writes other numbers there before a step is replayed. */
    void (*step)(const OptimArgs *o, size_t n, real *p, const real *g, real *const state[]);
    /* Works out, before the loop, what depends on the numbers alone (1 - beta1^t, say), into o->derived. NULL: nothing
     * is to be done. */
    void (*prepare)(OptimArgs *o);
} OptimType;

typedef struct Optimizer Optimizer;
/* optim_new(&adam_type, nn_parameters(model), .lr = 1e-3, ...): the numbers that are not named are 0. The states live
 * on the parameters' device. Ends the program when a number is negative or not finite. */
#define optim_new(type, params, ...) optim_new_of(type, params, (OptimArgs){__VA_ARGS__})
Optimizer *optim_new_of(const OptimType *type, Params *params, OptimArgs args);
void       optim_free(Optimizer *optimizer);

/* One step of all parameters that require a gradient and have one. */
void optim_step(Optimizer *optimizer);
/* The next backward begins anew; until then the parameters' grad is NULL (None in torch). */
void optim_zero_grad(Optimizer *optimizer);
/* The learning rate of all groups from now on, and that of the first group: for schedules. */
void   optim_set_lr(Optimizer *optimizer, double lr);
double optim_lr(const Optimizer *optimizer);

/* --- Groups (torch's param_groups) -------------------------------------------------------------------------------- */
/* All parameters begin in group 0. optim_group moves those whose key matches `keys` to a new group and returns its
 * numbers, at first copies of those of group 0. They may be changed at any time:
 *     optim_group(adam, "classifier.*")->lr = 1e-2;
 *     optim_group(adam, "*.bias")->weight_decay = 0;
 * `keys` is a key of the state_dict, or a pattern as the shell's, in which a * stands for dots, too. A parameter
 * belongs to the last group that it matches. Ends the program when no key matches. */
OptimArgs *optim_group(Optimizer *optimizer, const char *keys);
/* How many groups there are, and the numbers of each, 0 .. n-1:
 *     for (int i = 0; i < optim_n_groups(adam); i++) optim_args(adam, i)->lr *= 0.1; */
int        optim_n_groups(const Optimizer *optimizer);
OptimArgs *optim_args(Optimizer *optimizer, int group);

/* --- Methods ------------------------------------------------------------------------------------------------------ */
/* They are written in lab 4, in optimizers.c, and every program trains with its reference's, but a lab 4 of your own
 * with yours. In all of them but AdamW  G = g + weight_decay p.  Equal to torch.optim's SGD, Adagrad, RMSprop, Adam and
 * AdamW:
 *
 * SGD:      p -= lr G
 * Momentum: v = momentum v + (1 - dampening) G, but v = G in the first step;
 *           p -= lr v, or with nesterov  p -= lr (G + momentum v)
 * Adagrad:  s += G^2;  p -= lr G / (sqrt(s) + eps)
 * RMSprop:  s = alpha s + (1 - alpha) G^2;  p -= lr G / (sqrt(s) + eps)
 * Adam:     m = beta1 m + (1 - beta1) G;  v = beta2 v + (1 - beta2) G^2;
 *           p -= lr (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps) (Kingma & Ba 2015)
 * AdamW:    p -= lr weight_decay p, then Adam with G = g (Loshchilov & Hutter 2019) */
extern const OptimType sgd_type, momentum_type, adagrad_type, rmsprop_type, adam_type, adamw_type;
/* With torch's defaults: alpha 0.99; betas 0.9, 0.999; eps 1e-8, of Adagrad 1e-10. */
Optimizer *optim_sgd(Params *params, double lr, double momentum, double weight_decay);
Optimizer *optim_nesterov(Params *params, double lr, double momentum);
Optimizer *optim_adagrad(Params *params, double lr);
Optimizer *optim_rmsprop(Params *params, double lr);
Optimizer *optim_adam(Params *params, double lr);
Optimizer *optim_adamw(Params *params, double lr, double weight_decay);
