/* The checks of lab 0: tensors and autograd. */
#include "programs.h"
#include "activations.h"

/* --- Indices and shapes ------------------------------------------------------------------------------------------- */
/* A shape of two to four axes of different lengths, so that no two of them can be mistaken for one another. */
static int draw_lengths(Case *k, int shape[T_MAX_NDIM]) {
    const int ndim = case_between(k, 2, 4);
    int64_t   lengths[] = {2, 3, 4, 5, 6, 7};
    rng_shuffle(k->rng, lengths, 6);
    for (int d = 0; d < ndim; d++) shape[d] = (int)lengths[d];
    return ndim;
}

/* The edges: a scalar, one axis, and as many axes as there can be, some of length 1. */
static int draw_shape(Case *k, int shape[T_MAX_NDIM]) {
    const int ndim = draw_lengths(k, shape);
    if (k->index == 0) return 0;
    if (k->index == 1) return 1;
    if (k->index != 3) return ndim;
    for (int d = 0; d < T_MAX_NDIM; d++) shape[d] = d % 3 == 1 ? 1 : case_between(k, 2, 4);
    return T_MAX_NDIM;
}

static void draw_strides(Case *k) {
    int       shape[T_MAX_NDIM];
    const int ndim = draw_shape(k, shape);
    case_whole(k, "shape", ndim, shape);
    case_output(k, "stride", DTYPE_INT64, 1, &ndim);
}

enum { ELEMENTS = 6 }; /* of a tensor, asked for in one case */

static void draw_flat_index(Case *k) {
    int       shape[T_MAX_NDIM];
    const int ndim = draw_shape(k, shape), n = ELEMENTS;
    case_whole(k, "shape", ndim, shape);
    Tensor *index = t_empty(DTYPE_INT64, 2, (int[]){n, ndim});
    for (int i = 0; i < n; i++)
        for (int d = 0; d < ndim; d++) {
            const int last = shape[d] - 1;
            index->i64[i * ndim + d] = case_between(k, i == 0 ? last : 0, last);
        }
    case_input(k, "index", index);
    case_output(k, "flat", DTYPE_INT64, 1, &n);
}

static void draw_multi_index(Case *k) {
    int       shape[T_MAX_NDIM], size = 1;
    const int ndim = draw_shape(k, shape), n = ELEMENTS;
    case_whole(k, "shape", ndim, shape);
    for (int d = 0; d < ndim; d++) size *= shape[d];
    Tensor *flat = case_labels(k, "flat", size, n);
    flat->i64[0] = size - 1;
    case_output(k, "index", DTYPE_INT64, 2, (int[]){n, ndim});
}

/* Two shapes that fit: each is that of the result, with axes taken away on its left and lengths of 1. */
static void draw_fitting(Case *k, int n[2], int shape[2][T_MAX_NDIM]) {
    int       result[T_MAX_NDIM];
    const int ndim = draw_lengths(k, result), shorter = case_between(k, 0, 1);
    for (int s = 0; s < 2; s++) {
        n[s] = s == shorter ? case_between(k, 1, ndim - 1) : ndim;
        for (int d = 0; d < n[s]; d++)
            shape[s][d] = s != shorter || case_between(k, 0, 2) ? result[ndim - n[s] + d] : 1;
    }
    if (k->index % 2) shape[!shorter][ndim - 1] = 1; /* both are made larger */
}

static void draw_broadcast_shape(Case *k) {
    int n[2], shape[2][T_MAX_NDIM];
    draw_fitting(k, n, shape);
    if (k->index == 2) { /* (1,n) and (n): from the left they fit too, and give (n,n) */
        n[0] = 2, n[1] = 1;
        shape[0][0] = 1;
        shape[0][1] = shape[1][0] = case_between(k, 2, 7);
    }
    if (k->index == 4) n[0] = n[1] = 0; /* two scalars */
    if (k->index == 5) {                /* as many axes as there can be */
        n[0] = n[1] = T_MAX_NDIM;
        for (int d = 0; d < T_MAX_NDIM; d++) {
            shape[0][d] = case_between(k, 2, 5);
            shape[1][d] = shape[0][d];
            if (d % 3 != 1) shape[d % 3 / 2][d] = 1; /* in one of the two, and in the other one */
        }
    }
    case_whole(k, "a", n[0], shape[0]);
    case_whole(k, "b", n[1], shape[1]);
    case_output(k, "ndim (-1: refused), lengths, then -1", DTYPE_INT64, 1, (int[]){1 + T_MAX_NDIM});
}

