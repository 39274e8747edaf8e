/* How the functions of lab 0 are called. */
#include "activations.h"
#include "call.h"
#include "tensors.h"

/* --- indexing.c --------------------------------------------------------------------------------------------------- */
/* Lengths or indices as the functions take them, from `n` numbers of a tensor. */
static const int *whole_numbers(const int64_t *from, int n) {
    static int buffer[2][T_MAX_NDIM];
    static int next;
    int       *to = buffer[next++ % 2];
    for (int d = 0; d < n; d++) to[d] = (int)from[d];
    return to;
}

/* Room for n numbers, which lie between two marks. */
enum { MARK = 0x5a5a5a5a };

static void unmarked(const char *function, const char *array, int n, int64_t before, int64_t after) {
    if (before != MARK) t_fail(NULL, "%s writes to %s[-1]; there is no such element", function, array);
    if (after != MARK) t_fail(NULL, "%s writes to %s[%d]; there are %d elements", function, array, n, n);
}

/* in: shape (n). */
static void call_strides(Call *c) {
    const int n = c->in[0]->shape[0];
    size_t    room[1 + T_MAX_NDIM + 1] = {MARK}, *stride = room + 1;
    stride[n] = MARK;
    strides_of(n, whole_numbers(c->in[0]->i64, n), stride);
    unmarked("strides_of", "stride", n, (int64_t)room[0], (int64_t)stride[n]);
    for (int d = 0; d < n; d++) c->out[0]->i64[d] = (int64_t)stride[d];
}

/* in: shape (n), indices (m,n). */
static void call_flat_index(Call *c) {
    const int n = c->in[0]->shape[0];
    for (int i = 0; i < c->in[1]->shape[0]; i++)
        c->out[0]->i64[i] =
            (int64_t)flat_index(n, whole_numbers(c->in[0]->i64, n), whole_numbers(c->in[1]->i64 + i * n, n));
}

/* in: shape (n), numbers (m). */
static void call_multi_index(Call *c) {
    const int n = c->in[0]->shape[0];
    for (int i = 0; i < c->in[1]->shape[0]; i++) {
        int room[1 + T_MAX_NDIM + 1], *index = room + 1;
        memset(room, 0xa5, sizeof room);
        room[0] = index[n] = MARK;
        multi_index(n, whole_numbers(c->in[0]->i64, n), (size_t)c->in[1]->i64[i], index);
        unmarked("multi_index", "index", n, room[0], index[n]);
        for (int d = 0; d < n; d++) c->out[0]->i64[i * n + d] = index[d];
    }
}

/* in: the shapes a (n) and b (m). Out: ndim and the lengths, filled up with -1; -1 where they are refused. */
static void call_broadcast_shape(Call *c) {
    const int n = c->in[0]->shape[0], m = c->in[1]->shape[0];
    int       ndim = -1, shape[T_MAX_NDIM];
    memset(shape, 0xa5, sizeof shape);
    const bool fits =
        broadcast_shape(n, whole_numbers(c->in[0]->i64, n), m, whole_numbers(c->in[1]->i64, m), &ndim, shape);
    c->out[0]->i64[0] = fits ? ndim : -1;
    for (int d = 0; d < T_MAX_NDIM; d++) c->out[0]->i64[1 + d] = fits && d < ndim ? shape[d] : -1;
}

/* Whether the sentence names two lengths that stand one over the other and do not fit. */
static bool names_a_misfit(int n, const int64_t a[], int m, const int64_t b[], const char *sentence) {
    for (int d = 1; d <= n && d <= m; d++) {
        const long u = (long)a[n - d], v = (long)b[m - d];
        if (u != v && u != 1 && v != 1 && call_names(sentence, u) && call_names(sentence, v)) return true;
    }
    return false;
}

/* in: shapes a (pairs,n) and b (pairs,m), of which the last lengths count, after as many zeros as may be. Out: whether
 * they fit; and whether t_error() names both lengths where they do not, -1 where they do. */
