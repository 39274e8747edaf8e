#include "workloads.h"
#include "activations.h"
#include "lenet.h"
#include "linear.h"
#include "losses.h"
#include "safetensors.h"
#include "softmax.h"
#include "squeezenet.h"

const char *const workload_keys[WORKLOADS] = {"xor", "mlp_sgd", "mlp_adam", "lenet", "vgg", "squeezenet"};

static Tensor *mse(Tensor *prediction, Tensor *target) { return f_mse_loss(prediction, target); }
static Tensor *cross_entropy(Tensor *logits, Tensor *labels) { return f_cross_entropy(logits, labels); }

static Workload make_xor(void) {
    static const real inputs[] = {0, 0, 0, 1, 1, 0, 1, 1}, outputs[] = {0, 1, 1, 0};
    enum { BATCH = 4, IN = 2, HIDDEN = 8 };
    Workload w = {.title = "XOR 2-8-1, batch 4, SGD", .loss = mse, .batches = 1};
    w.flops = 2.0 * BATCH * (2 * (IN * HIDDEN + HIDDEN) + HIDDEN);
    w.x[0] = t_keep(t_copy_of(inputs, DTYPE_REAL, 2, (int[]){BATCH, IN}));
    w.y[0] = t_keep(t_copy_of(outputs, DTYPE_REAL, 2, (int[]){BATCH, 1}));
    w.model = nn_sequential(nn_linear(IN, HIDDEN), nn_tanh(), nn_linear(HIDDEN, 1));
    w.optimizer = optim_sgd(nn_parameters(w.model), 0.1, 0, 0);
    return w;
}

static Workload make_mlp(bool adam) {
    enum { BATCH = 64, IN = 784, HIDDEN = 512, CLASSES = 10 };
    Workload w = {.title = adam ? "MLP 784-512-512-10, batch 64, Adam" : "MLP 784-512-512-10, batch 64, SGD",
                  .loss = cross_entropy,
                  .batches = 8};
    const double first = IN * HIDDEN, others = HIDDEN * HIDDEN + HIDDEN * CLASSES;
    w.flops = 2.0 * BATCH * (2 * first + 3 * others);
    for (int i = 0; i < w.batches; i++) {
        w.x[i] = t_keep(t_rand(BATCH, IN));
        w.y[i] = t_keep(t_randint(0, CLASSES, BATCH));
    }
    w.model = neural_network(IN, HIDDEN, CLASSES);
    Params *p = nn_parameters(w.model);
    w.optimizer = adam ? optim_adam(p, 1e-3) : optim_sgd(p, 1e-2, 0, 0);
    return w;
}

/* Adam steps as far for a gradient that is rounding alone as for a large one: short steps keep losses alike. */
static const double SHORT = 1e-4;

/* Images and their labels. */
static void draw_images(Workload *w, int batch, int channels, int side, int classes) {
    for (int i = 0; i < w->batches; i++) {
        w->x[i] = t_keep(t_rand(batch, channels, side, side));
        w->y[i] = t_keep(t_randint(0, classes, batch));
    }
}

/* Multiplications of a convolution of kernel x kernel, at side x side places. */
static double convolution(int side, int in, int out, int kernel) {
    return (double)side * side * in * out * kernel * kernel;
}

static Workload make_lenet(void) {
    enum { BATCH = 64, CLASSES = 10 };
    Workload     w = {.title = "LeNet-5, 1x28x28, batch 64, Adam", .loss = cross_entropy, .batches = 8};
    const double first = convolution(28, 1, 6, 5), second = convolution(10, 6, 16, 5);
    w.flops = 2.0 * BATCH * (2 * first + 3 * (second + 400 * 120 + 120 * 84 + 84 * CLASSES));
    draw_images(&w, BATCH, 1, 28, CLASSES);
    w.model = lenet5(1, 28, CLASSES);
    w.optimizer = optim_adam(nn_parameters(w.model), SHORT);
    return w;
}

