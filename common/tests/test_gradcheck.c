/* Every differentiable op against central differences with a random upstream gradient; and wrong ops are found out. */
#include "gradient_test.h"

enum { MAX_INPUTS = 3 };

/* --- The functions ------------------------------------------------------------------------------------------------ */
#define FUNCTION(name, expression)                                                                                     \
    static Tensor *f_##name(Tensor *const in[]) {                                                                      \
        Tensor *a = in[0], *b = in[1], *c = in[2];                                                                     \
        (void)a, (void)b, (void)c;                                                                                     \
        return expression;                                                                                             \
    }
FUNCTION(add, t_add(a, b))
FUNCTION(sub, t_sub(a, b))
FUNCTION(mul, t_mul(a, b))
FUNCTION(div, t_div(a, b))
FUNCTION(pow, t_pow(a, b))
FUNCTION(maximum, t_maximum(a, b))
FUNCTION(where, t_where(t_gt(t_add(t_mul(a, 0), t_reshape(t_arange((int)a->size), a->shape[0], -1)), 2), a, b))
FUNCTION(masked_fill, t_masked_fill(a, t_gt(t_arange(4), 1), 3))
FUNCTION(square, t_mul(a, a))
FUNCTION(self_power, t_pow(a, a))
FUNCTION(pow_2, t_pow(a, 2))
FUNCTION(pow_minus, t_pow(a, -1.5))
FUNCTION(to_the_power, t_pow(2, a))
FUNCTION(from_one, t_sub(1, a))
FUNCTION(one_over, t_div(1, a))
FUNCTION(relu, t_maximum(a, 0))
FUNCTION(scale, t_scale(a, -0.7))
FUNCTION(neg, t_neg(a))
FUNCTION(exp, t_exp(a))
FUNCTION(log, t_log(a))
FUNCTION(sqrt, t_sqrt(a))
FUNCTION(abs, t_abs(a))
FUNCTION(sin, t_sin(a))
FUNCTION(cos, t_cos(a))
FUNCTION(clone, t_clone(a))
FUNCTION(sum, t_sum(a))
FUNCTION(mean, t_mean(a))
FUNCTION(max, t_max(a))
FUNCTION(var, t_var(a))
FUNCTION(sum_0, t_sum_axis(a, 0))
FUNCTION(sum_last, t_sum_keep(a, -1))
FUNCTION(mean_0, t_mean_axis(a, 0))
FUNCTION(mean_last, t_mean_keep(a, -1))
FUNCTION(max_0, t_max_axis(a, 0))
FUNCTION(max_last, t_max_keep(a, -1))
FUNCTION(var_0, t_var_axis(a, 0, 1))
FUNCTION(var_last, t_var_axis(a, -1, 0))
FUNCTION(sum_1, t_sum_axis(a, 1))
FUNCTION(mean_1, t_mean_axis(a, 1))
FUNCTION(max_1, t_max_axis(a, 1))
FUNCTION(var_1, t_var_at(T_HERE("var"), a, 1, true, 1))
FUNCTION(sum_ends, t_sum_axes(a, 0, -1))
FUNCTION(mean_ends, t_mean_axes_keep(a, -1, 0))
FUNCTION(var_ends, t_var_axes(a, 1, 0, -1))
FUNCTION(var_channels, t_var_axes_keep(a, 0, 0, 2, 3))
FUNCTION(mean_thrice, t_mean_axes(a, 0, 2, 4))
FUNCTION(matmul, t_matmul(a, b))
FUNCTION(dot, t_dot(a, b))
FUNCTION(gram, t_matmul(a, t_transpose(a)))
FUNCTION(matrix_square, t_matmul(a, a))
FUNCTION(flat, t_reshape(a, -1))
FUNCTION(flatten, t_flatten(a))
FUNCTION(squeeze, t_squeeze(a))
FUNCTION(unsqueeze, t_unsqueeze(a, 1))
FUNCTION(transpose, t_transpose(a))
FUNCTION(permute, t_permute(a, 2, 0, 1))
FUNCTION(grown, t_broadcast_to(a, 4, 2, 3))
FUNCTION(cat_0, t_cat(0, a, b, a))
FUNCTION(cat_1, t_cat(1, a, b, c))
FUNCTION(slice_0, t_slice(a, 0, 1, T_END))
FUNCTION(slice_1, t_slice(a, 1, 1, 3))
FUNCTION(select, t_select(a, 1))
FUNCTION(gather, t_gather(a, t_tensor_int64(INTS(3, 0, 3), 3)))
FUNCTION(rows, t_index_select(a, t_tensor_int64(INTS(2, 0, 2, 2), 4)))
FUNCTION(cast, t_mul(t_cast(a, DTYPE_REAL), t_cast(t_gt(a, 0), DTYPE_REAL)))
FUNCTION(softmax, t_div(t_exp(t_sub(a, t_max_keep(a, 1))), t_sum_keep(t_exp(t_sub(a, t_max_keep(a, 1))), 1)))
FUNCTION(layer, t_maximum(t_add(t_matmul(a, t_transpose(b)), c), 0))