static void call_broadcast_fits(Call *c) {
    const Tensor *a = c->in[0], *b = c->in[1];
    for (int i = 0; i < a->shape[0]; i++) {
        const int64_t *of_a = a->i64 + i * a->shape[1], *of_b = b->i64 + i * b->shape[1];
        int            n = a->shape[1], m = b->shape[1], ndim, shape[T_MAX_NDIM];
        for (; n > 0 && *of_a == 0; n--) of_a++;
        for (; m > 0 && *of_b == 0; m--) of_b++;
        t_error_set("nothing");
        const bool fits = broadcast_shape(n, whole_numbers(of_a, n), m, whole_numbers(of_b, m), &ndim, shape);
        c->out[0]->i64[i] = fits;
        c->out[1]->i64[i] = fits ? -1 : names_a_misfit(n, of_a, m, of_b, t_error());
    }
}

static void call_broadcast_add(Call *c) { call_return(c, 0, broadcast_add(c->in[0], c->in[1])); }

/* --- matmul.c ----------------------------------------------------------------------------------------------------- */
static void call_matmul_loops(Call *c) { call_return(c, 0, matmul_loops(c->in[0], c->in[1])); }
static void call_matmul_blas(Call *c) { call_return(c, 0, matmul_blas(c->in[0], c->in[1])); }
static void call_linear_each(Call *c) { call_return(c, 0, linear_each(c->in[0], c->in[1])); }
static void call_linear_once(Call *c) { call_return(c, 0, linear_once(c->in[0], c->in[1])); }

/* in: whether there is a GPU, asked several times over. */
static void call_pick_device(Call *c) {
    for (size_t i = 0; i < c->in[0]->size; i++) c->out[0]->i64[i] = pick_device(c->in[0]->i64[i] != 0);
}

/* y_i = (i+1) x_i^2: no two elements are treated alike. */
static bool has_run;
static Tensor *weighted_square_forward(Ctx *c) {
    has_run = true;
    const Tensor *x = c->in[0];
    Tensor       *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = (real)(i + 1) * x->data[i] * x->data[i];
    return y;
}
static void weighted_square_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] += (real)(i + 1) * 2 * c->in[0]->data[i] * dy->data[i];
}
static const Op weighted_square_op = {"weighted_square", weighted_square_forward, weighted_square_backward};

/* Where there is no such device, going there is what fails, before anything is computed. */
static void run_on_cuda(Call *c) { run_on(DEV_CUDA, &weighted_square_op, c->in[0]); }
static bool goes_there(Call *c) {
    char message[256];
    has_run = false;
    return call_refused(c, run_on_cuda, message, sizeof message) && !has_run;
}

/* A result that says it is there has to be fetched, which fails, too. */
static Tensor *far_away_forward(Ctx *c) {
    Tensor *y = t_like(c->in[0]);
    y->device = DEV_CUDA;
    return y;
}
static const Op far_away_op = {"far_away", far_away_forward, NULL, .any_device = true};
static void run_far_away(Call *c) { run_on(DEV_CPU, &far_away_op, c->in[0]); }

/* in: x, and the upstream gradient. Out: y, dx, whether x is brought to DEV_CUDA when this is asked for, and whether a
 * result is fetched from there. */
static void call_run_on(Call *c) {
    Tensor *x = t_requires_grad(t_copy_of(c->in[0]->raw, DTYPE_REAL, c->in[0]->ndim, c->in[0]->shape));
    Tensor *y = run_on(DEV_CPU, &weighted_square_op, x);
    call_return(c, 0, y);
    if (y->requires_grad) t_backward_from(y, c->in[1]);
    call_return(c, 1, x->grad ? x->grad : t_zeros_like(x));
    char message[256];
    const bool there = dev_available(DEV_CUDA);
    call_return_number(c, 2, there || goes_there(c));
    call_return_number(c, 3, there || call_refused(c, run_far_away, message, sizeof message));
}

