/* The checks of lab 6: convolution, pooling and augmentation. */
#include "convolution.h"
#include "disguise.h"
#include "draw_images.h"
#include "lab.h"

/* --- Convolution -------------------------------------------------------------------------------------------------- */
static void draw_conv_size(Case *k) {
    const int kernel = case_int(k, "kernel", case_between(k, 2, 5)), dilation = case_between(k, 1, 3);
    case_int(k, "padding", case_between(k, 0, 3));
    case_int(k, "n", dilation * (kernel - 1) + 1 + case_between(k, 5, 40));
    case_int(k, "stride", case_between(k, 2, 4));
    case_int(k, "dilation", dilation);
    case_number(k, "conv_size");
}

/* A convolution: stride, padding and dilation all differ from case to case. The first case is the plainest one. In each
 * axis a few places of the kernel at least, and another number of them in the two axes. */
static ConvShape draw_geometry(Case *k) {
    ConvShape s = {.C = k->index == 0 ? 1 : case_between(k, 2, 3),
                   .KH = case_between(k, 2, 3),
                   .stride = k->index == 0 ? 1 : case_between(k, 1, 3),
                   .dilation = k->index < 2 ? 1 : case_between(k, 1, 2),
                   .padding = k->index == 0 ? 0 : case_between(k, 1, 2)};
    s.KW = s.KH == 2 ? 3 : 2;
    s.OH = case_between(k, 2, 3);
    s.OW = s.OH + case_between(k, 1, 2);
    /* A few rows may be left over, which no place of the kernel reaches. */
    s.H = (s.OH - 1) * s.stride + s.dilation * (s.KH - 1) + 1 - 2 * s.padding + case_between(k, 0, s.stride - 1);
    s.W = (s.OW - 1) * s.stride + s.dilation * (s.KW - 1) + 1 - 2 * s.padding + case_between(k, 0, s.stride - 1);
    if (s.H < 2 || s.W < 2) { /* all padding: without it */
        s.H += 2 * s.padding;
        s.W += 2 * s.padding;
        s.padding = 0;
    }
    return s;
}

static void draw_conv2d(Case *k) {
    const ConvShape s = draw_geometry(k);
    const int       N = k->index == 0 ? 1 : 2, F = case_between(k, 3, 4);
    case_normal(k, "x", 1, 4, (int[]){N, s.C, s.H, s.W});
    case_normal(k, "W", 1, 4, (int[]){F, s.C, s.KH, s.KW});
    case_normal(k, "b", 1, 1, &F);
    case_int(k, "stride", s.stride);
    case_int(k, "padding", s.padding);
    case_int(k, "dilation", s.dilation);
    case_op(k, 3, 4, (int[]){N, F, s.OH, s.OW});
}

static void draw_products(Case *k) {
    const int F = case_between(k, 2, 3), C = case_between(k, 1, 2);
    case_uniform(k, "x", 0.5, 1.5, 4, (int[]){1, C, 3, 4});
    case_normal(k, "W", 1, 4, (int[]){F, C, 3, 2});
    case_normal(k, "b", 1, 1, &F);
    case_text(k, "how y and dW are made", 512);
}

static void draw_numbers(Case *k, const ConvShape *s) {
    case_int(k, "KH", s->KH);
    case_int(k, "KW", s->KW);
    case_int(k, "stride", s->stride);
    case_int(k, "padding", s->padding);
    case_int(k, "dilation", s->dilation);
    case_int(k, "OH", s->OH);
    case_int(k, "OW", s->OW);
}

static void draw_im2col(Case *k) {
    const ConvShape s = draw_geometry(k);
    case_normal(k, "image", 1, 3, (int[]){s.C, s.H, s.W});
    draw_numbers(k, &s);
    case_output(k, "columns", DTYPE_REAL, 2, (int[]){s.C * s.KH * s.KW, s.OH * s.OW});
}

static void draw_col2im(Case *k) {
    const ConvShape s = draw_geometry(k);
    case_normal(k, "columns", 1, 2, (int[]){s.C * s.KH * s.KW, s.OH * s.OW});
    case_uniform(k, "image before", 2, 3, 3, (int[]){s.C, s.H, s.W});
    draw_numbers(k, &s);
    case_output(k, "image", DTYPE_REAL, 3, (int[]){s.C, s.H, s.W});
}

