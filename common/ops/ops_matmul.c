#include "ops_private.h"

/* C (n,m) = A (n,k) B (k,m), `batch` times; a vector on the left is one row, on the right one column. */
typedef struct Product {
    size_t batch;
    int    n, k, m;
    int    ndim, shape[T_MAX_NDIM]; /* of the result */
} Product;

static bool equal_lengths(int n, const int a[], const int b[]) {
    for (int d = 0; d < n; d++)
        if (a[d] != b[d]) return false;
    return true;
}

/* The call that was probably meant, where transposing or swapping the operands makes them fit. */
static _Noreturn void inner_lengths_differ(const char *op, const Tensor *a, const Tensor *b) {
    const char *A = ops_name(a, "a"), *B = ops_name(b, "b");
    const int  *sa = a->shape, *sb = b->shape;
    char        help[200];
    bool        matrices = a->ndim == 2 && b->ndim == 2;
    int         columns = sa[a->ndim - 1], rows = sb[b->ndim == 1 ? 0 : b->ndim - 2];
    if (b->ndim == 2 && sb[1] == columns)
        snprintf(help, sizeof help, "%s is stored (out,in): write t_matmul(%s, t_transpose(%s))", B, A, B);
    else if (matrices && sa[0] == sb[0])
        snprintf(help, sizeof help, "write t_matmul(t_transpose(%s), %s)", A, B);
    else if (matrices && sa[0] == sb[1])
        snprintf(help, sizeof help, "write t_matmul(%s, %s) for a result of (%d,%d)", B, A, sb[0], sa[1]);
    else
        snprintf(help, sizeof help, "(n,k) times (k,m) gives (n,m)");
    t_fail(help, "%s: %s times %s: %s has %d %s but %s has %d %s", op, t_label(a, "a"), t_label(b, "b"), A, columns,
           a->ndim == 1 ? "elements" : "columns", B, rows, b->ndim == 1 ? "elements" : "rows");
}

static Product product(const Ctx *c) {
    const Tensor *a = c->in[0], *b = c->in[1];
    Product       p = {.batch = 1, .n = 1, .m = 1};
    if (a->ndim == 0 || b->ndim == 0)
        t_fail("use t_mul to multiply by a number",
               "%s: %s times %s: one of the two is a single number, not a matrix", c->op->name,
               t_label(a, "a"), t_label(b, "b"));
    int leading = a->ndim > 2 ? a->ndim - 2 : 0;
    if ((a->ndim > 2 || b->ndim > 2) && (a->ndim != b->ndim || !equal_lengths(leading, a->shape, b->shape)))
        t_fail(
            "a batch multiplies pairwise, (...,n,k) times (...,k,m): use t_reshape or t_broadcast_to",
            "%s: %s times %s: the axes before the last two differ", c->op->name, t_label(a, "a"), t_label(b, "b"));
    p.k = a->shape[a->ndim - 1];
    if (p.k != b->shape[b->ndim == 1 ? 0 : b->ndim - 2]) inner_lengths_differ(c->op->name, a, b);
    for (int d = 0; d < leading; d++) p.batch *= (size_t)(p.shape[p.ndim++] = a->shape[d]);
    if (a->ndim > 1) p.n = p.shape[p.ndim++] = a->shape[a->ndim - 2];
    if (b->ndim > 1) p.m = p.shape[p.ndim++] = b->shape[b->ndim - 1];
    return p;
}

/* Sums wrap around, as those of torch.int64 do. */
static void multiply_integers(const Product *p, const int64_t *a, const int64_t *b, int64_t *y) {
    size_t n = (size_t)p->n, k = (size_t)p->k, m = (size_t)p->m;
    for (size_t i = 0; i < p->batch; i++, a += n * k, b += k * m, y += n * m)
        for (size_t r = 0; r < n; r++)
            for (size_t s = 0; s < m; s++) {
                uint64_t sum = 0;
                for (size_t l = 0; l < k; l++) sum += (uint64_t)a[r * k + l] * (uint64_t)b[l * m + s];
                y[r * m + s] = (int64_t)sum;
            }
}

static Tensor *matmul_forward(Ctx *c) {
    const Tensor  *a = c->in[0], *b = c->in[1];
    const Kernels *kernels = dev_kernels(a->device);
    Product        p = product(c);
    Tensor        *y = t_empty_on(a->device, a->dtype, p.ndim, p.shape);
    size_t         n = (size_t)p.n, k = (size_t)p.k, m = (size_t)p.m;
    if (a->dtype == DTYPE_INT64) {
        if (a->device != DEV_CPU)
            t_fail("t_to(x, DEV_CPU), or t_cast(x, DTYPE_REAL)", "%s: integers are multiplied on the CPU only",
                   c->op->name);
        multiply_integers(&p, a->i64, b->i64, y->i64);
        return y;
    }
    for (size_t i = 0; i < p.batch; i++)
        kernels->gemm(false, false, p.n, p.m, p.k, a->data + i * n * k, b->data + i * k * m, 0, y->data + i * n * m);
    return y;
}

/* dA += dC B^T and dB += A^T dC. */
static void matmul_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Tensor  *a = c->in[0], *b = c->in[1];
    const Kernels *kernels = dev_kernels(dy->device);
    Product        p = product(c);
    size_t         n = (size_t)p.n, k = (size_t)p.k, m = (size_t)p.m;
    for (size_t i = 0; i < p.batch; i++) {
        const real *up = dy->data + i * n * m;
        if (dx[0]) kernels->gemm(false, true, p.n, p.k, p.m, up, b->data + i * k * m, 1, dx[0]->data + i * n * k);
        if (dx[1]) kernels->gemm(true, false, p.k, p.m, p.n, a->data + i * n * k, up, 1, dx[1]->data + i * k * m);
    }
}

static const Op matmul_op = {"matmul", matmul_forward, matmul_backward, .any_device = true, .reads = ops_reads_others};
static const Op dot_op = {"dot", matmul_forward, matmul_backward, .any_device = true, .reads = ops_reads_others};

static Tensor *multiply(Site site, const Op *op, Tensor *a, Tensor *b) {
    bool alike = a && b && a->dtype == DTYPE_REAL && b->dtype == DTYPE_REAL;
    if (!alike) ops_promote(site, DTYPE_INT64, &a, &b);
    return t_apply_at(site, op, (Args){0}, 2, (Tensor *[]){a, b});
}

Tensor *t_matmul_at(Site site, Tensor *a, Tensor *b) { return multiply(site, &matmul_op, a, b); }

Tensor *t_dot_at(Site site, Tensor *a, Tensor *b) {
    ops_check(site, a, "a");
    ops_check(site, b, "b");
    if (a->ndim != 1 || b->ndim != 1)
        t_fail_at(site, "t_matmul multiplies matrices; t_sum(t_mul(a, b)) sums over all elements",
                  "dot: %s and %s are not both of one axis", t_label(a, "a"), t_label(b, "b"));
    return multiply(site, &dot_op, a, b);
}
