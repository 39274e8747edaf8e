/* autograd.h: operations, the tape they are recorded on, and the walk back.
 *
 * Every operation, ours and the students' alike, is an Op: a forward that makes the output and saves what its backward
 * needs, and a backward that *adds* into the gradients of the inputs. Ops append to a tape in the order in which they
 * are made, which is a topological order; backward is a loop run in reverse. */
#pragma once
#include "tensor.h"

typedef struct Ctx Ctx;

typedef struct Op {
    const char *name; /* as messages and the grader know it: "softmax" */
    /* Makes the output from c->in[0 .. c->n_in-1]; may keep tensors for backward in c->saved. */
    Tensor *(*forward)(Ctx *c);
    /* dy has the output's shape; dx[i] has in[i]'s shape, holds what other uses of in[i] have added so far, and is NULL
     * where no gradient is wanted: dx[i]->data[j] += ... NULL for an op without gradient. */
    void (*backward)(Ctx *c, const Tensor *dy, Tensor *dx[]);
    bool any_device; /* written on the kernel table, so it runs wherever its inputs are */
    /* What has to hold of the inputs and args, on every device: runs before forward, and ends the program with t_fail.
     * It may read shapes and dtypes; t_host reads values. NULL: nothing, or forward itself checks. */
    void (*check)(const Ctx *c);
    /* Whether backward reads the values of in[input] to work out dx[i]. Where it does, t_backward makes sure that the
     * library has not written to them since the forward. NULL: it may read all inputs. */
    bool (*reads)(const Ctx *c, int i, int input);
} Op;

/* What an Op keeps.
 * For its own backward: forward makes a tensor of any dtype (the normalised x, an argmax, a mask) and puts it into
 * c->saved; it lives to the end of the step, and no gradient is asked for it.
 * From one use to the next: a buffer (batch norm's running mean) is one more input. It belongs to the caller, as from
 * nn_register_buffer, and requires no gradient, so its dx[i] is NULL. forward changes it in place, in training mode
 * only, and backward does not read it: by then the next batch may have changed it again. The mode is one of args.i. */

/* Numbers that go with a call and are not tensors: an axis, a slope, a stride. */
typedef struct Args {
    int    i[8];
    double f[4];
} Args;

enum { T_MAX_SAVED = 4 };

/* One use of an op. Lives in the step arena. */
struct Ctx {
    const Op *op;
    Ctx      *previous; /* the use before it on the tape */
    int       n_in;
    Tensor  **in;
    Tensor   *out;
    Tensor   *saved[T_MAX_SAVED];
    Args      args;
    Site      site;
    bool      done; /* backward has been through here */
    /* A forward sets this if its backward uses t_beta() for every dx[i]. Then a new gradient is not filled with zeros
     * first, which saves two passes over its memory. */
    bool     fills;
    Device   device; /* of the inputs, in the forward */
    uint64_t writes; /* of the library to lasting tensors, up to the forward */
};

/* beta of dx := beta dx + what is to be added: 0 the first time for a gradient that is blank, else 1. */
static inline real t_beta(Tensor *dx) {
    const real beta = dx->blank ? 0 : 1;
    dx->blank = false;
    return beta;
}

/* y = t_apply(&softmax_op, x): checks the inputs, runs forward and records the use when an input needs a gradient. */
#define t_apply(op, ...) T_APPLY("t_apply(" #op ", " #__VA_ARGS__ ")", op, __VA_ARGS__)
/* For a macro that stands for an op, such as f_softmax(x): `written` is the call as it stands in the student's file. */
#define T_APPLY(written, op, ...)                                                                                      \
    t_apply_at(T_HERE(written), op, (Args){0}, (int)(sizeof((Tensor *[]){__VA_ARGS__}) / sizeof(Tensor *)),            \
               (Tensor *[]){__VA_ARGS__})
Tensor *t_apply_at(Site site, const Op *op, Args args, int n, Tensor *const in[]);
/* Whether an op has code for that device, its own or a twin's. Where it has none, t_apply ends the program. */
bool dev_runs(Device device, const Op *op);

/* The forward and the backward of an op that works element by element on one tensor of reals, y = f(x). f is a loop
 * over n elements, and gets where they begin: y[i] = f(x[i]), and dx[i] += dy[i] f'(x[i]). Where there are many, they
 * are shared among threads, each of which calls f for a stretch of its own: f writes to nothing else, and makes no
 * tensors. */
