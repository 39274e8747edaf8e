/* How the functions of lab 6 are called. */
#include "convolution.h"
#include "call_model.h"
#include "optimizers.h"
#include <string.h>

/* --- conv.c ------------------------------------------------------------------------------------------------------- */
static void call_conv_size(Call *c) {
    call_return_number(c, 0, conv_size(call_int(c, "n"), call_int(c, "kernel"), call_int(c, "stride"),
                                       call_int(c, "padding"), call_int(c, "dilation")));
}

static void call_conv2d_loops(Call *c) { call_op(c, &conv2d_loops_op, 3, 3); }
static void call_conv2d(Call *c) { call_op(c, &conv2d_op, 3, 3); }

/* How conv2d is made. A product of matrices multiplies the zeros of the padding, too, and 0 times infinity is NaN. Loops
 * that pass over the padding have no such product: a sum of positive pixels, each times infinity, is infinite. */
static Tensor *conv2d_of(Tensor *x, Tensor *W, Tensor *b) { return f_conv2d(x, W, b, 1, 1, 1); }

static void first_infinite(Tensor *x, size_t n) {
    for (size_t i = 0; i < n; i++) x->data[i] = INFINITY;
}

static bool has_nan(const Tensor *x) {
    for (size_t i = 0; x && i < x->size; i++)
        if (isnan(x->data[i])) return true;
    return false;
}

static void call_conv2d_products(Call *c) {
    Tensor *x = c->in[0], *b = c->in[2], *W = t_requires_grad(t_clone(c->in[1])), *y = conv2d_of(x, W, b);
    Tensor *dy = t_full_shape(0, y->ndim, y->shape), *infinite = t_clone(c->in[1]);
    char    made[512];
    first_infinite(dy, y->size / (size_t)y->shape[1]);
    first_infinite(infinite, W->size / (size_t)W->shape[0]);
    t_backward(t_sum(t_mul(y, dy)));
    const bool forward = has_nan(conv2d_of(x, infinite, b)), backward = has_nan(W->grad);
    snprintf(made, sizeof made, "the forward is made %s\nthe gradient for the kernels is made %s\n",
             forward ? "by a product of matrices" : "by loops that pass over the padding",
             backward ? "by a product of matrices" : "by loops that pass over the padding");
    call_return_text(c, 0, made);
}

/* The shape of an image (C,H,W) and of what the case says. */
static ConvShape shape_of(Call *c, const Tensor *image) {
    return (ConvShape){.C = image->shape[0],
                       .H = image->shape[1],
                       .W = image->shape[2],
                       .KH = call_int(c, "KH"),
                       .KW = call_int(c, "KW"),
                       .stride = call_int(c, "stride"),
                       .padding = call_int(c, "padding"),
                       .dilation = call_int(c, "dilation"),
                       .OH = call_int(c, "OH"),
                       .OW = call_int(c, "OW")};
}

static void call_im2col(Call *c) {
    const ConvShape s = shape_of(c, c->in[0]);
    Tensor         *columns = t_empty(DTYPE_REAL, 2, (int[]){s.C * s.KH * s.KW, s.OH * s.OW});
    im2col(&s, c->in[0]->data, columns->data);
    call_return(c, 0, columns);
}

static void call_col2im(Call *c) {
    Tensor         *image = call_changeable(c, 1);
    const ConvShape s = shape_of(c, image);
    col2im(&s, c->in[0]->data, image->data);
    call_return(c, 0, image);
}

/* --- pool.c ------------------------------------------------------------------------------------------------------- */
static void call_pool_size(Call *c) {
    call_return_number(c, 0, pool_size(call_int(c, "n"), call_int(c, "kernel"), call_int(c, "stride"),
                                       call_int(c, "padding"), call_int(c, "ceil_mode")));
}

static void call_max_pool2d(Call *c) { call_op(c, &max_pool2d_op, 1, 1); }
/* Only where y is NaN: an answer with a NaN counts as wrong. */
static void call_max_pool2d_nan(Call *c) {
    Tensor *x = call_changeable(c, 0);
    for (size_t i = 0; i < c->in[1]->size; i++) x->data[c->in[1]->i64[i]] = NAN;
    const Tensor *y = f_max_pool2d(x, call_int(c, "kernel"), call_int(c, "stride"), call_int(c, "padding"),
                                   call_int(c, "ceil_mode"));
    Tensor *is_nan = t_empty(DTYPE_INT64, y->ndim, y->shape);
    for (size_t i = 0; i < y->size; i++) is_nan->i64[i] = isnan(y->data[i]);
    call_return(c, 0, is_nan);
}

