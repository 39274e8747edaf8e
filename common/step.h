/* step.h: the memory of training steps, for the bodies of tensor.h and autograd.h. */
#pragma once
#include "arena.h"
#include "autograd.h"

/* Memory of the step under way: for a tensor's header or a tape record, and for values on a device. */
void *step_header(size_t size);
void *step_values(Device device, size_t size);
/* The mark that a tensor of the step under way carries. */
uint64_t step_id(void);
/* The tape of the step under way: its last record. */
Ctx **step_tape(void);
unsigned debug_checks(void);
