/* freezing.h: which parameters are trained. Given; your code goes into freezing.c. */
#pragma once
#include "gradlab.h"

void   set_requires_grad(Module *m, bool on);                                         /* 7.1 */
size_t trainable_count(const Module *m);                                              /* 7.1 */
bool   is_frozen(const Module *m);                                                    /* 7.2 */
void   train_mode(Module *m);                                                         /* 7.2 */