typedef void (*MapForward)(const Ctx *c, size_t n, const real *x, real *y);
typedef void (*MapBackward)(const Ctx *c, size_t n, const real *x, const real *dy, real *dx);
Tensor *t_map(Ctx *c, MapForward f);
void    t_map_backward(Ctx *c, const Tensor *dy, Tensor *dx[], MapBackward f);
/* What t_map asks of its input; a twin on another device asks the same. */
static inline void t_map_check(const Ctx *c) {
    if (c->in[0]->dtype != DTYPE_REAL)
        t_fail("t_cast(x, DTYPE_REAL) makes it real", "%s: %s holds integers", c->op->name, t_label(c->in[0], "x"));
}

/* dL/dx for every x with requires_grad that the scalar L depends on, added to x->grad. The graph can be walked once.
 *
 * Backward reads values of the forward: parameters, a loader's batch. It ends the program, and names the tensor and the
 * line of the forward, when the library has overwritten them in between (optim_step, nn_load, nn_to, data_next). What a
 * program writes through x->data by itself is not seen, and makes the gradient wrong. */
#define t_backward(L) t_backward_at(T_HERE("t_backward(" #L ")"), L, NULL)
/* The same for an L of any shape, with the gradient of what follows: `upstream` has L's shape. */
#define t_backward_from(L, upstream) t_backward_at(T_HERE("t_backward_from(" #L ", " #upstream ")"), L, upstream)
void t_backward_at(Site site, Tensor *L, const Tensor *upstream);

/* x->grad := 0, where there is one. */
void t_zero_grad(Tensor *x);
/* x->grad := NULL, as x.grad = None does: the next backward begins anew. */
void t_forget_grad(Tensor *x);

/* A training step: { t_step(); forward; backward; update; } takes back all tensors made in it when the block is left,
 * however it is left. Steps nest. A tensor used after its step is named in an error, not silently reused. */
#define t_step() T_SCOPE(t_step_scope_, t_step_leave_scope) = t_step_begin()
/* No tape from here to the end of the block: evaluation, and updates of parameters. Nests. It saves the records, and
 * with them the backward and its gradients. It does not save the values: a step keeps all its tensors until its end,
 * with a tape or without (torch frees each as soon as nobody can use it). Give each batch of a test a t_step(). */
#define t_no_grad() T_SCOPE(t_no_grad_scope_, t_no_grad_leave_scope) = t_no_grad_begin()
bool t_grad_enabled(void);

/* The same by hand. */
int  t_step_begin(void);
void t_step_end(void);
int  t_no_grad_begin(void);
void t_no_grad_end(void);

/* Checks that cost time, also switched on by GRADLAB_DEBUG=1: fresh memory and ended steps are filled with NaN; the
 * first op that makes a NaN or an infinity from finite inputs is named; no header is reused, so that any tensor kept
 * past its step is found out (otherwise it is found out in the step after). */
enum { T_DEBUG_POISON = 1, T_DEBUG_FINITE = 2, T_DEBUG_STEPS = 4 };
void t_debug(unsigned checks);

/* Bytes that the step arena holds in use. */
size_t t_arena_used(void);

/* How many times common/ has asked the system for memory so far: tensors, arenas, batches, gradients. A training loop
 * leaves it unchanged after the first step. */
extern uint64_t t_allocations;
/* malloc and calloc that count, and end the program with a message when there is no memory. */
void *t_malloc(size_t size);
void *t_calloc(size_t n, size_t size);

/* --- Details ----------------------------------------------------------------------------------------------------- */
#define T_JOIN_(a, b) a##b
#define T_JOIN(a, b) T_JOIN_(a, b)
#define T_SCOPE(name, leave) __attribute__((cleanup(leave), unused)) int T_JOIN(name, __LINE__)
void t_step_leave_scope(int *scope);
void t_no_grad_leave_scope(int *scope);

/* The build gives a .c file and the .cu file beside it one name, TWINS. The program gets a variable of that name, and
 * the plugin looks for it: the twins of softmax.cu are used where this very softmax.c is linked, and nowhere else. */
#if defined TWINS && !defined __cplusplus
extern const char TWINS;
const char        TWINS = 1;
#endif
