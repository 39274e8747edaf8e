/* call.h: how a lab's functions are called, written once (grader/labs/NN/calls.c) and run twice: in the probe, with the
 * student's code, and in the grader, with the reference. What the two return is compared in the grader.
 *
 * A call sees the inputs of one case, and outputs whose shapes the grader has fixed. It holds no expected values. */
#pragma once
#include "gradlab.h"

enum { CALL_MAX_TENSORS = 16 };

typedef struct Call {
    int     n_in, n_out;
    Tensor *in[CALL_MAX_TENSORS];  /* as drawn; in the probe each ends at a guard page */
    Tensor *out[CALL_MAX_TENSORS]; /* filled with NaN (reals) or a marker (integers) beforehand */
    Args    args;
} Call;

typedef struct CallEntry {
    const char *name;
    void (*run)(Call *c);
} CallEntry;

/* The lab's calls, ended by an entry whose name is NULL. A session runs several calls of one probe: what one leaves in
 * static variables the next one finds. */
extern const CallEntry lab_calls[];

/* What the numbers of a call's args are, as the student's header calls them: "n, sizes; lr", those of args.i before
 * the semicolon and those of args.f behind it. The last of each takes all numbers that are left; "-" is one not to be
 * shown. Ended by an entry whose call is NULL. */
typedef struct ArgumentNames {
    const char *call, *names;
} ArgumentNames;
extern const ArgumentNames lab_arguments[];

/* Copies `result` to output i. A NULL, another shape or another dtype is told to the student in words. */
void call_return(Call *c, int i, const Tensor *result);
void call_return_number(Call *c, int i, double value); /* for an output of rank 0 */
/* An answer of characters, in an output of uint8 (n), cut or padded with zeros. */
void call_return_text(Call *c, int i, const char *text);

/* A copy of input i that the student's code may change; the input itself has to stay as it was sent. */
Tensor *call_changeable(Call *c, int i);

/* Runs an op on in[0 .. n-1]: out[0] = y. When `differentiable` is not 0 and c has more outputs, those of the first
 * `differentiable` inputs (reals) that the case says so of require a gradient, the others are plain data; in[n] is the
 * upstream gradient, in[n+1+j] holds what the gradient of input j has in it already, and out[1+j] is that gradient
 * after backward: of plain data, what it was. */
void call_op(Call *c, const Op *op, int n, int differentiable);
