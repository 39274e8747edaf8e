/* Wrong calls: what each says, and the help it gives. */
#include "ops_test.h"

static Tensor *named(const char *name, int ndim, const int shape[]) {
    return t_named(t_full_shape(1, ndim, shape), name);
}
#define NAMED(name, ...) named(#name, T_SHAPE(__VA_ARGS__))

/* One wrong call a number; a case that does not end the program fails its test. */
enum { CASES = 45 };

START_TEST(wrong_calls) {
    Tensor *x = NAMED(x, 4, 8), *v = NAMED(v, 4), *W = NAMED(W, 2, 8), *s = t_named(t_scalar(2), "s");
    Tensor *labels = t_named(t_tensor_int64(INTS(1, 3, 2, 1), 4), "labels");
    switch (_i) {
    /* --- broadcasting --- */
    case 0:
        expect("add: x (4,8) and w (3) do not fit together", "in each axis the lengths are equal, or one is 1");
        t_add(x, NAMED(w, 3));
        break;
    case 1:
        expect("mul: x (4,8) and v (4) do not fit together",
               "for one value per row write t_unsqueeze(v, 1), of shape (4,1)");
        t_mul(x, v);
        break;
    case 2:
        expect("sub: v (4) and x (4,8)", "t_unsqueeze(v, 1), of shape (4,1)");
        t_sub(v, x);
        break;
    case 3:
        expect("gt: x (4,8) and b (2,8)", NULL);
        t_gt(x, t_zeros(2, 8));
        break;
    case 4:
        expect("in  t_add(x, NULL)", "was it never assigned?");
        t_add_at(T_HERE("t_add(x, NULL)"), x, NULL);
        break;
    case 5:
        expect("input 0 of exp is NULL", NULL);
        t_exp(NULL);
        break;
    /* --- products --- */
    case 6:
        expect("matmul: x (4,8) times W (2,8): x has 8 columns but W has 2 rows",
               "W is stored (out,in): write t_matmul(x, t_transpose(W))");
        t_matmul(x, W);
        break;
    case 7:
        expect("matmul: x (4,8) times y (4,3): x has 8 columns but y has 4 rows", "write t_matmul(t_transpose(x), y)");
        t_matmul(x, NAMED(y, 4, 3));
        break;
    case 8:
        expect("matmul: x (4,8) times y (3,4)", "write t_matmul(y, x) for a result of (3,8)");
        t_matmul(x, NAMED(y, 3, 4));
        break;
    case 9:
        expect("matmul: v (4) times W (2,8): v has 4 elements but W has 2 rows", "(n,k) times (k,m) gives (n,m)");
        t_matmul(v, W);
        break;
    case 10:
        expect("matmul: x (4,8) times v (4): x has 8 columns but v has 4 elements", NULL);
        t_matmul(x, v);
        break;
    case 11:
        expect("matmul: x (4,8) times s (): one of the two is a single number, not a matrix",
               "use t_mul to multiply by a number");
        t_matmul(x, s);
        break;
    case 12:
        expect("matmul: a (2,3,4) times b (3,4,5): the axes before the last two differ", "a batch multiplies pairwise");
        t_matmul(t_zeros(2, 3, 4), t_zeros(3, 4, 5));
        break;
    case 13:
        expect("dot: x (4,8) and v (4) are not both of one axis", "t_matmul multiplies matrices");
        t_dot(x, v);
        break;
    case 14:
        expect("dot: v (4) times b (3): v has 4 elements but b has 3 elements", NULL);
        t_dot(v, t_zeros(3));
        break;
    /* --- axes --- */
    case 15:
        expect("sum: x (4,8) has no axis 2, only 0 to 1", "-1 is the last");
        t_sum_axis(x, 2);
        break;
    case 16:
        expect("argmax: x (4,8) has no axis -3", NULL);
        t_argmax_axis(x, -3);
        break;
    case 17:
        expect("mean: s () is a single number, it has no axis 0", NULL);
        t_mean_axis(s, 0);
        break;
    case 18:
        expect("max: x (0) has no elements to choose from", NULL);
        t_max(t_zeros(0));
        break;
    case 19:
        expect("argmax: x (2,0) has no elements to choose from", NULL);
        t_argmax_axis(t_zeros(2, 0), 1);
        break;
    case 20:
        expect("var: n = 1 and correction 1: the divisor n - correction is not above 0", "use correction 0");
        t_var_axis(t_zeros(1, 3), 0, 1);
        break;
    /* --- shapes --- */
    case 21:
        expect("reshape: x (4,8) has 32 elements, (5,7) would have 35", NULL);
        t_reshape(x, 5, 7);
        break;
    case 22:
        expect("reshape: x (4,8) has 32 elements, (5,-1) would have a multiple of 5", NULL);
        t_reshape(x, 5, -1);
        break;
    case 23:
        expect("reshape: x (4,8) cannot become (-1,-1)", "one of them may be -1");
        t_reshape(x, -1, -1);
        break;
    case 24:
        expect("flatten: v (4) has no axis 1", NULL);
        t_flatten(v);
        break;
    case 25:
        expect("unsqueeze: x (4,8) takes a new axis at 0 to 2, not at 3", NULL);
        t_unsqueeze(x, 3);
        break;
    case 26:
        expect("transpose: v (4) has fewer than two axes", "t_unsqueeze(x, 0) makes a row of it");
        t_transpose(v);
        break;
    case 27:
        expect("permute: (0,0) does not name each axis of x (4,8) once", "0, 3, 1, 2");
        t_permute(x, 0, 0);
        break;
    case 28:
        expect("permute: (1) does not name each axis of x (4,8) once", NULL);
        t_permute(x, 1);
        break;
    case 29:
        expect("broadcast_to: x (4,8) does not grow to (4,9)", "a length stays or grows from 1");
        t_broadcast_to(x, 4, 9);
        break;
    case 30:
        expect("cat: part 0, x (4,8), and part 1, W (2,8), along axis 1", "all lengths but that of the axis");
        t_cat(1, x, W);
        break;
    case 31:
        expect("cat: part 0 is torch.int64, part 1 is torch.float", "t_cast");
        t_cat(0, labels, v);
        break;
    case 32:
        expect("slice: x (4,8) has no axis 2", NULL);
        t_slice(x, 2, 0, 1);
        break;
    case 33:
        expect("select: x (4,8) has no position 4 on its first axis, only 0 to 3", NULL);
        t_select(x, 4);
        break;
    /* --- labels --- */
    case 34:
        expect("gather: row 1 of labels (4) is 3, but there are 3 columns",
               "they run from 0 to 2; these look like 1 to 3: subtract 1 with t_sub(labels, 1)");
        t_gather(NAMED(logits, 4, 3), labels);
        break;
    case 35:
        expect("one_hot: row 1 of labels (4) is 3, but there are 2 classes", "they run from 0 to 1");
        t_one_hot(labels, 2);
        break;
    case 36:
        expect("index_select: row 0 of index (1) is -1, but there are 4 rows", "they run from 0 to 3");
        t_index_select(x, t_tensor_int64(INTS(-1), 1));
        break;
    case 37:
        expect("gather: x (4,8) with index (3)", "one column a row");
        t_gather(x, t_arange(3));
        break;
    case 38:
        expect("one_hot: v (4) holds real numbers, not int64", "t_cast(..., DTYPE_INT64)");
        t_one_hot(v, 3);
        break;
    case 39:
        expect("gather: index (1,2) has 2 axes, not one", "one number a row");
        t_gather(x, t_tensor_int64(INTS(0, 1), 1, 2));
        break;
    case 40:
        expect("sum: axis 1 of x (4,8) is named twice", NULL);
        t_sum_axes(x, 1, 0, -1);
        break;
    /* --- the call's own line --- */
    case 41: {
        static char place[80];
        snprintf(place, sizeof place, "in  t_matmul(x, W)\n   at  test_ops_errors.c:%d (wrong_calls", __LINE__ + 2);
        expect(place, "t_transpose");
        t_matmul(x, W);
        break;
    }
    /* --- values that are not there --- */
    case 42:
        expect("t_tensor: 3 values for the shape (2,2), which takes 4", NULL);
        t_tensor(REALS(1, 2, 3), 2, 2);
        break;
    case 43:
        expect("t_from_array: values is NULL, where 3 are needed for (3)", "did malloc run out of memory?");
        t_from_array(NULL, DTYPE_REAL, T_SHAPE(3));
        break;
    case 44:
        expect("t_copy_of: values is NULL, where 2 are needed for (2)", NULL);
        t_tensor((const real *)NULL, 2);
        break;
    }
    ck_abort_msg("case %d ends without an error", _i);
}
END_TEST

/* What is wrong only where backward looks is told at the line of the forward. */
static Tensor *identity_forward(Ctx *c) { return t_clone(c->in[0]); }
static void    failing_backward(Ctx *c, const Tensor *dy, Tensor *dx[]) {
    (void)dy;
    dx[0]->data[0] = t_matmul(c->in[0], c->in[0])->data[0];
}
static const Op failing_op = {"failing", identity_forward, failing_backward};

START_TEST(found_in_backward) {
    Tensor *x = t_requires_grad(t_zeros(2, 3)), *y = t_apply(&failing_op, x);
    expect("matmul: a (2,3) times b (2,3)", NULL);
    t_backward_from(y, t_ones(2, 3));
}
END_TEST

int main(void) {
    TCase *t = tcase_create("errors");
    tcase_add_loop_exit_test(t, wrong_calls, EXIT_WRONG_CALL, 0, CASES);
    tcase_add_exit_test(t, found_in_backward, EXIT_WRONG_CALL);
    return run_cases(t, "ops_errors");
}
