/* tensor.h: the tensor, a row-major array with a shape, on a device.
 *
 * Who owns what. All that an expression makes lives in the step arena: nobody frees it, the end of the step takes it
 * back (see t_step in autograd.h). Outside any step it lives to the end of the program. What has to outlive its step
 * (parameters, data, the best weights so far) is copied out with t_keep and freed with t_free. */
#pragma once
#include "error.h"
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include "vector_math.h" /* before: tgmath.h makes macros of these names */
#include <tgmath.h> /* exp(x) is expf for a float and exp for a double: the same source builds both ways */
#undef I            /* tgmath.h brings complex.h, which takes this letter */

/* The number type: float, or double in the shadow build (-DREAL=double) in which gradients are checked. */
#ifndef REAL
#define REAL float
#endif
typedef REAL real;
#define REAL_EPSILON (sizeof(real) == sizeof(double) ? 0x1p-53 : 0x1p-24) /* unit roundoff */

typedef enum DType { DTYPE_REAL, DTYPE_INT64, DTYPE_UINT8 } DType;
typedef enum Device { DEV_CPU, DEV_CUDA, DEV_COUNT } Device;

enum { T_MAX_NDIM = 6 };

typedef struct Tensor Tensor;
struct Tensor {
    union {            /* `size` elements, row-major, on `device` */
        void    *raw;
        real    *data; /* DTYPE_REAL */
        int64_t *i64;  /* DTYPE_INT64 */
        uint8_t *u8;   /* DTYPE_UINT8 */
    };
    size_t      size;
    int         ndim; /* 0 for a scalar */
    int         shape[T_MAX_NDIM];
    DType       dtype;
    Device      device;
    bool        requires_grad;
    Tensor     *grad; /* dL/dx, of the same shape; NULL until a backward reaches x */
    Tensor     *grad_memory; /* where the gradient of a tensor that outlives its step lives; kept while grad is NULL */
    bool        blank;       /* a gradient to which nothing has been added yet, see Ctx.fills */
    const char *name; /* for messages; NULL or a string that outlives the tensor */
    struct Ctx *ctx;  /* the tape's record of the op that made it; NULL for a leaf */
    uint64_t    step; /* the step in which it was made; 0 when the caller owns it, see t_alive */
    uint64_t    written;  /* when the library last wrote to it, if the caller owns it: what t_backward compares */
    const Tensor *shares; /* the tensor whose memory this one sees (t_detach); NULL when it has its own */
};

/* A shape in a call: t_zeros(2, 3). */
#define T_SHAPE(...) (int)(sizeof((int[]){__VA_ARGS__}) / sizeof(int)), (int[]){__VA_ARGS__}

/* --- Making tensors (in the step arena, on the CPU) ----------------------------------------------------------- */
Tensor *t_empty(DType dtype, int ndim, const int shape[]); /* values undefined (NaN with GRADLAB_DEBUG=1) */
Tensor *t_empty_on(Device device, DType dtype, int ndim, const int shape[]); /* the same on a device */
Tensor *t_full_shape(double value, int ndim, const int shape[]);
#define t_zeros(...) t_full_shape(0, T_SHAPE(__VA_ARGS__))
#define t_ones(...) t_full_shape(1, T_SHAPE(__VA_ARGS__))
#define t_full(value, ...) t_full_shape(value, T_SHAPE(__VA_ARGS__))
Tensor *t_scalar(double value);                                         /* rank 0, real */
Tensor *t_scalar_int64(int64_t value);                                  /* rank 0, int64 */
/* Copies of a C array: t_tensor(((real[]){1, 2, 3, 4}), 2, 2). An array with too few values for the shape ends the
 * program; of a pointer nobody knows how many there are. */
Tensor *t_copy_of(const void *values, DType dtype, int ndim, const int shape[]);
#define t_tensor(values, ...)                                                                                          \
    t_copy_of_array((const real *){values}, T_ARRAY_BYTES(values), DTYPE_REAL, T_SHAPE(__VA_ARGS__))
#define t_tensor_int64(values, ...)                                                                                    \
    t_copy_of_array((const int64_t *){values}, T_ARRAY_BYTES(values), DTYPE_INT64, T_SHAPE(__VA_ARGS__))
/* The bytes of an array, SIZE_MAX of a pointer. */
#define T_ARRAY_BYTES(a)                                                                                               \
    (__builtin_types_compatible_p(__typeof__(a), __typeof__(&(a)[0])) ? SIZE_MAX : sizeof(a))