/* --- Pooling ------------------------------------------------------------------------------------------------------ */
/* With a rest of rows, so that ceil_mode shows: in every second case it has one window more, and in every fourth it
 * would have, had that window not begun behind the image. And without a rest, where the last window ends with the image. */
static void draw_pool_size(Case *k) {
    const bool ceil_mode = k->index % 2, exception = k->index % 4 == 3, fits = k->index % 4 == 2 || k->index == 5;
    const int  kernel = case_int(k, "kernel", exception ? 2 : case_between(k, 2, 5));
    const int  stride = case_int(k, "stride", case_between(k, exception ? 3 : 2, 4));
    const int  padding = case_int(k, "padding", kernel < 3 && !exception ? 0 : case_between(k, 0, kernel / 2));
    const int  rest = exception ? 1 : fits ? 0 : stride - 1;
    case_int(k, "n", case_between(k, 2, 9) * stride + kernel - 2 * padding + rest);
    case_int(k, "ceil_mode", ceil_mode);
    case_number(k, "pool_size");
}

typedef struct Pooling {
    int kernel, stride, padding, ceil_mode, H, W, OH, OW;
} Pooling;

/* Windows that touch, overlap or leave gaps; with padding; with ceil_mode, where one hangs over the end by a row. */
static Pooling draw_pooling(Case *k) {
    Pooling p = {.kernel = 2, .stride = 2, .H = 4, .W = 6};
    if (k->index > 0) {
        p.ceil_mode = k->index > 2;
        p.padding = k->index % 2;
        p.kernel = p.ceil_mode ? 3 : case_between(k, 2, 3);
        p.stride = case_between(k, p.ceil_mode ? 2 : 1, 3);
        p.H = p.stride * case_between(k, 1, 2) + p.kernel - 2 * p.padding + p.stride - 1;
        p.W = p.H + p.stride;
    }
    p.OH = pool_size(p.H, p.kernel, p.stride, p.padding, p.ceil_mode);
    p.OW = pool_size(p.W, p.kernel, p.stride, p.padding, p.ceil_mode);
    return p;
}

static void draw_pooling_numbers(Case *k, const Pooling *p) {
    case_int(k, "kernel", p->kernel);
    case_int(k, "stride", p->stride);
    case_int(k, "padding", p->padding);
    case_int(k, "ceil_mode", p->ceil_mode);
}

/* All below 0, so that a padding of zeros, or a maximum that begins at 0, shows. */
static void draw_max_pool2d(Case *k) {
    const Pooling p = draw_pooling(k);
    const int     N = case_between(k, 1, 2), C = 2;
    case_uniform(k, "x", -5, -1, 4, (int[]){N, C, p.H, p.W});
    draw_pooling_numbers(k, &p);
    case_op(k, 1, 4, (int[]){N, C, p.OH, p.OW});
}

/* Of whole numbers, so that many windows have several maxima. */
static void draw_max_pool2d_ties(Case *k) {
    const Pooling p = draw_pooling(k);
    Tensor       *x = case_uniform(k, "x", -2.5, 0.5, 4, (int[]){1, 2, p.H, p.W});
    for (size_t i = 0; i < x->size; i++) x->data[i] = round(x->data[i]);
    draw_pooling_numbers(k, &p);
    case_op(k, 1, 4, (int[]){1, 2, p.OH, p.OW});
}

/* Some elements are NaN; told are their places in x->data. */
static void draw_max_pool2d_nan(Case *k) {
    const Pooling p = draw_pooling(k);
    const int     half = p.H * p.W;
    case_uniform(k, "x", -5, -1, 4, (int[]){1, 2, p.H, p.W});
    case_whole(k, "NaN at", 2, (int[]){case_between(k, 0, half - 1), half + case_between(k, 0, half - 1)});
    draw_pooling_numbers(k, &p);
    case_output(k, "y is NaN", DTYPE_INT64, 4, (int[]){1, 2, p.OH, p.OW});
}

