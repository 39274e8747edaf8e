/* tensors.h: the interface of lab 0, but for the activations, which have a header of their own (activations.h). Given;
 * your code goes into indexing.c, matmul.c, value.c, activations.c and gradcheck.c. */
#pragma once
#include "blas.h"
#include "device.h"
#include "gradlab.h"

/* --- indexing.c: where an element of a tensor lies, and tensors of different shapes together ---------------------- */
void    strides_of(int ndim, const int shape[], size_t stride[]);           /* 0.1 */
size_t  flat_index(int ndim, const int shape[], const int index[]);         /* 0.1 */
void    multi_index(int ndim, const int shape[], size_t flat, int index[]); /* 0.1 */
bool    broadcast_shape(int ndim_a, const int a[], int ndim_b, const int b[], int *ndim, int shape[]); /* 0.2 */
Tensor *broadcast_add(const Tensor *a, const Tensor *b);                    /* 0.2 */

/* --- matmul.c: products, and where they are computed -------------------------------------------------------------- */
Tensor *matmul_loops(const Tensor *A, const Tensor *B);      /* 0.3: (n,k) (k,m) -> (n,m) */
Tensor *matmul_blas(const Tensor *A, const Tensor *B);       /* 0.3 */
Tensor *linear_each(const Tensor *X, const Tensor *W);       /* 0.4: X (N,in), W (out,in) -> X W^T (N,out) */
Tensor *linear_once(const Tensor *X, const Tensor *W);       /* 0.4 */
Device  pick_device(bool cuda_available);                    /* 0.5 */
Tensor *run_on(Device device, const Op *op, Tensor *x);      /* 0.5 */

/* --- value.c: an autograd engine for single numbers --------------------------------------------------------------- */
typedef enum ValueOp { VALUE_LEAF, VALUE_ADD, VALUE_MUL, VALUE_POW, VALUE_TANH } ValueOp;

/* A number that knows what it was computed from. Values are memory of the step (t_step): nobody frees them. */
typedef struct Value Value;
struct Value {
    real    data;       /* v */
    real    grad;       /* df/dv, after value_backward(f); a leaf adds up those of all backwards */
    ValueOp op;         /* what made it */
    Value  *parents[2]; /* what it was made from; NULL where there is none */
    real    exponent;   /* of VALUE_POW */
    int     uses;       /* these two are for value_backward's walk: 0 and NULL in a new value */
    Value  *next;
};

Value *value_leaf(double data);                   /* given: a variable or a constant, gradient 0 */
Value *value_add(Value *a, Value *b);             /* 0.6 */
Value *value_mul(Value *a, Value *b);             /* 0.6 */
Value *value_pow(Value *a, double exponent);      /* 0.6 */
Value *value_tanh(Value *a);                      /* 0.6 */
void   value_backward(Value *f);                  /* 0.7 */
void   value_zero_grad(Value *v);                 /* 0.7 */

/* --- gradcheck.c: is a gradient right? ---------------------------------------------------------------------------- */
/* f(x), a number; `context` is whatever else f needs. */
typedef double (*ScalarFunction)(const Tensor *x, const void *context);

/* The loss with which an operation is tried: L(x) = sum_i dy_i y_i, y = op(x). Its gradient in y is dy. */
typedef struct OpLoss {
    const Op     *op;
    Args          args;
    const Tensor *dy;
} OpLoss;

Tensor *numerical_gradient(ScalarFunction f, const void *context, Tensor *x, double h); /* 0.10 */
double  gradient_error(const Tensor *a, const Tensor *b);                               /* 0.10 */
double  op_loss(const Tensor *x, const void *loss);                                     /* given: L(x) of an OpLoss */
bool    gradcheck(const OpLoss *loss, const Tensor *x, double h, double tolerance);     /* 0.10 */