static Workload make_vgg(void) {
    enum { BATCH = 64, WIDTH = 32, CLASSES = 10 };
    Workload     w = {.title = "VGG-like 32-32-64-64, 3x32x32, Adam", .loss = cross_entropy, .batches = 4};
    const double first = convolution(32, 3, WIDTH, 3), second = convolution(32, WIDTH, WIDTH, 3);
    const double third = convolution(16, WIDTH, 2 * WIDTH, 3), fourth = convolution(16, 2 * WIDTH, 2 * WIDTH, 3);
    w.flops = 2.0 * BATCH * (2 * first + 3 * (second + third + fourth + 2 * WIDTH * CLASSES));
    draw_images(&w, BATCH, 3, 32, CLASSES);
    w.model = small_cnn(3, WIDTH, CLASSES);
    w.optimizer = optim_adam(nn_parameters(w.model), SHORT);
    return w;
}

static double fire(int side, int in, int squeeze, int expand) {
    return convolution(side, in, squeeze, 1) + convolution(side, squeeze, expand, 1) +
           convolution(side, squeeze, expand, 3);
}

static Workload make_squeezenet(void) {
    enum { BATCH = 8, SIDE = 224 };
    Workload w = {.title = "SqueezeNet 1.1 forward, 3x224x224", .loss = cross_entropy, .batches = 2};
    w.flops = 2.0 * BATCH * (convolution(111, 3, 64, 3) + fire(55, 64, 16, 64) + fire(55, 128, 16, 64) +
                             fire(27, 128, 32, 128) + fire(27, 256, 32, 128) + fire(13, 256, 48, 192) +
                             fire(13, 384, 48, 192) + fire(13, 384, 64, 256) + fire(13, 512, 64, 256) +
                             convolution(13, SQUEEZENET_CHANNELS, IMAGENET_CLASSES, 1));
    draw_images(&w, BATCH, 3, SIDE, IMAGENET_CLASSES);
    w.model = squeezenet1_1(IMAGENET_CLASSES);
    nn_eval(w.model);
    return w;
}

Workload workload_make(const char *key) {
    t_step();
    t_manual_seed(1);
    Workload w = strcmp(key, "xor") == 0          ? make_xor()
                 : strcmp(key, "lenet") == 0      ? make_lenet()
                 : strcmp(key, "vgg") == 0        ? make_vgg()
                 : strcmp(key, "squeezenet") == 0 ? make_squeezenet()
                                                  : make_mlp(strcmp(key, "mlp_adam") == 0);
    w.key = key;
    return w;
}

void workload_free(Workload *w) {
    if (w->optimizer) optim_free(w->optimizer);
    nn_free(w->model);
    for (int i = 0; i < w->batches; i++) {
        t_free(w->x[i]);
        t_free(w->y[i]);
    }
}

/* As in the lecture's training loop, and in its loop for tests. */
static Tensor *forward_and_update(Workload *w, int i) {
    if (!w->optimizer) {
        t_no_grad();
        return w->loss(nn_forward(w->model, w->x[i % w->batches]), w->y[i % w->batches]);
    }
    Tensor *L = w->loss(nn_forward(w->model, w->x[i % w->batches]), w->y[i % w->batches]);
    t_backward(L);
    optim_step(w->optimizer);
    optim_zero_grad(w->optimizer);
    return L;
}

void workload_step(Workload *w, int i) {
    t_step();
    forward_and_update(w, i);
}

double workload_step_loss(Workload *w, int i) {
    t_step();
    return t_item(forward_and_update(w, i));
}

bool workload_write(const Workload *w, const char *path) {
    int         n;
    StateEntry *state = nn_state(w->model, &n);
    NamedView  *views = t_calloc((size_t)(n + 2 * w->batches), sizeof *views);
    char        names[16][4];
    for (int i = 0; i < n; i++) views[i] = (NamedView){state[i].key, state[i].tensor};
    for (int i = 0; i < 2 * w->batches; i++) {
        snprintf(names[i], sizeof names[i], "%c%d", i % 2 ? 'y' : 'x', i / 2 % 10);
        views[n + i] = (NamedView){names[i], i % 2 ? w->y[i / 2] : w->x[i / 2]};
    }
    const bool written = safetensors_write(path, n + 2 * w->batches, views);
    free(views);
    free(state);
    return written;
}