/* Of the pairs some fit and some do not: a length is doubled, one shape would fit from the left, or one axis alone, the
 * outermost as well as any other, does not fit. */
static void draw_broadcast_fits(Case *k) {
    enum { PAIRS = 8, AXES = 4 };
    Tensor *both[2];
    for (int s = 0; s < 2; s++) {
        both[s] = t_empty(DTYPE_INT64, 2, (int[]){PAIRS, AXES});
        memset(both[s]->i64, 0, both[s]->size * sizeof(int64_t));
    }
    for (int i = 0; i < PAIRS; i++) {
        int       n[2], shape[2][T_MAX_NDIM];
        const int last = case_between(k, 2, 4);
        draw_fitting(k, n, shape);
        if (i % 4 == 1) { /* the last axes do not fit, though one length is a multiple of the other */
            shape[0][n[0] - 1] = last;
            shape[1][n[1] - 1] = 2 * last;
        } else if (i % 4 == 3) { /* the left ones do */
            const int longer = case_between(k, 0, 1);
            n[longer] = 2, n[!longer] = 1;
            shape[longer][0] = shape[!longer][0] = last;
            shape[longer][1] = last + 1;
        } else if (i % 4 == 2) {
            if (i == 2) memcpy(shape[1], shape[0], sizeof shape[0]), n[1] = n[0];
            const int both_have = n[0] < n[1] ? n[0] : n[1], axis = i == 2 ? both_have : case_between(k, 1, both_have);
            shape[0][n[0] - axis] = last;
            shape[1][n[1] - axis] = last + case_between(k, 1, 3);
        }
        for (int s = 0; s < 2; s++)
            for (int d = 0; d < n[s]; d++) both[s]->i64[i * AXES + AXES - n[s] + d] = shape[s][d];
    }
    case_input(k, "shapes a", both[0]);
    case_input(k, "shapes b, 0 for no axis", both[1]);
    case_output(k, "fits", DTYPE_INT64, 1, (int[]){PAIRS});
    case_output(k, "where not: t_error() names both lengths", DTYPE_INT64, 1, (int[]){PAIRS});
}

static void draw_broadcast_add(Case *k) {
    int n[2], shape[2][T_MAX_NDIM], ndim, result[T_MAX_NDIM];
    draw_fitting(k, n, shape);
    if (k->index == 0) n[case_between(k, 0, 1)] = 0; /* a scalar */
    if (k->index == 2) {                             /* nothing to be made larger */
        n[1] = n[0];
        memcpy(shape[1], shape[0], sizeof shape[1]);
    }
    if (k->index == 3) { /* (n,1) and (n), or the other way round: as many elements in each */
        const int column = case_between(k, 0, 1);
        n[column] = 2, n[!column] = 1;
        shape[column][0] = shape[!column][0] = case_between(k, 2, 6);
        shape[column][1] = 1;
    }
    case_normal(k, "a", 1, n[0], shape[0]);
    case_normal(k, "b", 1, n[1], shape[1]);
    broadcast_shape(n[0], shape[0], n[1], shape[1], &ndim, result);
    case_output(k, "a + b", DTYPE_REAL, ndim, result);
}

/* --- Products ----------------------------------------------------------------------------------------------------- */
/* Sizes of a product (n,k) (k,m), all different where they can be; the last case is a large one. */
static void draw_sizes(Case *k, int *n, int *inner, int *m) {
    *n = k->index == 0 ? 1 : case_between(k, 2, 5);
    *inner = k->index == 1 ? 1 : case_between(k, 6, 9);
    *m = k->index == 2 ? 1 : case_between(k, 10, 13);
    if (k->index == 5) *n += 30, *inner += 40, *m += 50;
}