static void call_avg_pool2d(Call *c) { call_op(c, &avg_pool2d_op, 1, 1); }
static void call_global_avg_pool(Call *c) { call_op(c, &global_avg_pool_op, 1, 1); }

/* --- transforms.c ------------------------------------------------------------------------------------------------- */
static void call_to_tensor(Call *c) {
    Rng rng = rng_new(0, 1);
    call_return(c, 0, to_tensor(call_changeable(c, 0), &rng, NULL));
}

static void call_channel_statistics(Call *c) {
    const Normalization z = channel_statistics(c->in[0]);
    const int           C = c->in[0]->shape[1];
    Tensor             *mean = t_zeros(C), *std = t_zeros(C);
    for (int i = 0; i < C; i++) {
        mean->data[i] = (real)z.mean[i];
        std->data[i] = (real)z.std[i];
    }
    call_return(c, 0, mean);
    call_return(c, 1, std);
}

/* in: x (C,H,W), mean (C), std (C). */
static void call_normalize(Call *c) {
    Normalization z = {0};
    Rng           rng = rng_new(0, 1);
    for (int i = 0; i < c->in[0]->shape[0]; i++) {
        z.mean[i] = c->in[1]->data[i];
        z.std[i] = c->in[2]->data[i];
    }
    call_return(c, 0, normalize(call_changeable(c, 0), &rng, &z));
}

/* The same image again and again, with one sequence of random numbers. */
static void return_transformed(Call *c, Tensor *(*apply)(Tensor *, Rng *, void *), void *data) {
    Rng rng = rng_new((uint64_t)call_int(c, "seed"), 1);
    for (int i = 0; i < c->n_out - 1; i++) call_return(c, i, apply(call_changeable(c, 0), &rng, data));
    call_return_number(c, c->n_out - 1, rng_uniform(&rng));
}

static void call_random_crop(Call *c) { return_transformed(c, random_crop, &(int){call_int(c, "padding")}); }
static void call_random_flip(Call *c) { return_transformed(c, random_flip, &(double){call_real(c, "p")}); }
static void call_random_rotation(Call *c) {
    return_transformed(c, random_rotation, &(double){call_real(c, "degrees")});
}
static void call_jitter(Call *c) {
    return_transformed(c, jitter, &(Jitter){call_real(c, "brightness"), call_real(c, "contrast")});
}

/* in: x of the training set, and of the test set. out: images of one of them, transformed. */
static void return_set(Call *c, bool of_test) {
    Dataset     *set[2];
    Augmentation a = {.padding = call_int(c, "padding"),
                      .flip = call_real(c, "flip"),
                      .degrees = call_real(c, "degrees"),
                      .jitter = {call_real(c, "brightness"), call_real(c, "contrast")}};
    for (int i = 0; i < 2; i++) {
        Tensor *x = t_keep(c->in[i]), *y = t_own(DTYPE_INT64, DEV_CPU, 1, x->shape);
        for (int n = 0; n < x->shape[0]; n++) y->i64[n] = 0;
        set[i] = dataset_new(i ? "test" : "train", x, y, 1);
    }
    set_transforms(&a, set[0], set[1]);
    Rng rng = rng_new((uint64_t)call_int(c, "seed"), 1);
    for (int i = 0; i < c->n_out; i++) {
        Tensor *x, *y;
        if (dataset_get(set[of_test], i, &rng, &x, &y)) call_return(c, i, x);
    }
    for (int i = 0; i < 2; i++) dataset_free(set[i]);
}

static void call_train_set(Call *c) { return_set(c, false); }
static void call_test_set(Call *c) { return_set(c, true); }

/* --- lenet.c ------------------------------------------------------------------------------------------------------ */
static Module *lenet(Call *c) {
    return call_present(lenet5(call_int(c, "channels"), call_int(c, "side"), call_int(c, "classes")), "lenet5");
}

static void return_printed(Call *c, Module *m) {
    char  text[4096] = "";
    FILE *to = fmemopen(text, sizeof text, "w");
    nn_fprint(to, m);
    fclose(to);
    call_return_text(c, 0, text);
    call_return_number(c, 1, (double)nn_parameter_count(m));
    nn_free(m);
}

static void call_lenet_print(Call *c) { return_printed(c, lenet(c)); }
static void call_small_cnn_print(Call *c) {
    return_printed(c, call_present(small_cnn(call_int(c, "channels"), call_int(c, "width"), call_int(c, "classes")),
                                   "small_cnn"));
}