static void draw_avg_pool2d_with(Case *k, int count_include_pad) {
    const Pooling p = draw_pooling(k);
    const int     N = case_between(k, 1, 2), C = 2;
    case_normal(k, "x", 1, 4, (int[]){N, C, p.H, p.W});
    draw_pooling_numbers(k, &p);
    case_int(k, "count_include_pad", count_include_pad);
    case_op(k, 1, 4, (int[]){N, C, p.OH, p.OW});
}

static void draw_avg_pool2d(Case *k) { draw_avg_pool2d_with(k, 1); }
static void draw_avg_pool2d_inside(Case *k) { draw_avg_pool2d_with(k, 0); }

static void draw_global_avg_pool(Case *k) {
    const int N = case_between(k, 2, 4), C = case_between(k, 2, 4), H = case_between(k, 2, 4), W = H + 1;
    case_normal(k, "x", 1, 4, (int[]){N, C, H, W});
    case_op(k, 1, 2, (int[]){N, C});
}

/* --- Networks ----------------------------------------------------------------------------------------------------- */
static void draw_lenet_sizes(Case *k, int channels, int side, int classes) {
    case_int(k, "channels", channels);
    case_int(k, "side", side);
    case_int(k, "classes", classes);
}

static void draw_lenet_print(Case *k) {
    if (k->index == 0) draw_lenet_sizes(k, 1, 28, 10); /* the lecture's */
    else draw_lenet_sizes(k, case_between(k, 1, 4), case_between(k, 12, 40), case_between(k, 3, 20));
    case_text(k, "what is printed", 4096);
    case_number(k, "number of parameters");
}

static void draw_lenet_forward(Case *k) {
    const int channels = case_between(k, 1, 2), side = case_between(k, 12, 18), classes = case_between(k, 3, 6);
    draw_lenet_sizes(k, channels, side, classes);
    case_normal(k, "x", 1, 4, (int[]){2, channels, side, side});
    Module *m = lenet5(channels, side, classes);
    case_model(k, TO_BE_TRIED, "", m);
    nn_free(m);
    case_output(k, "logits", DTYPE_REAL, 2, (int[]){2, classes});
}

static void draw_conv_block(Case *k) {
    const int in = case_between(k, 1, 3), out = case_between(k, 2, 4), H = case_between(k, 3, 5);
    case_int(k, "channels_in", in);
    case_int(k, "channels_out", out);
    case_normal(k, "x", 1, 4, (int[]){3, in, H, H + 1});
    Module *m = conv_block(in, out);
    case_model(k, TO_BE_TRIED, "", m);
    nn_free(m);
    case_output(k, "y", DTYPE_REAL, 4, (int[]){3, out, H, H + 1});
}

static void draw_small_cnn_print(Case *k) {
    case_int(k, "channels", case_between(k, 1, 3));
    case_int(k, "width", case_between(k, 4, 32));
    case_int(k, "classes", case_between(k, 3, 20));
    case_text(k, "what is printed", 4096);
    case_number(k, "number of parameters");
}

/* The last batch is a short one in both sets, so the order of the test set shows in the mean of its batches' losses. */
static void draw_fit(Case *k) {
    const int batch = case_int(k, "batch_size", case_between(k, 3, 4)), features = case_between(k, 2, 5);
    const int classes = case_int(k, "classes", case_between(k, 3, 5)), hidden = case_between(k, 4, 8);
    const int sizes[] = {features, hidden, classes};
    const int n[] = {2 * batch + case_between(k, 1, batch - 1), 3 * batch + 1};
    for (int i = 0; i < 2; i++) {
        case_normal(k, i ? "test x" : "train x", 1, 2, (int[]){n[i], features});
        case_labels(k, i ? "test labels" : "train labels", classes, n[i]);
    }
    case_network(k, TO_BE_TRIED, "", 2, sizes);
    case_int(k, "epochs", case_between(k, 2, 3));
    case_real(k, "lr", 0.01);
    case_int(k, "seed", case_between(k, 1, 1 << 30));
    case_int(k, "after_epoch is NULL", k->index == 1);
    case_network_output(k, " after training", 2, sizes);
    case_number(k, "accuracy");
    case_number(k, "loss");
    case_text(k, "the calls of after_epoch", 256);
}