static void draw_matmul(Case *k) {
    int n, inner, m;
    draw_sizes(k, &n, &inner, &m);
    case_normal(k, "A", 1, 2, (int[]){n, inner});
    case_normal(k, "B", 1, 2, (int[]){inner, m});
    case_output(k, "A B", DTYPE_REAL, 2, (int[]){n, m});
}

static void draw_linear(Case *k) {
    int n, in, out;
    draw_sizes(k, &n, &in, &out);
    case_normal(k, "X", 1, 2, (int[]){n, in});
    case_normal(k, "W", 1, 2, (int[]){out, in});
    case_output(k, "X W^T", DTYPE_REAL, 2, (int[]){n, out});
}

/* Chance answers 16 questions rightly once in 65,536 times. */
static void draw_pick_device(Case *k) {
    enum { QUESTIONS = 16 };
    int there[QUESTIONS];
    for (int i = 0; i < QUESTIONS; i++) there[i] = i < 2 ? 1 - i : case_between(k, 0, 1);
    case_whole(k, "is there a GPU", QUESTIONS, there);
    case_output(k, "device", DTYPE_INT64, 2, (int[]){QUESTIONS, 1}); /* a column: the numbers are those that came */
}

static void draw_run_on(Case *k) {
    const int shape[] = {case_between(k, 2, 4), case_between(k, 2, 4)};
    case_normal(k, "x", 1, 2, shape);
    case_normal(k, "dy", 1, 2, shape);
    case_output(k, "y", DTYPE_REAL, 2, shape);
    case_output(k, "dx", DTYPE_REAL, 2, shape);
    case_number(k, "goes to DEV_CUDA when asked to");
    case_number(k, "comes back from DEV_CUDA");
}

/* --- Programs of values ------------------------------------------------------------------------------------------- */
/* Every value is used once: two by two they are joined until one is left, with additions and products. */
static void draw_tree(Case *k) {
    Program   p;
    int64_t   loose[MAX_VALUES];
    const int leaves = case_between(k, 3, 6);
    if (k->index == 2) { /* 0 a + b 0 */
        begin_program(k, &p, 4);
        p.value[0]->data = p.value[3]->data = 0;
        put_line(&p, VALUE_MUL, 0, 1, 0, value_mul(p.value[0], p.value[1]));
        put_line(&p, VALUE_MUL, 2, 3, 0, value_mul(p.value[2], p.value[3]));
        put_line(&p, VALUE_ADD, 4, 5, 0, value_add(p.value[4], p.value[5]));
        hand_in(k, &p);
        backward_of_last(k, &p);
        return;
    }
    for (int tries = 0, n = leaves; n > 1; tries++) {
        if (tries % 100 == 0) { /* at first, and in a dead end */
            begin_program(k, &p, n = leaves);
            for (int i = 0; i < n; i++) loose[i] = i;
        }
        rng_shuffle(k->rng, loose, (size_t)n);
        const ValueOp op = case_between(k, 0, 1) ? VALUE_ADD : VALUE_MUL;
        if (add_line(k, &p, op, (int)loose[n - 2], (int)loose[n - 1])) loose[--n - 1] = count_of(&p) - 1;
    }
    hand_in(k, &p);
    backward_of_last(k, &p);
}

/* One operation on a leaf, and on what has come of it. */
static void draw_one_by_one(Case *k, ValueOp op) {
    Program   p;
    const int lines = case_between(k, 1, 3);
    begin_program(k, &p, 1);
    for (int tries = 0; p.lines < lines; tries++)
        if (!add_line(k, &p, op, count_of(&p) - 1, 0) && tries % 20 == 19) begin_program(k, &p, 1);
    hand_in(k, &p);
    backward_of_last(k, &p);
}
/* In one case the power of 0 beside that of another leaf, and a backward from each. */
static void draw_powers(Case *k) {
    Program p;
    if (k->index != 2) {
        draw_one_by_one(k, VALUE_POW);
        return;
    }
    begin_program(k, &p, 2);
    p.value[0]->data = 0;
    for (int i = 0; i < 2; i++) put_line(&p, VALUE_POW, i, 0, 2 + i, value_pow(p.value[i], 2 + i));
    hand_in(k, &p);
    backwards_of(k, 2, 2, 3);
}
static void draw_tanhs(Case *k) { draw_one_by_one(k, VALUE_TANH); }