Tensor *t_copy_of_array(const void *values, size_t bytes, DType dtype, int ndim, const int shape[]);
/* The caller's own memory seen as a tensor, not copied (torch.from_numpy): a write to one is a write to the other. */
Tensor *t_from_array(void *values, DType dtype, int ndim, const int shape[]);
Tensor *t_linspace(double first, double last, int n);                   /* both ends included */
Tensor *t_arange(int n);                                                /* int64: 0, 1, ..., n-1 */
Tensor *t_like(const Tensor *x); /* same shape, dtype, device; values undefined */
Tensor *t_zeros_like(const Tensor *x);
/* From the global generator, see random.h: uniform in [0,1), N(0,1), integers in [low, high). */
Tensor *t_rand_shape(int ndim, const int shape[]);
Tensor *t_randn_shape(int ndim, const int shape[]);
Tensor *t_randint_shape(int64_t low, int64_t high, int ndim, const int shape[]);
#define t_rand(...) t_rand_shape(T_SHAPE(__VA_ARGS__))
#define t_randn(...) t_randn_shape(T_SHAPE(__VA_ARGS__))
#define t_randint(low, high, ...) t_randint_shape(low, high, T_SHAPE(__VA_ARGS__))

/* --- Owning ----------------------------------------------------------------------------------------------------- */
/* A copy of the values that belongs to the caller: a leaf, no gradient, same device. Ends the program without memory.
 */
Tensor *t_keep(const Tensor *x);
/* A caller-owned tensor of undefined values on a device. */
Tensor *t_own(DType dtype, Device device, int ndim, const int shape[]);
/* Frees a caller-owned tensor and its gradient; NULL is fine. */
void t_free(Tensor *x);
/* Whether x may still be used: the caller owns it, or the step that made it has not ended. */
bool t_alive(const Tensor *x);
/* Ends the program with a message that names x when it is NULL or its step has ended. */
void t_check_alive(const Tensor *x, const char *what);

/* --- Looking ---------------------------------------------------------------------------------------------------- */
static inline size_t t_element_size(DType dtype) {
    return dtype == DTYPE_REAL ? sizeof(real) : dtype == DTYPE_INT64 ? sizeof(int64_t) : sizeof(uint8_t);
}
const char *t_dtype_name(DType dtype); /* "torch.float32" (float64 in the double build), "torch.int64", "torch.uint8" */
bool        t_same_shape(const Tensor *a, const Tensor *b);
/* "(4,8)" for messages and "torch.Size([4, 8])" for printing; eight results stay valid at a time. */
const char *t_shape_text(const Tensor *x);
const char *t_size_text(const Tensor *x);
/* "x (4,8)": name (or `fallback`) and shape, for messages. */
const char *t_label(const Tensor *x, const char *fallback);
/* The values in host memory: x's own on the CPU, else a copy in the step arena. */
const void *t_host(const Tensor *x);
/* The value of a one-element tensor, brought to the CPU (tensor.item()). */
#define t_item(x) t_item_at(T_HERE("t_item(" #x ")"), x)
double t_item_at(Site site, const Tensor *x);
/* One element as a double: t_at(x, 1, 2); checks the indices. */
#define t_at(x, ...) t_at_index(T_HERE("t_at(" #x ", " #__VA_ARGS__ ")"), x, T_SHAPE(__VA_ARGS__))
double t_at_index(Site site, const Tensor *x, int n, const int index[]);
/* Equal shape, dtype and values; NaN equals nothing. */
bool t_equal(const Tensor *a, const Tensor *b);
/* |a-b| <= atol + rtol |b| in every element (torch.allclose); a NaN anywhere is false. */
bool t_allclose(const Tensor *a, const Tensor *b, double rtol, double atol);

/* As in the lectures: tensor(4.), tensor([2, 7, 6, 4, 6, 5]), with requires_grad, dtype and device where torch prints
 * them. */
void t_print(const Tensor *x);
void t_fprint(FILE *to, const Tensor *x);
/* The same as text, to stand in a sentence: printf("a is %s\n", t_text(a)). Eight results stay valid at a time. */
const char *t_text(const Tensor *x);

/* Sets the name that messages use, and requires_grad; both return x, so that they can stand in a declaration. */
Tensor *t_named(Tensor *x, const char *name);
Tensor *t_requires_grad(Tensor *x);

/* --- Devices ---------------------------------------------------------------------------------------------------- */
/* "cpu" or "cuda:0". */
const char *dev_name(Device device);
/* Reads "cpu", "cuda" or "cuda:0"; false (and t_error) for anything else. */
bool dev_parse(const char *text, Device *device);
/* Whether there is such a device; when not, t_error() says why (torch.cuda.is_available). */
bool dev_available(Device device);
/* Prints whose code runs on the device. The CPU gets one line: every operation runs there as it is. Another device gets
 * a line for each .cu file of a lab, with the operations that it has code for; the labs' others have none there. */
void dev_print_code(Device device);