/* --- Training on digits ------------------------------------------------------------------------------------------- */
enum { SIDE = 16, CLASSES = 10, BATCH = 32, EPOCHS = 36, RUNS = 1, RUNS_NEEDED = 1, SHOWN = 300 };

static Module *digits_network(void) { return lenet5(1, SIDE, CLASSES); }
static Tensor *cross_entropy(Tensor *logits, Tensor *labels) { return f_cross_entropy(logits, labels); }

#define NOISE 0.1 /* a pixel is between 0 and 1 */

/* The digits, twice as large. As a disguise they are all turned by the same angle, whatever it is, and mirrored in every
 * other run, and every pixel has noise. disguise.h's turning would leave no image for a kernel. */
static Dataset *disguised(const Dataset *digits, Rng *rng) {
    const bool     mirrored = rng_below(rng, 2);
    const uint64_t angle = rng_below(rng, 1 << 30);
    Dataset       *plain = dataset_doubled(digits);
    Tensor        *x = t_keep(plain->x), *y = t_keep(plain->y);
    for (int n = 0; n < digits->n; n++) {
        real         *image = x->data + n * SIDE * SIDE;
        Rng           same = rng_new(angle, 0);
        const Tensor *turned = random_rotation(t_copy_of(image, DTYPE_REAL, 3, (int[]){1, SIDE, SIDE}), &same,
                                               &(double){180});
        for (int i = 0; i < SIDE; i++)
            for (int j = 0; j < SIDE; j++)
                image[i * SIDE + j] = turned->data[i * SIDE + (mirrored ? SIDE - 1 - j : j)];
    }
    disguise_by_noise(x, NOISE, rng);
    for (size_t i = 0; i < x->size; i++) x->data[i] = (real)fmin(fmax(x->data[i], 0), 1);
    disguise_classes(y, CLASSES, rng);
    dataset_free(plain);
    return dataset_new("digits in disguise", x, y, CLASSES);
}

/* The first n samples, transformed. */
static Dataset *first_of(const Dataset *d, int n) {
    int64_t index[n];
    for (int i = 0; i < n; i++) index[i] = i;
    Dataset *part = dataset_subset(d, index, n), *loaded = dataset_load(part, 0);
    dataset_free(part);
    return loaded;
}

static Training digits_to_train(Case *begin, Case *epoch) {
    /* The last two normalised: some of train, for the curve, and what is judged. */
    static Dataset *train, *shown, *held_out;
    static Measured measured = {digits_network, PARAMETERS, cross_entropy, accuracy};
    static Augmentation numbers;
    Dataset *digits = data_named("digits"), *raw;
    if (!digits) return (Training){.label = NULL};
    dataset_free(train);
    dataset_free(shown);
    dataset_free(held_out);
    Dataset *data = disguised(digits, begin->rng);
    /* With 540 test images an accuracy varies little from run to run. */
    data_split_stratified(data, 0.7, (uint64_t)case_between(begin, 0, 1 << 30), &train, &raw);
    dataset_free(data);
    dataset_free(digits);
    case_input(begin, "x", train->x);
    case_input(begin, "labels", train->y);
    set_transforms(&numbers, train, raw);
    held_out = dataset_load(raw, 0);
    dataset_free(raw);
    train->transform = (Transform){normalize, &numbers.normalization};
    shown = first_of(train, SHOWN);
    measured.learnt = (Samples){shown->x, shown->y};
    measured.others = (Samples){held_out->x, held_out->y};
    Module *m = digits_network();
    case_model(begin, TO_BE_TRAINED, "", m);
    draw_lenet_sizes(begin, 1, SIDE, CLASSES);
    case_int(begin, "batch_size", BATCH);
    case_int(begin, "seed", case_between(begin, 0, 1 << 30));
    case_real(begin, "lr of Adam", 0.005);
    case_int(begin, "epochs", EPOCHS);
    case_number(begin, "number of parameters");
    case_state_output(epoch, "", m, PARAMETERS);
    nn_free(m);
    return (Training){"LeNet-5 on digits", "run_begin", "run_epoch", EPOCHS, measure_model, &measured};
}

