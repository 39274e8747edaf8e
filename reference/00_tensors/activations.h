/* activations.h: non-linear functions, element by element. */
#pragma once
#include "gradlab.h"

/* max(0, x); its derivative at 0 is taken as 0. */
extern const Op relu_op;
#define nn_relu_of(x) t_apply(&relu_op, x)

/* ReLU() as a layer. */
Module *nn_relu(void);
