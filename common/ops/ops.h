/* ops.h: the primitive operations. Each records itself for backward; shapes broadcast as in numpy and torch.
 *
 * Arguments may be numbers where a tensor is expected: t_add(y, 3), t_mul(0.5, x). dtypes are promoted uint8 -> int64
 * -> real. An axis may be negative: -1 is the last. Integer tensors carry no gradient. */
#pragma once
#include "autograd.h"

/* A tensor as it is, a number as a rank-0 tensor. Of a const tensor, such as an Op's input, the values are only read. */
#define T_ARG(x)                                                                                                       \
    _Generic((x), Tensor *                                                                                             \
             : t_same, const Tensor *                                                                                  \
             : t_same, int                                                                                             \
             : t_number_int, long                                                                                      \
             : t_number_int, long long                                                                                 \
             : t_number_int, default                                                                                   \
             : t_number)(x)
static inline Tensor *t_same(const Tensor *x) { return (Tensor *)x; }
Tensor *t_number(double value);
Tensor *t_number_int(int64_t value);

/* --- Element by element, with broadcasting ------------------------------------------------------------------------ */
#define t_add(a, b) t_add_at(T_HERE("t_add(" #a ", " #b ")"), T_ARG(a), T_ARG(b))
#define t_sub(a, b) t_sub_at(T_HERE("t_sub(" #a ", " #b ")"), T_ARG(a), T_ARG(b))
#define t_mul(a, b) t_mul_at(T_HERE("t_mul(" #a ", " #b ")"), T_ARG(a), T_ARG(b))
#define t_div(a, b) t_div_at(T_HERE("t_div(" #a ", " #b ")"), T_ARG(a), T_ARG(b)) /* real, also of integers */
#define t_pow(a, b) t_pow_at(T_HERE("t_pow(" #a ", " #b ")"), T_ARG(a), T_ARG(b)) /* real, also of integers */
#define t_maximum(a, b)                                                                                                \
    t_maximum_at(T_HERE("t_maximum(" #a ", " #b ")"), T_ARG(a), T_ARG(b)) /* gradient to a where a >= b */
#define t_scale(x, s) t_scale_at(T_HERE("t_scale(" #x ", " #s ")"), x, s)                     /* s x, s a C number */
Tensor *t_add_at(Site site, Tensor *a, Tensor *b);
Tensor *t_sub_at(Site site, Tensor *a, Tensor *b);
Tensor *t_mul_at(Site site, Tensor *a, Tensor *b);
Tensor *t_div_at(Site site, Tensor *a, Tensor *b);
Tensor *t_pow_at(Site site, Tensor *a, Tensor *b);
Tensor *t_maximum_at(Site site, Tensor *a, Tensor *b);
Tensor *t_scale_at(Site site, Tensor *x, double s);

/* Comparisons give uint8: 1 where true. No gradient. */
#define t_eq(a, b) t_eq_at(T_HERE("t_eq(" #a ", " #b ")"), T_ARG(a), T_ARG(b))
#define t_ne(a, b) t_ne_at(T_HERE("t_ne(" #a ", " #b ")"), T_ARG(a), T_ARG(b))
#define t_lt(a, b) t_lt_at(T_HERE("t_lt(" #a ", " #b ")"), T_ARG(a), T_ARG(b))
#define t_le(a, b) t_le_at(T_HERE("t_le(" #a ", " #b ")"), T_ARG(a), T_ARG(b))
#define t_gt(a, b) t_gt_at(T_HERE("t_gt(" #a ", " #b ")"), T_ARG(a), T_ARG(b))
#define t_ge(a, b) t_ge_at(T_HERE("t_ge(" #a ", " #b ")"), T_ARG(a), T_ARG(b))
Tensor *t_eq_at(Site site, Tensor *a, Tensor *b);
Tensor *t_ne_at(Site site, Tensor *a, Tensor *b);
Tensor *t_lt_at(Site site, Tensor *a, Tensor *b);
Tensor *t_le_at(Site site, Tensor *a, Tensor *b);
Tensor *t_gt_at(Site site, Tensor *a, Tensor *b);
Tensor *t_ge_at(Site site, Tensor *a, Tensor *b);

/* a where cond is true, b elsewhere: cond uint8, as comparisons give it; all three broadcast. The gradient goes to the
 * chosen side alone: a NaN or an infinity of the other side does not get into it. */
#define t_where(cond, a, b)                                                                                            \
    t_where_at(T_HERE("t_where(" #cond ", " #a ", " #b ")"), cond, T_ARG(a), T_ARG(b))
/* x, but `value` (a C number) where the mask is true: mask uint8, of x's shape or one that broadcasts to it. */
#define t_masked_fill(x, mask, value)                                                                                  \
    t_masked_fill_at(T_HERE("t_masked_fill(" #x ", " #mask ", " #value ")"), x, mask, value)
Tensor *t_where_at(Site site, Tensor *cond, Tensor *a, Tensor *b);
Tensor *t_masked_fill_at(Site site, Tensor *x, Tensor *mask, double value);

#define t_neg(x) t_neg_at(T_HERE("t_neg(" #x ")"), x)
#define t_exp(x) t_exp_at(T_HERE("t_exp(" #x ")"), x)
#define t_log(x) t_log_at(T_HERE("t_log(" #x ")"), x)
#define t_sqrt(x) t_sqrt_at(T_HERE("t_sqrt(" #x ")"), x)
#define t_abs(x) t_abs_at(T_HERE("t_abs(" #x ")"), x) /* derivative 0 at 0 */
#define t_sin(x) t_sin_at(T_HERE("t_sin(" #x ")"), x)
#define t_cos(x) t_cos_at(T_HERE("t_cos(" #x ")"), x)
Tensor *t_neg_at(Site site, Tensor *x);
Tensor *t_exp_at(Site site, Tensor *x);
Tensor *t_log_at(Site site, Tensor *x);
Tensor *t_sqrt_at(Site site, Tensor *x);
Tensor *t_abs_at(Site site, Tensor *x);
Tensor *t_sin_at(Site site, Tensor *x);
Tensor *t_cos_at(Site site, Tensor *x);

/* To another dtype; x itself when it has it already. Gradients pass from real to real only. */
#define t_cast(x, dtype) t_cast_at(T_HERE("t_cast(" #x ", " #dtype ")"), x, dtype)
Tensor *t_cast_at(Site site, Tensor *x, DType dtype);

/* --- Products -------------------------------------------------------------------------------------------------------
 */
/* (n,k) x (k,m) -> (n,m); also (k) x (k,m) -> (m), (n,k) x (k) -> (n), (k) x (k) -> (), and with equal leading axes of
 * a batch (...,n,k) x (...,k,m) -> (...,n,m). */
#define t_matmul(a, b) t_matmul_at(T_HERE("t_matmul(" #a ", " #b ")"), a, b)
#define t_dot(a, b) t_dot_at(T_HERE("t_dot(" #a ", " #b ")"), a, b) /* (n) . (n) -> (); integers too */
Tensor *t_matmul_at(Site site, Tensor *a, Tensor *b);
Tensor *t_dot_at(Site site, Tensor *a, Tensor *b);

/* --- Images ------------------------------------------------------------------------------------------------------- */
/* Cross-correlation of x (N,C,H,W) with the kernels W (F,C,KH,KW), plus a bias b (F): y (N,F,OH,OW). Lab 6 writes the
 * same by loops and as a product of matrices; this one is made for speed, and its layers use it. */
#define t_conv2d(x, W, b, stride, padding, dilation)                                                                   \
    t_conv2d_at(T_HERE("t_conv2d(" #x ", " #W ", " #b ")"), x, W, b, stride, padding, dilation)
Tensor *t_conv2d_at(Site site, Tensor *x, Tensor *W, Tensor *b, int stride, int padding, int dilation);
/* max(0, t_conv2d(x, W, b, ...)) of up to T_MAX_BRANCHES kernels, side by side along axis 1; and of that the largest of
 * each window of `pool` {kernel, stride, padding, ceil_mode}, if it is not NULL; where its kernel is 0, the mean of each
 * channel, (N,F). `pool` is four numbers in any case. One pass over memory, without a backward. NULL, and nothing is
 * done, where a gradient may be asked for, where the device has no such pass, or where the sizes do not fit: then the
 * operations are called one by one. */
enum { T_MAX_BRANCHES = 2 };
typedef struct ConvBranch {
    Tensor *W, *b;
    int     stride, padding;
} ConvBranch;
Tensor *t_conv2d_relu(Tensor *x, int n, const ConvBranch branch[], const int pool[]);
/* What a convolution asks of its inputs x, W, b and of args.i: stride, padding, dilation. */
void t_conv2d_check(const Ctx *c);

/* The largest of each window of every channel, as lab 6 writes it: windows of kernel x kernel every `stride` rows and
 * columns; in ceil_mode the last may hang over the edge. */
#define t_max_pool2d(x, kernel, stride, padding, ceil_mode)                                                            \
    t_max_pool2d_at(T_HERE("t_max_pool2d(" #x ")"), x, kernel, stride, padding, ceil_mode)
Tensor *t_max_pool2d_at(Site site, Tensor *x, int kernel, int stride, int padding, bool ceil_mode);
/* What a pooling asks of its input x and of args.i: kernel, stride, padding. */
void t_pool2d_check(const Ctx *c);
/* Batch norm of x (N,C) or (N,C,...), as lab 5 writes it; in training mode it moves the running statistics. */
#define t_batch_norm(x, gamma, beta, running_mean, running_var, training, eps, momentum)                               \
    t_batch_norm_at(T_HERE("t_batch_norm(" #x ")"), (Args){.i = {training}, .f = {eps, momentum}},                     \
                    (Tensor *[]){x, gamma, beta, running_mean, running_var})
Tensor *t_batch_norm_at(Site site, Args args, Tensor *const in[]);
/* max(0, t_batch_norm(...)), with one pass over memory less each way. */
#define t_batch_norm_relu(x, gamma, beta, running_mean, running_var, training, eps, momentum)                          \
    t_batch_norm_relu_at(T_HERE("t_batch_norm_relu(" #x ")"), (Args){.i = {training, 1}, .f = {eps, momentum}},        \
                         (Tensor *[]){x, gamma, beta, running_mean, running_var})
Tensor *t_batch_norm_relu_at(Site site, Args args, Tensor *const in[]);
/* What batch norm asks of its inputs, and of args.i[0], whether the mode is training. */
void t_batch_norm_check(const Ctx *c);

/* --- Shape (all copy: every tensor is contiguous) -------------------------------------------------------------------
 */
/* Axes in a call. One -1 in a new shape is inferred. */
#define t_reshape(x, ...) t_reshape_at(T_HERE("t_reshape(" #x ", " #__VA_ARGS__ ")"), x, T_SHAPE(__VA_ARGS__))
/* (N, ...) -> (N, product); x itself where it is that already */
#define t_flatten(x) t_flatten_at(T_HERE("t_flatten(" #x ")"), x, 1)
#define t_squeeze(x) t_squeeze_at(T_HERE("t_squeeze(" #x ")"), x)              /* drops all axes of length 1 */
#define t_unsqueeze(x, axis) t_unsqueeze_at(T_HERE("t_unsqueeze(" #x ", " #axis ")"), x, axis)
#define t_transpose(x) t_transpose_at(T_HERE("t_transpose(" #x ")"), x)        /* the last two axes; x.T */
#define t_permute(x, ...) t_permute_at(T_HERE("t_permute(" #x ", " #__VA_ARGS__ ")"), x, T_SHAPE(__VA_ARGS__))
#define t_broadcast_to(x, ...)                                                                                         \
    t_broadcast_to_at(T_HERE("t_broadcast_to(" #x ", " #__VA_ARGS__ ")"), x, T_SHAPE(__VA_ARGS__))
/* Joined along an axis: t_cat(0, a, b, c). */
#define t_cat(axis, ...)                                                                                               \
    t_cat_at(T_HERE("t_cat(" #axis ", " #__VA_ARGS__ ")"), axis,                                                       \
             (int)(sizeof((Tensor *[]){__VA_ARGS__}) / sizeof(Tensor *)), (Tensor *[]){__VA_ARGS__})
/* x[start:end] along an axis, as in Python: negative from the end, cut to what there is; T_END is the end. */
#define T_END 0x7fffffff
#define t_slice(x, axis, start, end)                                                                                   \
    t_slice_at(T_HERE("t_slice(" #x ", " #axis ", " #start ", " #end ")"), x, axis, start, end)
/* x[i]: one position of the first axis, which disappears. */
#define t_select(x, i) t_select_at(T_HERE("t_select(" #x ", " #i ")"), x, i)
/* x (N,C), index (N) int64 -> (N): x[n, index[n]]. Errors name the row and the index out of range. */
#define t_gather(x, index) t_gather_at(T_HERE("t_gather(" #x ", " #index ")"), x, index)
/* x (N, ...), index (M) int64 -> (M, ...): whole rows (torch.index_select on axis 0). */
#define t_index_select(x, index) t_index_select_at(T_HERE("t_index_select(" #x ", " #index ")"), x, index)
Tensor *t_reshape_at(Site site, Tensor *x, int ndim, const int shape[]);
Tensor *t_flatten_at(Site site, Tensor *x, int start_dim);
Tensor *t_squeeze_at(Site site, Tensor *x);
Tensor *t_unsqueeze_at(Site site, Tensor *x, int axis);
Tensor *t_transpose_at(Site site, Tensor *x);
Tensor *t_permute_at(Site site, Tensor *x, int ndim, const int axes[]);
Tensor *t_broadcast_to_at(Site site, Tensor *x, int ndim, const int shape[]);
Tensor *t_cat_at(Site site, int axis, int n, Tensor *const parts[]);
Tensor *t_slice_at(Site site, Tensor *x, int axis, int start, int end);
Tensor *t_select_at(Site site, Tensor *x, int i);
Tensor *t_gather_at(Site site, Tensor *x, Tensor *index);
Tensor *t_index_select_at(Site site, Tensor *x, Tensor *index);

/* --- Reductions: over all elements, or over axes (which disappear; the _keep forms leave them with length 1) ------ */
/* Of no elements the sum is 0 and the mean NaN; max, argmax and var end the program. */
#define T_ALL 0x7fffffff
#define t_sum(x) t_sum_at(T_HERE("t_sum(" #x ")"), x, T_ALL, false)
#define t_mean(x) t_mean_at(T_HERE("t_mean(" #x ")"), x, T_ALL, false)
#define t_max(x) t_max_at(T_HERE("t_max(" #x ")"), x, T_ALL, false) /* gradient to the first maximum */
#define t_var(x) t_var_at(T_HERE("t_var(" #x ")"), x, T_ALL, false, 1)
#define t_argmax(x) t_argmax_at(T_HERE("t_argmax(" #x ")"), x, T_ALL) /* int64; ties: the first */
#define t_sum_axis(x, axis) t_sum_at(T_HERE("t_sum_axis(" #x ", " #axis ")"), x, axis, false)
#define t_mean_axis(x, axis) t_mean_at(T_HERE("t_mean_axis(" #x ", " #axis ")"), x, axis, false)
#define t_max_axis(x, axis) t_max_at(T_HERE("t_max_axis(" #x ", " #axis ")"), x, axis, false)
#define t_var_axis(x, axis, correction)                                                                                \
    t_var_at(T_HERE("t_var_axis(" #x ", " #axis ", " #correction ")"), x, axis, false, correction)
#define t_argmax_axis(x, axis) t_argmax_at(T_HERE("t_argmax_axis(" #x ", " #axis ")"), x, axis)
#define t_sum_keep(x, axis) t_sum_at(T_HERE("t_sum_keep(" #x ", " #axis ")"), x, axis, true)
#define t_mean_keep(x, axis) t_mean_at(T_HERE("t_mean_keep(" #x ", " #axis ")"), x, axis, true)
#define t_max_keep(x, axis) t_max_at(T_HERE("t_max_keep(" #x ", " #axis ")"), x, axis, true)
/* Over several axes at once: t_mean_axes(x, 0, 2, 3) of images (N,C,H,W) is (C), one mean a channel, and
 * t_mean_axes_keep(x, 0, 2, 3) is (1,C,1,1), which broadcasts against x. */
#define t_sum_axes(x, ...)                                                                                             \
    t_sum_axes_at(T_HERE("t_sum_axes(" #x ", " #__VA_ARGS__ ")"), x, T_SHAPE(__VA_ARGS__), false)
#define t_mean_axes(x, ...)                                                                                            \
    t_mean_axes_at(T_HERE("t_mean_axes(" #x ", " #__VA_ARGS__ ")"), x, T_SHAPE(__VA_ARGS__), false)
#define t_var_axes(x, correction, ...)                                                                                 \
    t_var_axes_at(T_HERE("t_var_axes(" #x ", " #correction ", " #__VA_ARGS__ ")"), x, T_SHAPE(__VA_ARGS__), false,     \
                  correction)
#define t_sum_axes_keep(x, ...)                                                                                        \
    t_sum_axes_at(T_HERE("t_sum_axes_keep(" #x ", " #__VA_ARGS__ ")"), x, T_SHAPE(__VA_ARGS__), true)
#define t_mean_axes_keep(x, ...)                                                                                       \
    t_mean_axes_at(T_HERE("t_mean_axes_keep(" #x ", " #__VA_ARGS__ ")"), x, T_SHAPE(__VA_ARGS__), true)
#define t_var_axes_keep(x, correction, ...)                                                                            \
    t_var_axes_at(T_HERE("t_var_axes_keep(" #x ", " #correction ", " #__VA_ARGS__ ")"), x, T_SHAPE(__VA_ARGS__), true, \
                  correction)
Tensor *t_sum_at(Site site, Tensor *x, int axis, bool keep);
Tensor *t_sum_axes_at(Site site, Tensor *x, int n, const int axes[], bool keep);
Tensor *t_mean_axes_at(Site site, Tensor *x, int n, const int axes[], bool keep);
Tensor *t_mean_at(Site site, Tensor *x, int axis, bool keep);
Tensor *t_max_at(Site site, Tensor *x, int axis, bool keep);
/* (1/(n - correction)) sum (x - mean)^2; correction 1 is unbiased (torch's default), 0 the variance of the batch
 * itself. */
Tensor *t_var_at(Site site, Tensor *x, int axis, bool keep, int correction);
Tensor *t_var_axes_at(Site site, Tensor *x, int n, const int axes[], bool keep, int correction);
Tensor *t_argmax_at(Site site, Tensor *x, int axis);

/* --- Losses that no lab asks for: rank 0, the mean over the batch (torch.nn.functional) --------------------------- */
/* -(1/N) sum_n log_p[n, label n]: log-probabilities (N,C), labels (N). Of log-softmax it is the cross-entropy. */
#define t_nll_loss(log_p, labels) t_nll_loss_at(T_HERE("t_nll_loss(" #log_p ", " #labels ")"), log_p, labels)
/* The hinge: (1/(N C)) sum_n sum over j != t of max(0, 1 - x_t + x_j), t the label of row n. It is 0 as soon as the
 * right class is ahead of every other one by 1, and like the perceptron's rule it then changes nothing. */
#define t_multi_margin_loss(x, labels)                                                                                 \
    t_multi_margin_loss_at(T_HERE("t_multi_margin_loss(" #x ", " #labels ")"), x, labels)
/* -(1/n) sum_i y_i log p_i + (1 - y_i) log(1 - p_i): probabilities and targets of one shape, 0 to 1. A logarithm below
 * -100 counts -100, so that p = 0 costs 100 and not infinity. A loss of logits keeps more digits near 0 and 1. */
#define t_binary_cross_entropy(p, targets)                                                                             \
    t_binary_cross_entropy_at(T_HERE("t_binary_cross_entropy(" #p ", " #targets ")"), p, targets)
Tensor *t_nll_loss_at(Site site, Tensor *log_p, Tensor *labels);
Tensor *t_multi_margin_loss_at(Site site, Tensor *x, Tensor *labels);
Tensor *t_binary_cross_entropy_at(Site site, Tensor *p, Tensor *targets);

/* --- Off the tape ---------------------------------------------------------------------------------------------------
 */
/* The same values and memory, but a leaf without gradient. */
#define t_detach(x) t_detach_at(T_HERE("t_detach(" #x ")"), x)
Tensor *t_detach_at(Site site, Tensor *x);
/* A copy that the gradient passes through. */
#define t_clone(x) t_clone_at(T_HERE("t_clone(" #x ")"), x)
Tensor *t_clone_at(Site site, Tensor *x);
/* labels (N) int64 in 0..C-1 -> (N,C) of reals, 1 at the label and 0 elsewhere. */
#define t_one_hot(labels, classes) t_one_hot_at(T_HERE("t_one_hot(" #labels ", " #classes ")"), labels, classes)
Tensor *t_one_hot_at(Site site, Tensor *labels, int classes);

/* x on another device; x itself when it is there already. The gradient travels back. Ends the program when there is no
 * such device: ask dev_available first. */
#define t_to(x, device) t_to_at(T_HERE("t_to(" #x ", " #device ")"), x, device)
Tensor *t_to_at(Site site, Tensor *x, Device device);
