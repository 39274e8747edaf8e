/* step.h: the memory of training steps, for the bodies of tensor.h and autograd.h. */
#pragma once
#include "arena.h"
#include "autograd.h"

/* Memory of the step under way: for a tensor's header or a tape record, and for values on a device, those of the tensor
 * `of` (NULL: of none). */
void *step_header(size_t size);
void *step_values(Device device, size_t size, const Tensor *of);

/* Exchanges the memory that values on the device come from, outside any step. */
void step_swap_values(Device device, Arena *memory);

/* Bytes of headers that the step under way has taken, without those of steps within it that have ended. */
size_t step_headers_used(void);

/* In between this thread makes no tensor: it has a part of a job that threads share. The thread whose job it is closes
 * for the time of the job, and the team's other threads for ever. A job within a job finds the arena closed: step_close
 * returns false, and step_open(false) does nothing. */
bool step_close(void);
void step_open(bool closed);

/* Ends all steps of this thread, after a jump out of them. */
void step_unwind(void);
/* Before a thread ends: gives its memory back. */
void step_leave_thread(void);

/* Another source of values on the CPU, for a program that looks for overruns: `take` gives memory, aligned to the
 * elements of the tensor alone, or NULL where the arena is to serve; what was taken since a mark has ended at `rewind`.
 */
typedef struct StepGuard {
    void *(*take)(size_t size, const Tensor *of);
    int (*mark)(void);
    void (*rewind)(int mark);
} StepGuard;
extern const StepGuard *step_guard; /* NULL: none; changed outside any step */
/* The byte that fresh values of the tensor `of` are filled with under T_DEBUG_POISON: reals are NaN then, and whole
 * numbers none that an answer has. */
int step_poison(const Tensor *of);
/* The mark that a tensor of the step under way carries. */
uint64_t step_id(void);
/* The tape of the step under way: its last record. */
Ctx **step_tape(void);
unsigned debug_checks(void);