/* --- value.c ------------------------------------------------------------------------------------------------------ */
/* One line of a program: the operation and its operands, as numbers of earlier values. */
static Value *operate(Value *const values[], const int64_t line[3], double exponent) {
    Value *a = values[line[1]], *b = values[line[2]], *v = NULL;
    switch ((ValueOp)line[0]) {
    case VALUE_LEAF: break;
    case VALUE_ADD: v = value_add(a, b); break;
    case VALUE_MUL: v = value_mul(a, b); break;
    case VALUE_POW: v = value_pow(a, exponent); break;
    case VALUE_TANH: v = value_tanh(a); break;
    }
    if (!v) t_fail(NULL, "one of value_add, value_mul, value_pow and value_tanh returned NULL");
    return v;
}

/* in: leaves (n), program (m,3), exponents (m), and the values whose backward is run. Out: the leaves and what the
 * program computes (n+m), as they are in the end, and the gradients of the leaves (n). */
static void call_value_graph(Call *c) {
    const int n = (int)c->in[0]->size, m = c->in[1]->shape[0];
    Value    *values[n + m];
    for (int i = 0; i < n; i++) values[i] = value_leaf(c->in[0]->data[i]);
    for (int i = 0; i < m; i++) values[n + i] = operate(values, c->in[1]->i64 + 3 * i, c->in[2]->data[i]);
    for (int i = 0; i < n + m; i++) c->out[0]->data[i] = values[i]->data;
    if (c->n_out == 1) return;
    for (size_t i = 0; i < c->in[3]->size; i++) value_backward(values[c->in[3]->i64[i]]);
    for (int i = 0; i < n; i++) c->out[1]->data[i] = values[i]->grad;
}

/* in: x and a. A chain of links from x: f + a, or (f + f) a where each value is used twice. Out: f, df/dx, df/da. */
static void call_value_chain(Call *c) {
    Value *x = value_leaf(c->in[0]->data[0]), *a = value_leaf(c->in[0]->data[1]), *f = x;
    const bool twice = call_int(c, "each value used twice");
    for (int i = 0; i < call_int(c, "links"); i++) f = twice ? value_mul(value_add(f, f), a) : value_add(f, a);
    value_backward(f);
    c->out[0]->data[0] = f->data;
    c->out[0]->data[1] = x->grad;
    c->out[0]->data[2] = a->grad;
}

/* in: x, y and s. Backward of f = x^2 + y; x's gradient to zero; backward of g = x (s + y). Out: the gradient of x
 * before it was set to zero; those of x and y in the end; and after g's own has been set to zero those of g and x. */
static void call_value_zero(Call *c) {
    const real *in = c->in[0]->data;
    real       *out = c->out[0]->data;
    Value      *x = value_leaf(in[0]), *y = value_leaf(in[1]);
    value_backward(value_add(value_mul(x, x), y));
    out[0] = x->grad;
    value_zero_grad(x);
    Value *g = value_mul(x, value_add(value_leaf(in[2]), y));
    value_backward(g);
    out[1] = x->grad;
    out[2] = y->grad;
    value_zero_grad(g);
    out[3] = g->grad;
    out[4] = x->grad;
}

/* --- activations.c ------------------------------------------------------------------------------------------------ */
static void call_sigmoid(Call *c) { call_op(c, &sigmoid_op, 1, 1); }
static void call_tanh(Call *c) { call_op(c, &tanh_op, 1, 1); }
static void call_relu(Call *c) { call_op(c, &relu_op, 1, 1); }
static void call_leaky_relu(Call *c) { call_op(c, &leaky_relu_op, 1, 1); }
static void call_elu(Call *c) { call_op(c, &elu_op, 1, 1); }

/* --- gradcheck.c -------------------------------------------------------------------------------------------------- */
static double cubes(const Tensor *x, const void *context) { /* sum of w_i x_i^3 */
    const Tensor *w = context;
    double        sum = 0;
    for (size_t i = 0; i < x->size; i++) sum += (double)w->data[i] * pow((double)x->data[i], 3);
    return sum;
}
static double neighbours(const Tensor *x, const void *context) { /* sum of w_i x_i^2 x_(i+1), in a circle */
    const Tensor *w = context;
    double        sum = 0;
    for (size_t i = 0; i < x->size; i++)
        sum += (double)w->data[i] * pow((double)x->data[i], 2) * (double)x->data[(i + 1) % x->size];
    return sum;
}