typedef struct Shape {
    int ndim, length[T_MAX_NDIM];
} Shape;
typedef struct Case {
    const char *name;
    Function    f;
    double      low, high; /* of the values */
    int         n;
    Shape       in[MAX_INPUTS];
} Case;
#define CASE(name, low, high, ...)                                                                                     \
    {#name, f_##name, low, high, (int)(sizeof((Shape[]){__VA_ARGS__}) / sizeof(Shape)), {__VA_ARGS__}}
#define SHAPE(...) {(int)(sizeof((int[]){__VA_ARGS__}) / sizeof(int)), {__VA_ARGS__}}
#define SCALAR {0, {0}}
/* Shapes that broadcast in every way that differs: alike, a row, a column, both ways, a number, length 1, nothing. */
#define BROADCASTS(name, low, high)                                                                                    \
    CASE(name, low, high, SHAPE(3, 4), SHAPE(3, 4)), CASE(name, low, high, SHAPE(3, 4), SHAPE(4)),                     \
        CASE(name, low, high, SHAPE(4), SHAPE(3, 4)), CASE(name, low, high, SHAPE(3, 4), SHAPE(3, 1)),                 \
        CASE(name, low, high, SHAPE(3, 1), SHAPE(1, 4)), CASE(name, low, high, SHAPE(2, 3), SCALAR),                   \
        CASE(name, low, high, SCALAR, SHAPE(2, 3)), CASE(name, low, high, SCALAR, SCALAR),                             \
        CASE(name, low, high, SHAPE(2, 1, 3, 1), SHAPE(2, 1, 2)), CASE(name, low, high, SHAPE(2, 3, 2), SHAPE(3, 1)),  \
        CASE(name, low, high, SHAPE(1, 1), SHAPE(1)), CASE(name, low, high, SHAPE(5), SHAPE(1)),                       \
        CASE(name, low, high, SHAPE(0, 3), SHAPE(3)), CASE(name, low, high, SHAPE(2, 0), SHAPE(2, 1))
#define SHAPES(name, low, high)                                                                                        \
    CASE(name, low, high, SCALAR), CASE(name, low, high, SHAPE(1)), CASE(name, low, high, SHAPE(7)),                   \
        CASE(name, low, high, SHAPE(2, 3)), CASE(name, low, high, SHAPE(2, 1, 2, 1, 2, 2)),                            \
        CASE(name, low, high, SHAPE(0, 2))
#define REDUCTIONS(name)                                                                                               \
    CASE(name, -2, 2, SHAPE(3, 4)), CASE(name, -2, 2, SHAPE(5, 2)), CASE(name, -2, 2, SHAPE(2, 3, 4)),                 \
        CASE(name, -2, 2, SHAPE(2, 3, 1, 2))

static const Case cases[] = {
    BROADCASTS(add, -2, 2),
    BROADCASTS(sub, -2, 2),
    BROADCASTS(mul, -2, 2),
    BROADCASTS(div, 0.5, 2),
    BROADCASTS(pow, 0.5, 2),
    BROADCASTS(maximum, -2, 2),
    CASE(where, -2, 2, SHAPE(3, 4), SHAPE(3, 4)),
    CASE(where, -2, 2, SHAPE(3, 4), SHAPE(4)),
    CASE(where, -2, 2, SHAPE(3, 1), SHAPE(1, 4)),
    CASE(where, -2, 2, SHAPE(3, 4), SCALAR),
    CASE(where, -2, 2, SHAPE(3, 2), SHAPE(2, 1, 2)),
    CASE(masked_fill, -2, 2, SHAPE(3, 4)),
    CASE(mul, -2, 2, SHAPE(300), SCALAR),
    CASE(div, 0.5, 2, SCALAR, SHAPE(2, 300)), /* longer than a block */
    SHAPES(square, -2, 2),
    SHAPES(self_power, 0.5, 2),
    SHAPES(pow_2, -2, 2),
    SHAPES(pow_minus, 0.5, 2),
    SHAPES(to_the_power, -2, 2),
    SHAPES(from_one, -2, 2),
    SHAPES(one_over, 0.5, 2),
    SHAPES(relu, -2, 2),
    SHAPES(scale, -2, 2),
    SHAPES(neg, -2, 2),
    SHAPES(exp, -2, 2),
    SHAPES(log, 0.5, 3),
    SHAPES(sqrt, 0.5, 3),
    SHAPES(abs, -2, 2),
    SHAPES(sin, -2, 2),
    SHAPES(cos, -2, 2),
    SHAPES(clone, -2, 2),
    SHAPES(sum, -2, 2),
    SHAPES(flat, -2, 2),
    SHAPES(squeeze, -2, 2),
    SHAPES(cast, -2, 2),
    REDUCTIONS(sum),
    REDUCTIONS(mean),
    REDUCTIONS(max),
    REDUCTIONS(var),
    REDUCTIONS(sum_0),
    REDUCTIONS(sum_last),
    REDUCTIONS(mean_0),
    REDUCTIONS(mean_last),
    REDUCTIONS(max_0),
    REDUCTIONS(max_last),
    REDUCTIONS(var_0),
    REDUCTIONS(var_last),
    REDUCTIONS(sum_1),
    REDUCTIONS(mean_1),
    REDUCTIONS(max_1),
    REDUCTIONS(var_1),
    REDUCTIONS(sum_ends),
    REDUCTIONS(mean_ends),
    REDUCTIONS(var_ends),
    CASE(var_channels, -2, 2, SHAPE(2, 3, 2, 2)),
    CASE(mean_thrice, -2, 2, SHAPE(2, 3, 2, 1, 2)),
    CASE(sum_0, -1, 1, SHAPE(2, 130)),
    CASE(mean_last, -1, 1, SHAPE(1, 1)),
    CASE(var, -1, 1, SHAPE(5)),
    CASE(matmul, -1, 1, SHAPE(4, 2), SHAPE(2, 8)),
    CASE(matmul, -1, 1, SHAPE(9, 10), SHAPE(10, 11)),
    CASE(matmul, -1, 1, SHAPE(1, 5), SHAPE(5, 1)),
    CASE(matmul, -1, 1, SHAPE(5, 1), SHAPE(1, 5)),
    CASE(matmul, -1, 1, SHAPE(3), SHAPE(3, 4)),
    CASE(matmul, -1, 1, SHAPE(4, 3), SHAPE(3)),
    CASE(matmul, -1, 1, SHAPE(6), SHAPE(6)),
    CASE(matmul, -1, 1, SHAPE(2, 3, 2), SHAPE(2, 2, 4)),
    CASE(matmul, -1, 1, SHAPE(2, 2, 3, 2), SHAPE(2, 2, 2, 1)),
    CASE(matmul, -1, 1, SHAPE(2, 0), SHAPE(0, 3)),
    CASE(dot, -1, 1, SHAPE(5), SHAPE(5)),
    CASE(gram, -1, 1, SHAPE(3, 4)),
    CASE(matrix_square, -1, 1, SHAPE(3, 3)),
    CASE(flatten, -1, 1, SHAPE(2, 3, 2)),
    CASE(unsqueeze, -1, 1, SHAPE(3, 2)),
    CASE(transpose, -1, 1, SHAPE(3, 5)),
    CASE(transpose, -1, 1, SHAPE(2, 20, 17)),
    CASE(permute, -1, 1, SHAPE(2, 3, 4)),
    CASE(grown, -1, 1, SHAPE(2, 1)),
    CASE(grown, -1, 1, SHAPE(3)),
    CASE(grown, -1, 1, SCALAR),
    CASE(grown, -1, 1, SHAPE(4, 1, 3)),
    CASE(cat_0, -1, 1, SHAPE(2, 3), SHAPE(1, 3)),
    CASE(cat_1, -1, 1, SHAPE(2, 1, 2), SHAPE(2, 3, 2), SHAPE(2, 0, 2)),
    CASE(slice_0, -1, 1, SHAPE(4, 2)),
    CASE(slice_1, -1, 1, SHAPE(2, 5, 3)),
    CASE(select, -1, 1, SHAPE(3, 2, 2)),
    CASE(gather, -1, 1, SHAPE(3, 4)),
    CASE(rows, -1, 1, SHAPE(3, 2, 2)),
    CASE(softmax, -3, 3, SHAPE(4, 5)),
    CASE(layer, -1, 1, SHAPE(5, 3), SHAPE(4, 3), SHAPE(4)),
};

START_TEST(every_op) {
    const Case *c = &cases[_i];
    Tensor     *in[MAX_INPUTS] = {0};
    state = (uint64_t)_i;
    for (int i = 0; i < c->n; i++) in[i] = drawn(c->in[i].ndim, c->in[i].length, c->low, c->high, 0.25 + 0.22 * i);
    double error = gradient_error(c->f, c->n, in);
    ck_assert_msg(error <= gradient_tolerance(), "%s of %s, %s: relative error %g", c->name, t_shape_text(in[0]),
                  in[1] ? t_shape_text(in[1]) : "-", error);
}
END_TEST

/* --- Wrong ops must be found out ---------------------------------------------------------------------------------- */
static Tensor *exp_forward(Ctx *c) { return t_exp(c->in[0]); }
static void wrong_sign(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] -= dy->data[i] * c->out->data[i];
}
static void overwriting(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] = dy->data[i] * c->out->data[i];
}
static void deaf_to_upstream(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] += c->out->data[i];
}
static void a_percent_off(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] += (real)1.01 * dy->data[i] * c->out->data[i];
}
static void silent(Ctx *c, const Tensor *dy, Tensor *dx[]) { (void)c, (void)dy, (void)dx; }

