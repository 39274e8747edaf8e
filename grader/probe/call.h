/* call.h: how a lab's functions are called, written once (grader/labs/NN/calls.c) and run twice: in the probe, with the
 * student's code, and in the grader, with the reference. What the two return is compared in the grader.
 *
 * A call sees the inputs of one case, and outputs whose shapes the grader has fixed. It holds no expected values. */
#pragma once
#include "block.h"
#include "gradlab.h"

enum { CALL_MAX_VALUES = 32, CALL_MAX_ARGUMENTS = 8 };

/* A number that the draw of a case has given a name (case_int, case_real), and that its call asks for by this name. */
typedef struct Argument {
    char   name[23];
    bool   whole; /* else a real */
    double value;
} Argument;

typedef struct Call Call;
struct Call {
    int     n_in, n_out, n_args;
    Tensor *in[CALL_MAX_VALUES];  /* as drawn; in the probe each ends at a guard page */
    Tensor *out[CALL_MAX_VALUES]; /* filled with NaN (reals) or a marker (integers) beforehand */
    /* Of values that are blocks: in[i] and out[i] then have one axis. NULL: a tensor by itself. */
    Layout *in_parts[CALL_MAX_VALUES], *out_parts[CALL_MAX_VALUES];
    Argument arg[CALL_MAX_ARGUMENTS];
    unsigned asked; /* bit i: argument i has been asked for */
    Call    *with;  /* another case that runs together with this one; NULL: none. What a call does not run of it, its
                     * own run by `with_done`, runs behind it: only call_op has to know of it */
    bool     with_done;
};

typedef struct CallEntry {
    const char *name;
    void (*run)(Call *c);
} CallEntry;

/* The lab's calls, ended by an entry whose name is NULL. A session runs several calls of one probe: what one leaves in
 * static variables the next one finds. */
extern const CallEntry lab_calls[];

/* The argument of this name. A name that the case does not have, or a number of the other kind, is an error: a draw and
 * its call cannot disagree unnoticed. */
int    call_int(Call *c, const char *name);
double call_real(Call *c, const char *name);
bool   call_has(const Call *c, const char *name);

/* The whole numbers of input i (int64), at most `most` of them; returns how many. */
int call_whole_numbers(const Call *c, int i, int most, int numbers[]);

/* Part p of input i, a block: "0.bias" is part 1 of a network's parameters. */
const Tensor *call_part(const Call *c, int i, int p);

/* Copies `result` to output i. A NULL, another shape or another dtype is told to the student in words. */
void call_return(Call *c, int i, const Tensor *result);
void call_return_number(Call *c, int i, double value); /* for an output of rank 0 */
/* An answer of characters, in an output of uint8 (n), cut or padded with zeros. */
void call_return_text(Call *c, int i, const char *text);

/* Whether run(c) ends in t_fail, as a wrong call must; `message` gets its text, with "" when it does not. */
bool call_refused(Call *c, void (*run)(Call *c), char *message, size_t size);
/* Whether the text names this whole number: "3 and 12" names 12 and not 1. */
bool call_names(const char *text, long number);

/* How many tensors the step under way has room taken for: those of steps within it that have ended do not count. */
size_t call_tensors_kept(void);

/* A copy of input i that the student's code may change; the input itself has to stay as it was sent. */
Tensor *call_changeable(Call *c, int i);

/* Runs an op on in[0 .. n-1], with the case's arguments in their order: whole numbers in args.i, reals in args.f.
 * out[0] = y. When `differentiable` is not 0 and c has more outputs, those of the first
 * `differentiable` inputs (reals) that the case says so of require a gradient, the others are plain data; in[n] is the
 * upstream gradient, in[n+1+j] holds what the gradient of input j has in it already, and out[1+j] is that gradient
 * after backward: of plain data, what it was. Backward must leave dy and y as they are.
 *
 * With another case beside it: both forwards, then both backwards, as where a network uses the op twice. */
void call_op(Call *c, const Op *op, int n, int differentiable);