/* The first program has each operation on a leaf that holds something already. */
static void draw_shared(Case *k) {
    Program p;
    if (k->index == 0) use_again(k, &p);
    else grow_shared(k, &p);
    hand_in(k, &p);
    backward_of_last(k, &p);
}

/* Backward of the last value twice; of the last and one on the way to it, in either order; of the last and a leaf. */
static void draw_two_backwards(Case *k) {
    Program p;
    if (k->index == 0) use_again(k, &p);
    else grow_shared(k, &p);
    hand_in(k, &p);
    const int last = count_of(&p) - 1, inner = case_between(k, p.leaves + 2, last - 1);
    if (k->index == 3) backwards_of(k, 2, last, case_between(k, 0, p.leaves - 1));
    else backwards_of(k, 2, k->index == 0 || k->index % 2 ? last : inner, k->index > 0 && k->index % 2 ? inner : last);
}

/* 10,000 values in a row; or 48 that are each used twice: 2^48 ways lead from the end to the beginning. Numbers that a
 * float holds exactly. */
static void draw_chain(Case *k) {
    Tensor *x = t_empty(DTYPE_REAL, 1, (int[]){2});
    x->data[0] = (real)case_between(k, 3, 40) / 8;
    x->data[1] = k->index % 2 ? 0.5 : (real)case_between(k, 1, 20) / 8;
    case_input(k, "x, a", x);
    case_int(k, "links", k->index % 2 ? 48 : 10000);
    case_int(k, "each value used twice", k->index % 2);
    case_output(k, "f, df/dx, df/da", DTYPE_REAL, 1, (int[]){3});
}

static void draw_value_zero(Case *k) {
    Tensor *x = case_uniform(k, "x, y, s", 1, 4, 1, (int[]){3});
    if (k->index == 0) x->data[0] = 2, x->data[1] = x->data[2] = 3; /* the lecture's */
    case_output(k, "x.grad of f, x.grad, y.grad, g.grad zeroed, x.grad", DTYPE_REAL, 1, (int[]){5});
}

/* --- Activations -------------------------------------------------------------------------------------------------- */
/* The first numbers are negative, positive and 0. */
static Tensor *draw_numbers(Case *k, double scale) {
    const int shape[] = {case_between(k, 2, 4), case_between(k, 2, 5), case_between(k, 2, 3)};
    Tensor   *x = k->index == 0   ? case_normal(k, "x", scale, 1, (int[]){3})
                  : k->index == 1 ? case_normal(k, "x", scale, 3, shape)
                                  : case_normal(k, "x", scale, 2, shape);
    x->data[0] = -(real)fabs(x->data[0]) - (real)0.25;
    x->data[1] = (real)fabs(x->data[1]) + (real)0.25;
    x->data[2] = 0;
    return x;
}

static void make_far(Case *k, Tensor *x) {
    for (size_t i = 0; i < x->size; i++)
        if (i % 3 != 2) x->data[i] = (real)((i % 3 ? 1 : -1) * (720 + 280 * rng_uniform(k->rng))); /* exp overflows */
}

static void draw_activation(Case *k) {
    const Tensor *x = draw_numbers(k, 2);
    case_op(k, 1, x->ndim, x->shape);
}

static void draw_activation_far(Case *k) {
    Tensor *x = draw_numbers(k, 2);
    make_far(k, x);
    case_op(k, 1, x->ndim, x->shape);
}