/* in: x, weights. */
static void call_numerical_gradient(Call *c) {
    call_return(c, 0, numerical_gradient(call_int(c, "-neighbours") ? neighbours : cubes, c->in[1], c->in[0],
                                         call_real(c, "h")));
}

static void call_gradient_error(Call *c) { call_return_number(c, 0, gradient_error(c->in[0], c->in[1])); }

/* Operations with right and with wrong backwards: y = f(x) element by element, dx += dy slope(x), and a mistake. */
typedef enum Mistake { RIGHT, SIGN, ONE_PERCENT, LAST_MISSING, UPSTREAM_IGNORED, AVERAGED, MISTAKES } Mistake;

static Tensor *bent_forward(Ctx *c) { /* y = x + x^3 / 3 */
    const Tensor *x = c->in[0];
    Tensor       *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = x->data[i] + x->data[i] * x->data[i] * x->data[i] / 3;
    return y;
}
static void bent_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const Mistake mistake = (Mistake)c->args.i[0];
    const size_t  n = dy->size;
    for (size_t i = 0; i < n; i++) {
        const real slope = 1 + c->in[0]->data[i] * c->in[0]->data[i];
        real       g = slope * (mistake == UPSTREAM_IGNORED ? 1 : dy->data[i]);
        if (mistake == SIGN) g = -g;
        if (mistake == ONE_PERCENT) g *= (real)1.01;
        if (mistake == LAST_MISSING && i == n - 1) g = 0;
        if (mistake == AVERAGED) g /= (real)n;
        dx[0]->data[i] += g;
    }
}
static const Op bent_op = {"bent", bent_forward, bent_backward};

/* y_i = x_i x_(i-1): every input has its part in two outputs, one of which the wrong backward forgets. */
static Tensor *product_forward(Ctx *c) {
    const Tensor *x = c->in[0];
    Tensor       *y = t_like(x);
    for (size_t i = 0; i < x->size; i++) y->data[i] = x->data[i] * x->data[(i + x->size - 1) % x->size];
    return y;
}
static void product_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    const real  *x = c->in[0]->data;
    const size_t n = dy->size;
    for (size_t i = 0; i < n; i++) {
        dx[0]->data[i] += dy->data[i] * x[(i + n - 1) % n];
        if (c->args.i[0] == RIGHT) dx[0]->data[i] += dy->data[(i + 1) % n] * x[(i + 1) % n];
    }
}
static const Op product_op = {"product", product_forward, product_backward};

/* in: x, dy, and numbers of operations: the mistakes of bent_op, then product_op right and wrong. Out: the verdicts. */
static void call_gradcheck(Call *c) {
    for (size_t i = 0; i < c->in[2]->size; i++) {
        const int    which = (int)c->in[2]->i64[i];
        const OpLoss loss = {.op = which < MISTAKES ? &bent_op : &product_op,
                             .args = {.i = {which < MISTAKES ? which : which - MISTAKES}},
                             .dy = c->in[1]};
        c->out[0]->i64[i] = gradcheck(&loss, c->in[0], call_real(c, "h"), call_real(c, "tolerance"));
    }
}

const CallEntry lab_calls[] = {
    {"strides", call_strides},
    {"flat_index", call_flat_index},
    {"multi_index", call_multi_index},
    {"broadcast_shape", call_broadcast_shape},
    {"broadcast_fits", call_broadcast_fits},
    {"broadcast_add", call_broadcast_add},
    {"matmul_loops", call_matmul_loops},
    {"matmul_blas", call_matmul_blas},
    {"linear_each", call_linear_each},
    {"linear_once", call_linear_once},
    {"pick_device", call_pick_device},
    {"run_on", call_run_on},
    {"value_graph", call_value_graph},
    {"value_chain", call_value_chain},
    {"value_zero", call_value_zero},
    {"sigmoid", call_sigmoid},
    {"tanh", call_tanh},
    {"relu", call_relu},
    {"leaky_relu", call_leaky_relu},
    {"elu", call_elu},
    {"numerical_gradient", call_numerical_gradient},
    {"gradient_error", call_gradient_error},
    {"gradcheck", call_gradcheck},
    {NULL, NULL},
};
