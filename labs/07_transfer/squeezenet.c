/* squeezenet.c: SqueezeNet 1.1. The whole network is
 *
 *     features    0 Conv2d 3x3, stride 2   1 ReLU   2 MaxPool2d
 *                 3 Fire   4 Fire   5 MaxPool2d
 *                 6 Fire   7 Fire   8 MaxPool2d
 *                 9 Fire  10 Fire  11 Fire  12 Fire
 *     classifier  0 Dropout   1 Conv2d 1x1, a channel for each class   2 ReLU   3 the mean of each channel
 *
 * It has no linear layer: an image of any size gives a map of logits, and the last step is the mean over the map. */
#include "squeezenet.h"
#include "activations.h"
#include "conv.h"
#include "dropout.h"
#include "linear.h"
#include "pool.h"

/* --- Fire --------------------------------------------------------------------------------------------------------- */
enum { SQUEEZE, SQUEEZE_ACTIVATION, EXPAND_1, EXPAND_1_ACTIVATION, EXPAND_3, EXPAND_3_ACTIVATION };

static Module *child(const Module *m, int i) { return m->children[i].module; }

static Tensor *fire_and(Module *m, Module *last, Tensor *x) {
    Module *const squeeze[1][2] = {{child(m, SQUEEZE), child(m, SQUEEZE_ACTIVATION)}};
    Module *const expand[2][2] = {{child(m, EXPAND_1), child(m, EXPAND_1_ACTIVATION)},
                                  {child(m, EXPAND_3), child(m, EXPAND_3_ACTIVATION)}};
    return nn_forward_branches(2, expand, last, nn_forward_branches(1, squeeze, NULL, x));
}

static Tensor *fire_forward(Module *m, Tensor *x) { return fire_and(m, NULL, x); }

/* A max pooling behind it can take what is expanded while that is in the cache. */
static Tensor *fire_in_one_pass(int n, Module *const branch[][2], Module *last, Tensor *x) {
    Module *pool = branch[0][1];
    return n == 1 && !last && pool->type->op == &max_pool2d_op ? fire_and(branch[0][0], pool, x) : NULL;
}

Module *nn_fire(int channels_in, int squeeze, int expand) {
    static const ModuleType type = {"Fire", fire_forward, NULL, .in_one_pass = fire_in_one_pass};
    Module *m = nn_module(&type);
    nn_add(m, "squeeze", nn_conv2d(channels_in, squeeze, 1, 1, 0));
    nn_add(m, "squeeze_activation", nn_relu());
    nn_add(m, "expand1x1", nn_conv2d(squeeze, expand, 1, 1, 0));
    nn_add(m, "expand1x1_activation", nn_relu());
    nn_add(m, "expand3x3", nn_conv2d(squeeze, expand, 3, 1, 1));
    nn_add(m, "expand3x3_activation", nn_relu());
    return m;
}

/* --- Max pooling whose windows overlap, and whose last one may hang over the edge --------------------------------- */
static Tensor *pool_forward(Module *m, Tensor *x) {
    const int *i = m->args.i;
    return t_max_pool2d(x, i[0], i[1], i[2], i[3]);
}

static void pool_repr(const Module *m, char *text, size_t size) {
    (void)m;
    snprintf(text, size, "kernel_size=3, stride=2, padding=0, dilation=1, ceil_mode=True");
}

static Module *overlapping_pool(void) {
    static const ModuleType type = {"MaxPool2d", pool_forward, pool_repr, &max_pool2d_op};
    Module                 *m = nn_module(&type);
    m->args = (Args){.i = {3, 2, 0, true}};
    return m;
}

/* --- The network -------------------------------------------------------------------------------------------------- */
static Module *features(void) {
    return nn_sequential(nn_conv2d(3, 64, 3, 2, 0), nn_relu(), overlapping_pool(),      /* 0 to 2 */
                         nn_fire(64, 16, 64), nn_fire(128, 16, 64), overlapping_pool(), /* 3 to 5 */
                         nn_fire(128, 32, 128), nn_fire(256, 32, 128), overlapping_pool(), /* 6 to 8 */
                         nn_fire(256, 48, 192), nn_fire(384, 48, 192), nn_fire(384, 64, 256), nn_fire(512, 64, 256));
}

Module *squeezenet1_1(int classes) {
    Module *m = nn_container("SqueezeNet");
    nn_add(m, "features", features());
    nn_add(m, "classifier", nn_sequential(nn_dropout(0.5), nn_conv2d(SQUEEZENET_CHANNELS, classes, 1, 1, 0), nn_relu(),
                                          nn_global_avg_pool()));
    return m;
}

Module *squeezenet1_1_for(int classes) {
    Module *m = nn_container("SqueezeNet");
    nn_add(m, "features", features());
    nn_add(m, "pool", nn_global_avg_pool());
    nn_add(m, "classifier", nn_linear(SQUEEZENET_CHANNELS, classes));
    return m;
}