/* With the slope, or alpha: the lectures' first, then others. */
static void draw_leaky_relu(Case *k) {
    draw_activation(k);
    case_real(k, "slope", k->index == 0 ? 0.1 : k->index == 2 ? 1.5 : 0.02 + 0.4 * rng_uniform(k->rng));
}

static void draw_elu(Case *k) {
    draw_activation(k);
    case_real(k, "alpha", k->index == 0 ? 1 : 1.2 + rng_uniform(k->rng));
}

static void draw_elu_far(Case *k) {
    draw_activation_far(k);
    case_real(k, "alpha", 200 + 800 * rng_uniform(k->rng)); /* as large as the numbers, which the tolerance goes by */
}

/* --- The gradient check ------------------------------------------------------------------------------------------- */
static void draw_numerical_gradient(Case *k) {
    const int shape[] = {case_between(k, 1, 3), case_between(k, 2, 4)};
    case_normal(k, "x", 1, 2, shape);
    case_uniform(k, "w", 0.5, 1.5, 2, shape);
    case_int(k, "-neighbours", k->index % 2);
    case_real(k, "h", 0.1 + 0.2 * rng_uniform(k->rng)); /* large enough to tell the kinds of difference apart */
    case_output(k, "g", DTYPE_REAL, 2, shape);
}

static void draw_gradient_error(Case *k) {
    const int n = case_between(k, 2, 8);
    Tensor   *a = case_normal(k, "a", 1, 1, &n), *b = case_normal(k, "b", 1, 1, &n);
    for (int i = 0; i < n; i++) {
        if (k->index == 0) a->data[i] = b->data[i] = 0;
        else b->data[i] = a->data[i] + (real)0.3 * b->data[i];
    }
    if (k->index == 1 || k->index == 2) { /* b has the larger norm, or a: which of the two it is in proportion to */
        Tensor *larger = k->index == 1 ? b : a, *other = k->index == 1 ? a : b;
        for (int i = 0; i < n; i++)
            larger->data[i] = other->data[i] * (real)((1.5 + rng_uniform(k->rng)) * (case_between(k, 0, 1) ? 1 : -1));
    }
    case_number(k, "gradient_error");
}

enum { OPERATIONS = 8 }; /* that call_gradcheck knows */

static void draw_gradcheck(Case *k) {
    const int n = OPERATIONS, elements = case_between(k, 4, 7);
    static const struct { double h, tolerance, scale; } drawn[] = {
        {0.01, 1e-3, 1},    /* the usual */
        {0.5, 1e-3, 1},     /* by such a step nearly all gradients look wrong */
        {0.01, 0.05, 1},    /* one per cent off is right */
        {0.01, 1e-3, 1e-3}, /* small gradients, and large ones */
        {0.02, 1e-2, 1e3},
    };
    Tensor   *x = case_normal(k, "x", 1, 1, &elements), *dy = case_uniform(k, "dy", 0.5, 1.5, 1, &elements);
    for (int i = 0; i < elements; i++) {
        x->data[i] += (real)(x->data[i] > 0 ? 0.3 : -0.3);
        dy->data[i] *= (real)(i % 2 == k->index % 2 ? -drawn[k->index].scale : drawn[k->index].scale);
    }
    Tensor *which = t_arange(n);
    rng_shuffle(k->rng, which->i64, (size_t)n);
    case_input(k, "which operation", which);
    case_real(k, "h", drawn[k->index].h);
    case_real(k, "tolerance", drawn[k->index].tolerance);
    case_output(k, "accepted", DTYPE_INT64, 1, &n);
}

/* --- The lab ------------------------------------------------------------------------------------------------------ */

