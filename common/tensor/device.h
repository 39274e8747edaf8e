/* device.h: what a device can do, as a table of kernels. The ops are written once, on this table.
 *
 * The CPU's table is cpu.c. The CUDA table sits in a plugin (cuda/plugin.cu) that is opened on first use; where there
 * is none, everything else works and a request for CUDA says why it cannot be met. All pointers but those marked `host`
 * are on the device; kernels may be queued, copies to the host wait for them. */
#pragma once
#include "autograd.h"

typedef enum UnaryKind { UNARY_NEG, UNARY_EXP, UNARY_LOG, UNARY_SQRT, UNARY_ABS, UNARY_SIN, UNARY_COS } UnaryKind;
typedef enum BinaryKind {
    BINARY_ADD, BINARY_SUB, BINARY_MUL, BINARY_DIV, BINARY_POW, BINARY_MAXIMUM,
    BINARY_EQ, BINARY_NE, BINARY_LT, BINARY_LE, BINARY_GT, BINARY_GE /* from here on the result is uint8 */
} BinaryKind;
typedef enum ReduceKind { REDUCE_SUM, REDUCE_MAX, REDUCE_ARGMAX } ReduceKind;

/* How two operands are read while an output of `shape` is walked row-major: one stride an axis, 0 where it broadcasts.
 * The common case (both contiguous and alike) has ndim 1. */
typedef struct Broadcast {
    int    ndim;
    int    shape[T_MAX_NDIM];
    size_t stride_a[T_MAX_NDIM], stride_b[T_MAX_NDIM];
    size_t size;
} Broadcast;

/* The sizes of a convolution of images (N,C,H,W) with kernels (F,C,KH,KW), which gives (N,F,OH,OW). */
typedef struct Conv2d {
    int N, C, H, W;
    int F, KH, KW;
    int stride, padding, dilation;
    int OH, OW;
} Conv2d;

/* Max pooling of so many images of H x W: every channel is one of its own. */
typedef struct Pool2d {
    int images, H, W;
    int kernel, stride, padding;
    int OH, OW;
} Pool2d;

/* Batch norm of x (N,C,M): M places in each channel of a sample, 1 for a table; and with `relu` the ReLU of that. */
typedef struct BatchNorm {
    int    N, C, M;
    bool   training;
    double eps, momentum;
    bool   relu;
} BatchNorm;

/* What runs on the device in place of an object of the program: of an Op, or of any other type whose functions work on
 * the memory of tensors. A twin belongs to this one object. Its name counts for nothing, so that no twin stands in for
 * the code of somebody else; see cuda/README.md. */
typedef struct Twin {
    const void        *of;   /* the program's object */
    const void        *form; /* what runs there, of the same type */
    const char        *name; /* the object's: "softmax_op" */
    const char        *file; /* where the twin is written: "labs/03_softmax/softmax.cu" */
    struct Twin       *next;
} Twin;

