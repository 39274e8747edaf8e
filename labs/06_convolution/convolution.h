/* convolution.h: the interface of lab 6. Given; your code goes into conv.c, pool.c, transforms.c and lenet.c. */
#pragma once
#include "activations.h"
#include "conv.h"       /* 6.1 to 6.4 */
#include "gradlab.h"
#include "lenet.h"      /* 6.11 to 6.13 */
#include "linear.h"
#include "pool.h"       /* 6.5, 6.6 */
#include "transforms.h" /* 6.7 to 6.10 */