static const Op wrong_ops[] = {{"wrong sign", exp_forward, wrong_sign},
                               {"overwriting", exp_forward, overwriting},
                               {"deaf to upstream", exp_forward, deaf_to_upstream},
                               {"a percent off", exp_forward, a_percent_off},
                               {"silent", exp_forward, silent}};
static const Op *wrong_op;
static Tensor   *f_wrong(Tensor *const in[]) { return t_apply(wrong_op, in[0]); }

/* A bias whose gradient takes the last row instead of the sum over rows. */
static Tensor *bias_forward(Ctx *c) { return t_add(c->in[0], c->in[1]); }
static void last_row(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    size_t n = c->in[1]->size;
    for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] += dy->data[i];
    for (size_t i = 0; i < n; i++) dx[1]->data[i] += dy->data[dy->size - n + i];
}
static const Op last_row_op = {"last row", bias_forward, last_row};
static Tensor  *f_last_row(Tensor *const in[]) { return t_apply(&last_row_op, in[0], in[1]); }

START_TEST(wrong_ops_are_found_out) {
    wrong_op = &wrong_ops[_i];
    Tensor *x = drawn(2, (int[]){2, 3}, 0.5, 1.5, 0.25);
    double  error = gradient_error(f_wrong, 1, &x);
    ck_assert_msg(error > (sizeof(real) == 8 ? 1e5 : 2) * gradient_tolerance(), "%s passes: %g", wrong_op->name, error);
}
END_TEST

START_TEST(a_missing_sum_is_found_out) {
    Tensor *in[] = {drawn(2, (int[]){3, 4}, -1, 1, 0.25), drawn(1, (int[]){4}, -1, 1, 0.5), NULL};
    ck_assert(gradient_error(f_last_row, 2, in) > 0.01);
}
END_TEST

int main(void) {
    TCase *t = tcase_create("gradients");
    tcase_add_loop_test(t, every_op, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_loop_test(t, wrong_ops_are_found_out, 0, (int)(sizeof wrong_ops / sizeof wrong_ops[0]));
    tcase_add_test(t, a_missing_sum_is_found_out);
    return run_cases(t, "gradcheck");
}