typedef struct Kernels {
    int         abi; /* DEV_ABI: a plugin built for another layout is refused */
    size_t      real_size;
    const char *name;
    const Twin *twins; /* a list; the CPU's table has none */
    /* The emulated GPU is told where values of a step begin, so that it knows each tensor's memory. DEV_GAP bytes behind
     * the values belong to nobody. NULL: nobody wants to know. */
    void (*fresh)(void *p, size_t bytes);

    void *(*alloc)(size_t bytes); /* NULL when there is no memory, and t_error() how much was asked for and is free */
    void (*release)(void *p);
    void (*copy)(void *to, const void *from, size_t bytes); /* within the device */
    void (*to_device)(void *to, const void *host, size_t bytes);
    void (*to_host)(void *host, const void *from, size_t bytes);
    void (*zero)(void *p, size_t bytes);

    /* Between record and recorded work is not done but noted down. replay does it, as often as is wanted: a CUDA graph.
     * In between nothing may be copied from or to the host, and memory that is released stays the recording's, until it
     * is forgotten. All NULL on a device that cannot. */
    void (*record)(void);
    void *(*recorded)(void);
    void (*replay)(void *recording);
    void (*forget)(void *recording);

    void (*fill)(real *x, size_t n, real value);

    /* y = f(x);  dx += dy f'(x), which may use y = f(x). */
    void (*unary)(UnaryKind kind, size_t n, const real *x, real *y);
    void (*unary_backward)(UnaryKind kind, size_t n, const real *x, const real *y, const real *dy, real *dx);
    /* z = f(a, b) over a broadcast; comparisons write uint8. dtype of a and b: real or int64. */
    void (*binary)(BinaryKind kind, DType dtype, const Broadcast *bc, const void *a, const void *b, void *z);
    /* da += dz df/da and db += dz df/db, summed over broadcast axes; either may be NULL. z = f(a, b). Reals. */
    void (*binary_backward)(BinaryKind kind, const Broadcast *bc, const real *a, const real *b, const real *z,
                            const real *dz, real *da, real *db);
    /* z = cond ? a : b over a broadcast of a and b; one byte of cond, and one element of element_size bytes, for each
     * element of z. And da += dz where cond holds, db += dz elsewhere, as in binary_backward. */
    void (*select)(size_t element_size, const Broadcast *bc, const uint8_t *cond, const void *a, const void *b,
                   void *z);
    void (*select_backward)(const Broadcast *bc, const uint8_t *cond, const real *dz, real *da, real *db);
    void (*cast)(DType to, void *y, DType from, const void *x, size_t n);

    /* y = s x, y = x / d (which x (1/d) is not, to the last bit), and y += s x. */
    void (*scale)(size_t n, real s, const real *x, real *y);
    void (*divide)(size_t n, real d, const real *x, real *y);
    void (*axpy)(size_t n, real s, const real *x, real *y);

    /* x[i] = rng_uniform_at(name, i) for i < n, see random.h. The stream's name, key and number, is in the device's
     * memory: a replay finds another one there. */
    void (*uniform)(const uint64_t name[2], size_t n, real *x);

    /* C (m,n) = op(A) op(B) + beta C, op(A) is (m,k): A is stored (m,k), or (k,m) when trans_a; all row-major, dense.
     */
    void (*gemm)(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, real beta, real *c);
    /* C (m,n) = op(A) op(B) + bias (n), which is added to each row. */
    void (*gemm_bias)(bool trans_a, bool trans_b, int m, int n, int k, const real *a, const real *b, const real *bias,
                      real *c);

    /* The cross-correlation of images x (N,C,H,W) with kernels w (F,C,KH,KW): y (N,F,OH,OW), bias b (F) included. And
     * its gradients: dx = beta dx + ..., and the same for dw and db, of which one may be NULL. `work` is memory of
     * conv2d_work(s) bytes. */
    size_t (*conv2d_work)(const Conv2d *s);
    void (*conv2d)(const Conv2d *s, const real *x, const real *w, const real *b, real *y, void *work);
    void (*conv2d_images)(const Conv2d *s, const real *w, const real *dy, real beta, real *dx, void *work);
    void (*conv2d_kernels)(const Conv2d *s, const real *x, const real *dy, real beta_w, real *dw, real beta_b, real *db,
                           void *work);
    /* The same, and then max(0, y), and the largest of each window of `pool`, where it is not NULL (or with kernel 0 the
     * mean of each channel: one place), with every number written once. From one image to the next y has y_image
     * elements, so that several convolutions can write side by side. Both are NULL on a device that makes one after the other. */
    size_t (*conv2d_relu_work)(const Conv2d *s, const Pool2d *pool);
    void (*conv2d_relu)(const Conv2d *s, const real *x, const real *w, const real *b, const Pool2d *pool, real *y,
                        size_t y_image, void *work);

    /* The largest of each window; and dx = beta dx + dy, where x is the first of its window that is as large as y. */
    void (*max_pool2d)(const Pool2d *s, const real *x, real *y);
    void (*max_pool2d_backward)(const Pool2d *s, const real *x, const real *y, const real *dy, real beta, real *dx);

    /* y = gamma (x - mean) inverse_std + beta, channel by channel, or max(0, that). Training: with the statistics of
     * the batch, towards which the running ones move; else with these. Mean and inverse_std are kept. And the gradients, each of which is
     * added to `keep` times what is there, or not asked for: NULL. */
    void (*batch_norm)(const BatchNorm *s, const real *x, const real *gamma, const real *beta, real *running_mean,
                       real *running_var, real *mean, real *inverse_std, real *y);
    void (*batch_norm_backward)(const BatchNorm *s, const real *x, const real *gamma, const real *beta,
                                const real *mean, const real *inverse_std, const real *dy, real keep, real *dx,
                                real keep_gamma, real *dgamma, real keep_beta, real *dbeta);

    /* x (outer, n, inner) -> y (outer, inner), over the middle axis. dtype of x: any; SUM of uint8 gives int64, ARGMAX
     * int64. */
    void (*reduce)(ReduceKind kind, DType dtype, size_t outer, size_t n, size_t inner, const void *x, void *y);
    /* dx (outer, n, inner) += s dy (outer, inner): the backward of SUM. */
    void (*spread)(size_t outer, size_t n, size_t inner, real s, const real *dy, real *dx);
    /* dx[o, arg[o,i], i] += dy[o,i]: the backward of MAX. */
    void (*scatter_arg)(size_t outer, size_t n, size_t inner, const int64_t *arg, const real *dy, real *dx);

    /* y row-major of `shape` <- x read with `stride` (elements of element_size bytes): permute, slice. */
    void (*gather_strided)(size_t element_size, int ndim, const int shape[], const size_t stride[], const void *x,
                           void *y);
    /* dx read with `stride` += dy row-major of `shape`. */
    void (*scatter_strided)(int ndim, const int shape[], const size_t stride[], const real *dy, real *dx);
    /* y[i, :] = x[index[i], :] for rows of row_bytes; and dx[index[i], :] += dy[i, :] for rows of n reals. */
    void (*rows_gather)(size_t rows, size_t row_bytes, const int64_t *index, const void *x, void *y);
    void (*rows_scatter)(size_t rows, size_t n, const int64_t *index, const real *dy, real *dx);
    /* y[i] = x[i, index[i]] and dx[i, index[i]] += dy[i], x (rows, n). */
    void (*pick)(size_t rows, size_t n, const int64_t *index, const real *x, real *y);
    void (*pick_backward)(size_t rows, size_t n, const int64_t *index, const real *dy, real *dx);
} Kernels;

enum { DEV_ABI = 11, DEV_GAP = 64 };

/* The table of a device that is known to be there. */
const Kernels *dev_kernels(Device device);
/* Memory of a device, counted in t_allocations; ends the program with numbers and remedies where there is none. */
void *dev_alloc(Device device, size_t bytes);
/* The form of an object's twin on that device; NULL where it has none, as everything on the CPU. */
const void *dev_twin(Device device, const void *object);
/* The same, but ends the program with one line where there is none: "`what` has no code for cuda:0". */
const void *dev_twin_of(Device device, const void *object, const char *what);
extern const Kernels cpu_kernels;
/* Opens the CUDA plugin; NULL (and t_error) when there is none, or no GPU. Two bodies: dev_open.c opens the plugin,
 * dev_none.c, for the sandboxed probe, has none to open. */
const Kernels *dev_open_cuda(void);
