/* perceptron.h: the interface of lab 1. Given; your code goes into perceptron.c and xor.c.
 *
 * N is the number of samples, D the number of features: x (N,D), targets t (N,1). A unit has weights w (D) and a bias
 * b (1). Functions that learn change w and b where they are. */
#pragma once
#include "gradlab.h"

/* --- perceptron.c: single units -------------------------------------------------------------------------------------
 */
double  net_input(const Tensor *w, const Tensor *b, const Tensor *x, int n);                         /* 1.1 */
int     heaviside(double z);                                                                         /* 1.1 */
Tensor *threshold_unit(const Tensor *w, const Tensor *b, const Tensor *x);                           /* 1.1 */
bool    perceptron_update(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, int n, double lr); /* 1.2 */
int     perceptron_epoch(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, double lr);         /* 1.2 */
int     perceptron_train(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, double lr, int max_epochs,
                         int mistakes[]);                                                            /* 1.3 */
bool    perceptron_learns(const Tensor *x, const Tensor *t, int max_epochs);                         /* 1.4 */
int     boolean_functions_learnt(int inputs, int max_epochs);                                        /* 1.4 */
double  adaline_epoch(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, double lr);            /* 1.5 */
double  adaline_step(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t, double lr);             /* 1.5 */
void    hebb_learn(Tensor *w, Tensor *b, const Tensor *x, const Tensor *t);                          /* 1.6 */

/* --- xor.c: two layers ----------------------------------------------------------------------------------------------
 * H hidden units and O outputs; or the gradients of such a network, of the same shapes. */
typedef struct TwoLayer {
    Tensor *W1, *b1; /* (H,D), (H) */
    Tensor *W2, *b2; /* (O,H), (O) */
} TwoLayer;

typedef struct Activations {
    Tensor *h; /* (N,H), of the hidden units */
    Tensor *y; /* (N,O), the outputs */
} Activations;

void and_gate(Tensor *w, Tensor *b);                                                                 /* 1.7 */
void or_gate(Tensor *w, Tensor *b);                                                                  /* 1.7 */
void not_gate(Tensor *w, Tensor *b);                                                                 /* 1.7 */
void xor_gate(const TwoLayer *net);                                                                  /* 1.7 */
Activations two_layer_forward(const TwoLayer *net, Tensor *x);                                       /* 1.8 */
double      two_layer_loss(const Tensor *y, const Tensor *t);                                        /* 1.8 */
int         two_layer_correct(const Tensor *y, const Tensor *t);                                     /* 1.8 */
TwoLayer    two_layer_backward(const TwoLayer *net, Tensor *x, const Activations *a, Tensor *t);     /* 1.9 */
double      two_layer_step(const TwoLayer *net, Tensor *x, Tensor *t, double lr);                    /* 1.10 */
void        two_layer_init(const TwoLayer *net, Rng *rng);                                           /* 1.10 */
int two_layer_solve(const TwoLayer *net, Tensor *x, Tensor *t, double lr, int epochs, int starts, Rng *rng); /* 1.10 */
