/* regularization.h: the interface of lab 5. Given; your code goes into dropout.c, norm.c, init.c and regularization.c.
 *
 * N is the number of samples in a batch, C of channels (features). */
#pragma once
#include "activations.h"
#include "dropout.h" /* 5.1, 5.2 */
#include "gradlab.h"
#include "init.h" /* 5.6 */
#include "linear.h"
#include "norm.h" /* 5.3 to 5.5 */

/* --- Penalties ---------------------------------------------------------------------------------------------------- */
Tensor *l1_penalty(Tensor *w, double lambda);                                         /* 5.7 */
Tensor *l2_penalty(Tensor *w, double lambda);                                         /* 5.7 */
Tensor *penalized(Tensor *loss, Module *m, double l1, double l2);                     /* 5.7 */
double  weight_decay_of(double lambda);                                               /* 5.7 */
void    prox_l1(Tensor *w, double lr, double lambda);                                 /* 5.8 */

/* --- Early stopping ----------------------------------------------------------------------------------------------- */
typedef struct EarlyStopping {
    Module *model;
    int     patience;    /* stop after this many epochs in a row without an improvement */
    double  min_delta;   /* an improvement is a loss below best_loss - min_delta */
    double  best_loss;   /* INFINITY before the first epoch */
    int     best_epoch;  /* counted from 0; -1 before the first epoch */
    int     epoch;       /* of the next update, counted from 0 */
    int     waited;      /* epochs since the best one */
    int         n;       /* of the model's parameters and buffers ... */
    StateEntry *state;   /* ... which are these: state[i].tensor; */
    Tensor    **best;    /* best[i] is a place for a copy of state[i].tensor */
} EarlyStopping;

/* Given. The model is on its device already. */
EarlyStopping early_stopping_begin(Module *model, int patience, double min_delta);
void          early_stopping_end(EarlyStopping *e);

bool early_stopping_update(EarlyStopping *e, double validation_loss);                 /* 5.9 */
void early_stopping_restore(EarlyStopping *e);                                        /* 5.9 */

/* --- A network, and what happens in it ---------------------------------------------------------------------------- */
Module *regularized_mlp(int n, const int sizes[], bool batch_norm, double p);         /* 5.10 */
Tensor *gradient_norms(Module *m);                                                    /* 5.11 */
double  active_share(const Tensor *y);                                                /* 5.11 */
