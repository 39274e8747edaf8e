/* losses.h: what regression minimises. Given; your code goes into losses.c.
 *
 * Both take predictions and targets of one shape and give a scalar, the mean over *all elements* (as torch does). */
#pragma once
#include "gradlab.h"

extern const Op mse_loss_op; /* 2.2: the mean of (prediction - target)^2 */
extern const Op l1_loss_op;  /* 2.3: the mean of |prediction - target|; its derivative at 0 is taken as 0 */
#define f_mse_loss(prediction, target)                                                                                 \
    T_APPLY("f_mse_loss(" #prediction ", " #target ")", &mse_loss_op, prediction, target)
#define f_l1_loss(prediction, target)                                                                                  \
    T_APPLY("f_l1_loss(" #prediction ", " #target ")", &l1_loss_op, prediction, target)
