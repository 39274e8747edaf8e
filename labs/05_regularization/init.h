/* init.h: the first weights of a network. Given; your code goes into init.c. */
#pragma once
#include "gradlab.h"

/* How many inputs an output is made of, and how many outputs an input goes into. */
typedef struct Fans {
    int in, out;
} Fans;
Fans fans_of(const Tensor *W);                                                        /* 5.6 */

/* Each fills W from the global generator, which t_manual_seed seeds. */
void init_normal(Tensor *W, double std);                                              /* 5.6 */
void init_uniform(Tensor *W, double bound);                                           /* 5.6 */
void init_lecun(Tensor *W);                                                           /* 5.6 */
void init_glorot(Tensor *W);                                                          /* 5.6 */
void init_he(Tensor *W);                                                              /* 5.6 */

/* An initialiser as an argument: init_weights(model, init_he). */
typedef void (*Initializer)(Tensor *W);
void init_weights(Module *m, Initializer init);                                       /* 5.6 */
