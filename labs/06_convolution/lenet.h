/* lenet.h: convolutional networks. Given; your code goes into lenet.c. */
#pragma once
#include "conv.h"
#include "norm.h"
#include "pool.h"
#include "softmax.h"

Module *lenet5(int channels, int side, int classes);                                  /* 6.11 */
Module *conv_block(int channels_in, int channels_out);                                /* 6.12 */
Module *small_cnn(int channels, int width, int classes);                              /* 6.12 */

/* How a network is trained. */
typedef struct Fit {
    int      epochs, batch_size;
    double   lr;   /* of Adam */
    uint64_t seed; /* of the order of samples and of the transforms */
    Device   device;
    int      workers; /* threads that make training batches ahead; 0: none */
    void (*after_epoch)(int epoch, double train_loss, TestResult test); /* NULL: nobody is told */
} Fit;
TestResult fit(Module *model, const Dataset *train, const Dataset *test, const Fit *how); /* 6.13 */