const Check lab_checks[] = {
    {"0.1", "strides_of", "strides", draw_strides,
     "the last axis has stride 1; each one before it the product of all lengths behind it", .weight = 3, .edges = 2},
    {"0.1", "flat_index", "flat_index", draw_flat_index, "the sum of index times stride, over the axes", .weight = 3,
     .edges = 2},
    {"0.1", "multi_index", "multi_index", draw_multi_index,
     "from the last axis to the first: remainder and quotient of a division by its length", .weight = 4,
     .edges = 2},

    {"0.2", "broadcast_shape", "broadcast_shape", draw_broadcast_shape,
     "compare from the right; where a shape has no axis any more, its length is 1", .weight = 4},
    {"0.2", "shapes that do not fit", "broadcast_fits", draw_broadcast_fits,
     "lengths fit when they are equal or one of them is 1; else return t_error_set(...), which is false, with "
     "both lengths in its sentence", .weight = 2, .cases = 4, .output = ALL_OUTPUTS},
    {"0.2", "addition", "broadcast_add", draw_broadcast_add,
     "an operand of length 1 along an axis, or without it, is read with stride 0; it is the left axes that it may lack",
     .weight = 6, .tolerance = TOLERANCE},

    {"0.3", "by loops", "matmul_loops", draw_matmul,
     "element (i,j) of a matrix with m columns is data[i * m + j]; begin each sum at 0", .weight = 5,
     .tolerance = TOLERANCE},
    {"0.3", "by BLAS", "matmul_blas", draw_matmul,
     "gemm takes the sizes of the result first, rows n and columns m, then the inner length k; a row of A is k "
     "elements long, one of B or C m", .weight = 3, .tolerance = TOLERANCE},

    {"0.4", "sample by sample", "linear_each", draw_linear,
     "row j of W belongs to neuron j: y_nj is its product with row n of X", .tolerance = TOLERANCE},
    {"0.4", "as one product", "linear_once", draw_linear,
     "X W^T: gemm with CblasTrans for W reads it, stored (out,in), as (in,out); its rows are in elements long",
     .tolerance = TOLERANCE},

    {"0.5", "cuda when there is one, else cpu", "pick_device", draw_pick_device,
     "DEV_CUDA when cuda_available, DEV_CPU otherwise", .cases = 1},
    {"0.5", "there and back", "run_on", draw_run_on,
     "t_to(x, device), t_apply(op, ...), t_to(..., DEV_CPU): all three recorded, none detached", .cases = 3,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},

    {"0.6", "add and mul", "value_graph", draw_tree, "make(VALUE_ADD, the sum of the two data, a, b)", .weight = 3,
     .cases = 4, .tolerance = TOLERANCE},
    {"0.6", "pow", "value_graph", draw_powers, "C has pow(x, p); keep the exponent in the value, backward will need it",
     .weight = 2, .tolerance = TOLERANCE},
    {"0.6", "tanh", "value_graph", draw_tanhs, "C has tanh(x)", .weight = 1, .cases = 4, .tolerance = TOLERANCE},

    {"0.7", "derivatives of add and mul", "value_graph", draw_tree,
     "a sum hands its gradient on to both; a product gives each parent the other's data times its gradient",
     .weight = 3, .output = 1, .tolerance = TOLERANCE},
    {"0.7", "derivative of pow", "value_graph", draw_powers, "p a^(p-1): the exponent in front, and one less above",
     .weight = 3, .output = 1, .tolerance = TOLERANCE},
    {"0.7", "derivative of tanh", "value_graph", draw_tanhs, "1 - v^2, where v is tanh(a), the value's own data",
     .weight = 3, .output = 1, .tolerance = TOLERANCE},
    {"0.7", "values used more than once", "value_graph", draw_shared,
     "a value passes its gradient on once, after all that was made from it, and adds to its parents'", .weight = 5,
     .output = 1, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"0.7", "long chains, many ways", "value_chain", draw_chain,
     "visit each value once: there may be 2^48 ways from f to a leaf; the case tells the length of the chain",
     .weight = 2, .cases = 4, .tolerance = TOLERANCE},
    {"0.7", "two backwards", "value_graph", draw_two_backwards,
     "leaves keep what they have and are added to; inner values begin each backward at 0", .weight = 4, .output = 1,
     .tolerance = TOLERANCE},
    {"0.7", "zeroing one gradient", "value_zero", draw_value_zero,
     "only this value's: y keeps its gradient, and the next backward adds to it", .weight = 2, .cases = 4,
     .tolerance = TOLERANCE},

    {"0.8", "sigmoid", "sigmoid", draw_activation, "1 / (1 + exp(-x))", .weight = 2, .tolerance = TOLERANCE},
    {"0.8", "sigmoid far from 0", "sigmoid", draw_activation_far,
     "exp(1000) is infinite: 1 / (1 + infinity) is 0, but infinity / (1 + infinity) is not a number", .weight = 2,
     .cases = 4, .tolerance = TOLERANCE},
    {"0.8", "gradient of sigmoid", "sigmoid", draw_activation, "dx += dy y (1 - y), with y = sigmoid(x)", .weight = 2,
     .output = 1, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"0.8", "gradient of sigmoid far from 0", "sigmoid", draw_activation_far,
     "y (1 - y) is 0 there; a quotient of exponentials is infinity over infinity", .weight = 1, .cases = 4, .output = 1,
     .tolerance = TOLERANCE},
    {"0.8", "tanh", "tanh", draw_activation, "C has tanh(x)", .weight = 1, .tolerance = TOLERANCE},
    {"0.8", "tanh far from 0", "tanh", draw_activation_far,
     "the quotient of exponentials is infinity over infinity: use C's tanh", .weight = 1, .cases = 4,
     .tolerance = TOLERANCE},
    {"0.8", "gradient of tanh", "tanh", draw_activation, "dx += dy (1 - y^2), with y = tanh(x)", .weight = 2,
     .output = 1, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"0.8", "gradient of tanh far from 0", "tanh", draw_activation_far,
     "1 - y^2 is 0 there; exp(1000) is infinite", .weight = 1, .cases = 4, .output = 1, .tolerance = TOLERANCE},

    {"0.9", "relu", "relu", draw_activation, "x where it is positive, else 0", .weight = 1, .tolerance = TOLERANCE},
    {"0.9", "gradient of relu", "relu", draw_activation, "dx += dy where x > 0; at 0 itself nothing", .weight = 2,
     .output = 1, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"0.9", "leaky_relu", "leaky_relu", draw_leaky_relu, "the slope below 0 is c->args.f[0]", .weight = 1,
     .tolerance = TOLERANCE},
    {"0.9", "gradient of leaky_relu", "leaky_relu", draw_leaky_relu,
     "dx += dy where x > 0, elsewhere slope dy; at 0 too", .weight = 2, .output = 1, .tolerance = TOLERANCE},
    {"0.9", "elu", "elu", draw_elu, "below 0 alpha (exp(x) - 1), with alpha = c->args.f[0]", .weight = 1,
     .tolerance = TOLERANCE},
    {"0.9", "elu far from 0", "elu", draw_elu_far,
     "exp only where x is negative: 0 times an infinite exp(1000) is not a number", .weight = 1, .cases = 4,
     .tolerance = TOLERANCE},
    {"0.9", "gradient of elu", "elu", draw_elu, "below 0 the slope is alpha exp(x), at 0 it is 1", .weight = 2,
     .output = 1, .tolerance = TOLERANCE},
    {"0.9", "gradient of elu far from 0", "elu", draw_elu_far,
     "exp only where x is negative: 0 times an infinite exp(1000) is not a number", .weight = 1, .cases = 4,
     .output = 1, .tolerance = TOLERANCE},

    {"0.10", "numerical_gradient", "numerical_gradient", draw_numerical_gradient,
     "f above minus f below, over 2h; move one element at a time, and put back the very number it held", .weight = 4,
     .tolerance = TOLERANCE},
    {"0.10", "gradient_error", "gradient_error", draw_gradient_error,
     "the norm of the difference over the larger norm; 0 over 0 counts 0", .weight = 2, .edges = 1,
     .tolerance = TOLERANCE},
    {"0.10", "gradcheck", "gradcheck", draw_gradcheck,
     "the gradient that t_backward_from(y, loss->dy) leaves, against the numerical gradient of op_loss", .weight = 4,
     .cases = 5},
    {0},
};
