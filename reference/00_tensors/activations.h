/* activations.h: non-linear functions, element by element. */
#pragma once
#include "gradlab.h"

/* max(0, x); its derivative at 0 is taken as 0. */
extern const Op relu_op;
#define nn_relu_of(x) t_apply(&relu_op, x)

/* ReLU() as a layer. */
Module *nn_relu(void);
/* The same, printed as ReLU(inplace=True): the backward of what comes before may need its output, so nothing is overwritten. */
Module *nn_relu_inplace(void);
