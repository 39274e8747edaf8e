/* LeNet-5 on the digits beside two nets of dense layers, on test images as they are and moved; and what the first layer
 * of LeNet-5 has learnt. */
#include "convolution.h"
#include "images.h"

enum { EPOCHS = 8, BATCH = 16, MOST_SHIFT = 3 };

/* --- Nets --------------------------------------------------------------------------------------------------------- */
static Module *dense(int hidden) {
    return nn_sequential(nn_flatten(), nn_linear(IMAGE_SIDE * IMAGE_SIDE, hidden), nn_relu(), nn_linear(hidden, 10));
}

/* The fewest hidden units that give at least so many parameters. */
static int hidden_for(size_t parameters) {
    const size_t inputs = IMAGE_SIDE * IMAGE_SIDE, classes = 10;
    return (int)((parameters - classes + inputs + classes) / (inputs + 1 + classes));
}

/* The weights and biases of a net's first layer. */
static size_t first_layer_count(Module *m) {
    const Params *p = nn_parameters(m);
    return p->tensors[0]->size + p->tensors[1]->size;
}

/* --- On moved images ---------------------------------------------------------------------------------------------- */
static double accuracy_moved(Module *m, const Dataset *test, int down, int right) {
    t_step();
    t_no_grad();
    nn_eval(m);
    Dataset     *moved = dataset_moved(test, down, right), *ready = dataset_load(moved, 0);
    const double share = accuracy(nn_forward(m, ready->x), ready->y);
    dataset_free(ready);
    dataset_free(moved);
    return share;
}

/* The mean over the four directions. */
static double accuracy_at(Module *m, const Dataset *test, int shift) {
    return (accuracy_moved(m, test, shift, 0) + accuracy_moved(m, test, -shift, 0) +
            accuracy_moved(m, test, 0, shift) + accuracy_moved(m, test, 0, -shift)) / 4;
}

static void train_and_test(Module *m, const char *name, const Dataset *train, const Dataset *test, Tsv *table) {
    char      key[64];
    const Fit how = {.epochs = EPOCHS, .batch_size = BATCH, .lr = 4e-3, .device = DEV_CPU};
    fit(m, train, test, &how);
    for (int shift = 0; shift <= MOST_SHIFT; shift++) {
        const double share = accuracy_at(m, test, shift);
        tsv_line(table, "%s\t%d\t%.6g", name, shift, share);
        snprintf(key, sizeof key, "%s_shift_%d", name, shift);
        tsv_fact(key, share);
    }
    snprintf(key, sizeof key, "%s_parameters", name);
    tsv_fact(key, (double)nn_parameter_count(m));
    snprintf(key, sizeof key, "%s_first", name);
    tsv_fact(key, (double)first_layer_count(m));
}

/* --- What the first layer has learnt ------------------------------------------------------------------------------ */
static void scaled(Tsv *table, const real *pixels, int height, int width) {
    real low = pixels[0], high = pixels[0], grey[IMAGE_SIDE * IMAGE_SIDE];
    for (int i = 0; i < height * width; i++) {
        low = fmin(low, pixels[i]);
        high = fmax(high, pixels[i]);
    }
    for (int i = 0; i < height * width; i++) grey[i] = high > low ? (pixels[i] - low) / (high - low) : 0;
    images_add(table, grey, height, width);
}

/* A test image of each of these digits: the image, and what convolution and ReLU of the first layer make of it. */
static void write_maps(Module *m, const Dataset *test) {
    static const int digits[] = {0, 1, 7};
    const int        n = sizeof digits / sizeof *digits;
    t_step();
    t_no_grad();
    nn_eval(m);
    const Tensor *W = nn_parameters(m)->tensors[0];
    const int     F = W->shape[0], K = W->shape[2], pixels = IMAGE_SIDE * IMAGE_SIDE;
    double        widest = 0;
    for (size_t i = 0; i < W->size; i++) widest = fmax(widest, fabs(W->data[i]));
    Tsv *kernels = images_open("kernels"), *maps = images_open("maps");
    for (int f = 0; f < F; f++) images_add(kernels, W->data + f * K * K, K, K);
    Dataset *ready = dataset_load(test, 0);
    for (int k = 0; k < n; k++) {
        int i = 0;
        while (i < test->n - 1 && test->y->i64[i] != digits[k]) i++;
        Module *features = m->children[0].module;
        Tensor *out = t_slice(ready->x, 0, i, i + 1);
        for (int layer = 0; layer < 2; layer++) out = nn_forward(features->children[layer].module, out);
        scaled(maps, test->x->data + i * pixels, IMAGE_SIDE, IMAGE_SIDE);
        for (int f = 0; f < F; f++) scaled(maps, out->data + f * pixels, IMAGE_SIDE, IMAGE_SIDE);
    }
    dataset_free(ready);
    tsv_close(kernels);
    tsv_close(maps);
    tsv_fact("widest", widest);
    tsv_fact("filters", F);
    tsv_fact("digits", n);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *train, *test;
    images_load(&train, &test);
    Augmentation a = {.padding = 1, .degrees = 8, .jitter = {0.1, 0.1}}; /* as the lab does it */
    set_transforms(&a, train, test);
    Module *cnn = lenet5(1, IMAGE_SIDE, 10);
    /* As many parameters as LeNet-5; and as many first units as its first layer has outputs. */
    Module *equal = dense(hidden_for(nn_parameter_count(cnn))), *wide = dense(6 * IMAGE_SIDE * IMAGE_SIDE);
    Tsv    *table = tsv_open("moved", "net shift accuracy");
    train_and_test(cnn, "cnn", train, test, table);
    train_and_test(equal, "equal", train, test, table);
    train_and_test(wide, "wide", train, test, table);
    tsv_close(table);
    write_maps(cnn, test);
    nn_free(cnn);
    nn_free(equal);
    nn_free(wide);
    dataset_free(train);
    dataset_free(test);
    return tsv_end();
}