/* --- The lab ------------------------------------------------------------------------------------------------------ */
const Check lab_checks[] = {
    {"6.1", "output size", "conv_size", draw_conv_size,
     "the kernel covers dilation (kernel - 1) + 1 rows; the padding is on both sides; the first place counts too",
     .weight = 2, .cases = 8},
    {"6.1", "values", "conv2d_loops", draw_conv2d,
     "iy = oy stride - padding + ky dilation; outside the image x counts 0; the kernel is not turned round",
     .weight = 9, .tolerance = TOLERANCE},

    {"6.2", "gradient for the input", "conv2d_loops", draw_conv2d,
     "dx[iy,ix] += W[ky,kx] dy[oy,ox], with the indices of the forward", .weight = 5, .output = 1,
     .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"6.2", "gradient for the kernels", "conv2d_loops", draw_conv2d,
     "dW[ky,kx] += x[iy,ix] dy[oy,ox], with the indices of the forward, summed over the batch", .weight = 4,
     .output = 2, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"6.2", "gradient for the bias", "conv2d_loops", draw_conv2d,
     "db[f] is the sum of dy over samples, rows and columns", .weight = 3, .output = 3,
     .tolerance = TOLERANCE, .growth = GROWTH_TOLD},

    {"6.3", "im2col", "im2col", draw_im2col,
     "a row for each element of the kernel, (c KH + ky) KW + kx; a column for each place, oy OW + ox", .weight = 6,
     .tolerance = TOLERANCE},
    {"6.3", "col2im", "col2im", draw_col2im, "the same indices as im2col, but each element is added to the image",
     .weight = 6, .tolerance = TOLERANCE},

    {"6.4", "values", "conv2d", draw_conv2d, "for each image W (F, C KH KW) times its columns (C KH KW, OH OW), plus b",
     .weight = 3, .tolerance = TOLERANCE},
    {"6.4", "products of matrices", "conv2d_products", draw_products,
     "6.1's loops do not count in 6.4: im2col, then cpu_kernels.gemm, in the forward and in the backward",
     .weight = 3, .cases = 3},
    {"6.4", "gradient for the input", "conv2d", draw_conv2d, "W^T dy[n] is the gradient of the columns; then col2im",
     .weight = 2, .output = 1, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"6.4", "gradient for the kernels", "conv2d", draw_conv2d,
     "dy[n] times the columns of x[n], transposed; summed over n", .weight = 3, .output = 2,
     .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"6.4", "gradient for the bias", "conv2d", draw_conv2d, "db[f] is the sum of dy over samples, rows and columns",
     .weight = 1, .output = 3, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},

    {"6.5", "output size", "pool_size", draw_pool_size,
     "in ceil_mode round up, and leave out a last window that begins behind the image and its padding", .weight = 2,
     .cases = 12},
    {"6.5", "values", "max_pool2d", draw_max_pool2d,
     "the maximum begins with an element of the window inside the image, not with 0", .weight = 3,
     .tolerance = TOLERANCE},
    {"6.5", "windows with a NaN", "max_pool2d_nan", draw_max_pool2d_nan,
     "a NaN counts as the largest: no comparison with it is true, so ask isnan(v)", .weight = 1},
    {"6.5", "gradient", "max_pool2d", draw_max_pool2d,
     "dy of a window is added to dx where its maximum stood", .weight = 3, .output = 1,
     .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"6.5", "gradient where maxima are equal", "max_pool2d", draw_max_pool2d_ties,
     "of equal elements of a window the first gets all of dy, the others nothing", .weight = 2, .output = 1,
     .tolerance = TOLERANCE},

    {"6.6", "average with padding", "avg_pool2d", draw_avg_pool2d,
     "the count has the places in the image and in its padding, not those beyond", .weight = 2, .tolerance = TOLERANCE},
    {"6.6", "average without padding", "avg_pool2d", draw_avg_pool2d_inside,
     "the count has the elements inside the image only", .weight = 2, .tolerance = TOLERANCE},
    {"6.6", "gradient", "avg_pool2d", draw_avg_pool2d_inside,
     "each element that was summed gets dy / count", .weight = 2, .output = 1,
     .tolerance = TOLERANCE, .growth = GROWTH_TOLD},
    {"6.6", "gradient with padding", "avg_pool2d", draw_avg_pool2d,
     "the count is that of the forward; what falls on the padding is lost", .weight = 1, .output = 1,
     .tolerance = TOLERANCE},
    {"6.6", "global average", "global_avg_pool", draw_global_avg_pool, "one mean a channel of each image", .weight = 1,
     .tolerance = TOLERANCE},
    {"6.6", "gradient of the global average", "global_avg_pool", draw_global_avg_pool,
     "each pixel gets dy of its channel, divided by the number of pixels", .weight = 1, .output = 1,
     .tolerance = TOLERANCE, .growth = GROWTH_TOLD},

    {"6.7", "to_tensor", "to_tensor", draw_to_tensor,
     "pixel p of channel c is image->u8[p C + c], and goes to data[c H W + p], over 255", .weight = 3,
     .tolerance = TOLERANCE},
    {"6.7", "channel_statistics", "channel_statistics", draw_channel_statistics,
     "one mean and one deviation a channel, over all pixels of all images, with 1/n", .weight = 2,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {"6.7", "normalize", "normalize", draw_normalize, "(x - mean) / std, with the channel's own numbers", .weight = 2,
     .tolerance = TOLERANCE},

    {"6.8", "random_crop", "random_crop", draw_random_crop,
     "first the row, then the column, each rng_below(rng, 2 padding + 1); minus padding it is how far the window moves",
     .weight = 3, .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {"6.8", "random_flip", "random_flip", draw_random_flip,
     "column j gets column W - 1 - j where rng_uniform(rng) < p; one number is drawn each time", .weight = 2,
     .edges = 1, .output = ALL_OUTPUTS, .tolerance = TOLERANCE},

    {"6.9", "random_rotation", "random_rotation", draw_random_rotation,
     "from the output to the input: v' = u sin t + v cos t, u' = u cos t - v sin t, from the centre", .weight = 3,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},
    {"6.9", "jitter", "jitter", draw_jitter,
     "brightness first, then contrast about the mean as it is by then; cut to 0 .. 1 after each", .weight = 2,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE},

    {"6.10", "images of the training set", "train_set", draw_set,
     "crop, flip, rotation, jitter, then normalize with the statistics of train->x", .weight = 1,
     .output = ALL_OUTPUTS, .tolerance = TOLERANCE, .cases = 4},
    {"6.10", "images of the test set", "test_set", draw_set,
     "normalize alone, with the same numbers as the training set", .weight = 2, .output = ALL_OUTPUTS,
     .tolerance = TOLERANCE, .cases = 4},

    {"6.11", "as printed, and its number of parameters", "lenet_print", draw_lenet_print,
     "the children are named features, flatten and classifier; work out rows and columns layer by layer for the first "
     "linear layer", .cases = 4, .output = ALL_OUTPUTS},
    {"6.11", "logits from given weights", "lenet_forward", draw_lenet_forward,
     "convolution, ReLU, pooling, twice; then three linear layers with ReLUs between", .weight = 2, .cases = 3,
     .tolerance = TOLERANCE},

    {"6.12", "a block", "conv_block", draw_conv_block, "convolution, batch norm, ReLU, in this order; padding 1",
     .cases = 3, .tolerance = TOLERANCE},
    {"6.12", "the network as printed", "small_cnn_print", draw_small_cnn_print,
     "the children are named features, pool and classifier", .cases = 3, .output = ALL_OUTPUTS},

    {"6.13", "weights and results after training", "fit", draw_fit,
     "Adam; the training set shuffled with the seed, the test set in its order; train_loop, test_loop, after_epoch",
     .cases = 4, .output = ALL_OUTPUTS, .tolerance = TOLERANCE, .growth = GROWTH_TOLD},

    {"6.14", "test accuracy after 36 epochs on digits", .run = training_check, .seconds = 16,
     .training = {"lenet_digits_test_accuracy", RUNS, RUNS_NEEDED, digits_to_train},
     .hint = "it runs your convolution, pooling, transforms and lenet5 together: fix those first"},
    {0},
};