/* in: x, and the parameters, a block. */
static void return_answer(Call *c, Module *m) {
    call_set_parameters(c, 1, m);
    call_return(c, 0, nn_forward(m, c->in[0]));
    nn_free(m);
}

static void call_lenet_forward(Call *c) { return_answer(c, lenet(c)); }
static void call_conv_block(Call *c) {
    return_answer(c, call_present(conv_block(call_int(c, "channels_in"), call_int(c, "channels_out")), "conv_block"));
}

static char told[256];
static void tell_epoch(int epoch, double train_loss, TestResult test) {
    (void)train_loss, (void)test;
    const size_t n = strlen(told);
    snprintf(told + n, sizeof told - n, "after epoch %d\n", epoch);
}

/* in: x and labels to train on, x and labels to test with, and the parameters of D-H-C, a block. */
static void call_fit(Call *c) {
    Module  *m = call_network(c, 4);
    Dataset *set[2];
    for (int i = 0; i < 2; i++)
        set[i] = dataset_new(i ? "test" : "train", t_keep(c->in[2 * i]), t_keep(c->in[2 * i + 1]),
                             call_int(c, "classes"));
    const Fit how = {.epochs = call_int(c, "epochs"),
                     .batch_size = call_int(c, "batch_size"),
                     .lr = call_real(c, "lr"),
                     .seed = (uint64_t)call_int(c, "seed"),
                     .after_epoch = call_int(c, "after_epoch is NULL") ? NULL : tell_epoch};
    snprintf(told, sizeof told, "%s", how.after_epoch ? "" : "none: it is NULL\n");
    const TestResult result = fit(m, set[0], set[1], &how);
    call_return_parameters(c, 0, m);
    call_return_number(c, 1, result.accuracy);
    call_return_number(c, 2, result.loss);
    call_return_text(c, 3, told);
    for (int i = 0; i < 2; i++) dataset_free(set[i]);
    nn_free(m);
}

/* --- Everything together: one call sets the run up, each further one trains an epoch and returns the weights ------ */
static Tensor *cross_entropy(Tensor *logits, Tensor *labels) { return f_cross_entropy(logits, labels); }

static CallTraining run;
static Augmentation augmentation;
static struct {
    double lr;
    int    epoch, epochs;
} schedule;

static void call_run_begin(Call *c) {
    Module *m = lenet(c);
    call_set_parameters(c, 2, m);
    run = call_training(c, m, c->in[0]);
    augmentation = (Augmentation){.padding = 1, .degrees = 12, .jitter = {0.2, 0.2}};
    schedule.lr = call_real(c, "lr of Adam");
    schedule.epoch = 0;
    schedule.epochs = call_int(c, "epochs");
    Dataset *unused = dataset_subset(run.data, (int64_t[]){0}, 1);
    set_transforms(&augmentation, run.data, unused);
    dataset_free(unused);
    call_return_number(c, 0, (double)nn_parameter_count(run.model));
}

static void call_run_epoch(Call *c) {
    optim_set_lr(run.optimizer, cosine_rate(schedule.lr, 0, schedule.epoch++, schedule.epochs));
    train_loop(run.loader, run.model, cross_entropy, run.optimizer);
    call_return_parameters(c, 0, run.model);
}

const CallEntry lab_calls[] = {
    {"conv_size", call_conv_size},
    {"conv2d_loops", call_conv2d_loops},
    {"im2col", call_im2col},
    {"col2im", call_col2im},
    {"conv2d", call_conv2d},
    {"conv2d_products", call_conv2d_products},
    {"pool_size", call_pool_size},
    {"max_pool2d", call_max_pool2d},
    {"max_pool2d_nan", call_max_pool2d_nan},
    {"avg_pool2d", call_avg_pool2d},
    {"global_avg_pool", call_global_avg_pool},
    {"to_tensor", call_to_tensor},
    {"channel_statistics", call_channel_statistics},
    {"normalize", call_normalize},
    {"random_crop", call_random_crop},
    {"random_flip", call_random_flip},
    {"random_rotation", call_random_rotation},
    {"jitter", call_jitter},
    {"train_set", call_train_set},
    {"test_set", call_test_set},
    {"lenet_print", call_lenet_print},
    {"lenet_forward", call_lenet_forward},
    {"conv_block", call_conv_block},
    {"small_cnn_print", call_small_cnn_print},
    {"fit", call_fit},
    {"run_begin", call_run_begin},
    {"run_epoch", call_run_epoch},
    {NULL, NULL},
};
