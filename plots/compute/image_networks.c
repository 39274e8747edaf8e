/* How many parameters some networks for images have, and how many products of two numbers (multiply-adds) the forward
 * of one image takes: counted layer by layer from the sizes. A layer's bias and batch norm are parameters, too; their
 * additions are no products. */
#include "convolution.h"
#include "tsv.h"

typedef struct Network {
    int    channels, side; /* of the image, as the layers so far have left it */
    double parameters, products;
} Network;

static Network network_of(int channels, int side) { return (Network){.channels = channels, .side = side}; }

static void conv(Network *n, int out, int kernel, int stride, int padding, bool bias) {
    const double weights = (double)out * n->channels * kernel * kernel;
    n->side = conv_size(n->side, kernel, stride, padding, 1);
    n->parameters += weights + (bias ? out : 0);
    n->products += weights * n->side * n->side; /* each weight meets a pixel at each place */
    n->channels = out;
}

static void norm(Network *n) { n->parameters += 2 * n->channels; }

static void max_pool(Network *n, int kernel, int stride, int padding) {
    n->side = pool_size(n->side, kernel, stride, padding, false);
}

static void global_mean(Network *n) { n->side = 1; }

static void dense(Network *n, int out) {
    const double weights = (double)out * n->channels * n->side * n->side;
    n->parameters += weights + out;
    n->products += weights;
    n->channels = out;
    n->side = 1;
}

/* --- The networks ------------------------------------------------------------------------------------------------- */
enum { CLASSES = 1000, CROP = 224 }; /* of ImageNet's images */

static Network lenet(void) {
    Network n = network_of(1, 28);
    conv(&n, 6, 5, 1, 2, true);
    max_pool(&n, 2, 2, 0);
    conv(&n, 16, 5, 1, 0, true);
    max_pool(&n, 2, 2, 0);
    dense(&n, 120);
    dense(&n, 84);
    dense(&n, 10);
    return n;
}

/* On one GPU, without the split into two halves of the paper (Krizhevsky 2014, as torchvision has it). */
static Network alexnet(void) {
    Network n = network_of(3, CROP);
    conv(&n, 64, 11, 4, 2, true);
    max_pool(&n, 3, 2, 0);
    conv(&n, 192, 5, 1, 2, true);
    max_pool(&n, 3, 2, 0);
    conv(&n, 384, 3, 1, 1, true);
    conv(&n, 256, 3, 1, 1, true);
    conv(&n, 256, 3, 1, 1, true);
    max_pool(&n, 3, 2, 0);
    dense(&n, 4096);
    dense(&n, 4096);
    dense(&n, CLASSES);
    return n;
}

static Network vgg19(void) {
    static const int stages[][2] = {{2, 64}, {2, 128}, {4, 256}, {4, 512}, {4, 512}};
    Network          n = network_of(3, CROP);
    for (int s = 0; s < 5; s++) {
        for (int i = 0; i < stages[s][0]; i++) conv(&n, stages[s][1], 3, 1, 1, true);
        max_pool(&n, 2, 2, 0);
    }
    dense(&n, 4096);
    dense(&n, 4096);
    dense(&n, CLASSES);
    return n;
}

/* 34 layers of weights: one of 7x7, 32 of 3x3, one dense. The residual network adds to every second layer what the layer
 * before the last has got: a copy, with channels of zeros where there are more of them, so that it has no weights. */
static Network thirty_four(void) {
    static const int stages[][2] = {{6, 64}, {8, 128}, {12, 256}, {6, 512}};
    Network          n = network_of(3, CROP);
    conv(&n, 64, 7, 2, 3, false);
    norm(&n);
    max_pool(&n, 3, 2, 1);
    for (int s = 0; s < 4; s++)
        for (int i = 0; i < stages[s][0]; i++) {
            conv(&n, stages[s][1], 3, s > 0 && i == 0 ? 2 : 1, 1, false);
            norm(&n);
        }
    global_mean(&n);
    dense(&n, CLASSES);
    return n;
}

/* The counting is held to the module of lab 6. */
static void check_lenet(void) {
    Module *m = lenet5(1, 28, 10);
    if (lenet().parameters != (double)nn_parameter_count(m)) tsv_die("LeNet-5 is not counted as its module is");
    nn_free(m);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    check_lenet();
    const struct {
        const char *name;
        Network     network;
    } all[] = {{"LeNet-5", lenet()},
               {"AlexNet", alexnet()},
               {"VGG-19", vgg19()},
               {"plain-34", thirty_four()},
               {"ResNet-34", thirty_four()}};
    Tsv *bars = tsv_open("bars", "row parameters products name");
    for (int i = 0; i < 5; i++)
        tsv_line(bars, "%d\t%.0f\t%.0f\t%s", i, all[i].network.parameters, all[i].network.products, all[i].name);
    tsv_close(bars);
    tsv_fact("vgg_to_resnet", all[2].network.products / all[4].network.products);
    return tsv_end();
}
