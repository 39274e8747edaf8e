/* top_k.h: more than one guess. Given; your code goes into top_k.c. */
#pragma once
#include "gradlab.h"

Tensor *top_k(const Tensor *logits, int k);                                           /* 7.10 */
double  top_k_accuracy(const Tensor *logits, const Tensor *labels, int k);            /* 7.10 */
