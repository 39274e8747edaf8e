/* module_private.h: what the bodies of nn.h share. */
#pragma once
#include "nn.h"

/* Every tensor at and below m with its state_dict key, in printing order. */
typedef void (*TensorVisit)(const char *key, Tensor *tensor, bool is_parameter, void *data);
void module_walk(const Module *m, TensorVisit visit, void *data);

/* "Linear (linear_relu_stack.0)", for messages; valid until the next call. */
const char *module_label(const Module *m);

/* Frees all blocks at and below m and leaves its parameters without values. */
void params_free(Module *m);

/* Before `child` takes the place of `old`: takes old's values out of the block of a module further up, and brings child
 * to old's device. Afterwards: packs the blocks above again. */
void params_leave(Module *old, Module *child);
void params_replaced(Module *parent);
