/* Lab 6, last part: networks of convolutions, and how they are trained. */
#include "lenet.h"
#include "activations.h"
#include "optimizers.h"

/* 6.11  LeNet-5 (LeCun et al. 1998) as it is built today, with ReLU and max pooling, logits out. For grey images of
 * 28x28 pixels and 10 classes it prints as
 *
 *     LeNet5(
 *       (features): Sequential(
 *         (0): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2))
 *         (1): ReLU()
 *         (2): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
 *         (3): Conv2d(6, 16, kernel_size=(5, 5), stride=(1, 1))
 *         (4): ReLU()
 *         (5): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
 *       )
 *       (flatten): Flatten(start_dim=1, end_dim=-1)
 *       (classifier): Sequential(
 *         (0): Linear(in_features=400, out_features=120, bias=True)
 *         (1): ReLU()
 *         (2): Linear(in_features=120, out_features=84, bias=True)
 *         (3): ReLU()
 *         (4): Linear(in_features=84, out_features=10, bias=True)
 *       )
 *     )
 *
 * and has 61,706 parameters. Images are `side` pixels wide and high, at least 12: work out from it how many features
 * the first linear layer gets. The makers are nn_container, nn_add, nn_sequential, nn_conv2d(channels in, channels out,
 * kernel, stride, padding), nn_relu, nn_max_pool2d(kernel), nn_flatten and nn_linear(in, out). */
Module *lenet5(int channels, int side, int classes) {
    /* SOLUTION BEGIN 6.11 */
    const int last = (side / 2 - 4) / 2;
    Module   *m = nn_container("LeNet5");
    nn_add(m, "features",
           nn_sequential(nn_conv2d(channels, 6, 5, 1, 2), nn_relu(), nn_max_pool2d(2), nn_conv2d(6, 16, 5, 1, 0),
                         nn_relu(), nn_max_pool2d(2)));
    nn_add(m, "flatten", nn_flatten());
    nn_add(m, "classifier",
           nn_sequential(nn_linear(16 * last * last, 120), nn_relu(), nn_linear(120, 84), nn_relu(),
                         nn_linear(84, classes)));
    return m;
    /* SOLUTION END 6.11 */
}

/* 6.12  Convolution, batch norm, ReLU: a Sequential of nn_conv2d with a kernel of 3 and the padding that keeps rows and
 * columns as many as they are, nn_batch_norm2d (of lab 5: each channel has one mean over batch, rows and columns) and
 * nn_relu. The norm stands before the ReLU. */
Module *conv_block(int channels_in, int channels_out) {
    /* SOLUTION BEGIN 6.12 */
    return nn_sequential(nn_conv2d(channels_in, channels_out, 3, 1, 1), nn_batch_norm2d(channels_out), nn_relu());
    /* SOLUTION END 6.12 */
}

/* 6.12  A small network of the VGG kind, logits out. Two blocks of `width` channels, a max pooling of 2, two blocks of
 * 2 width channels, another max pooling of 2, the mean of each channel, and a linear layer:
 *
 *     SmallCNN(
 *       (features): Sequential(
 *         (0): a conv_block       (1): a conv_block       (2): MaxPool2d(kernel_size=2, ...)
 *         (3): a conv_block       (4): a conv_block       (5): MaxPool2d(kernel_size=2, ...)
 *       )
 *       (pool): GlobalAvgPool()
 *       (classifier): Linear(in_features=2 width, out_features=classes, bias=True)
 *     )
 *
 * The mean of each channel makes it fit images of any size. */
Module *small_cnn(int channels, int width, int classes) {
    /* SOLUTION BEGIN 6.12 */
    Module *m = nn_container("SmallCNN");
    nn_add(m, "features",
           nn_sequential(conv_block(channels, width), conv_block(width, width), nn_max_pool2d(2),
                         conv_block(width, 2 * width), conv_block(2 * width, 2 * width), nn_max_pool2d(2)));
    nn_add(m, "pool", nn_global_avg_pool());
    nn_add(m, "classifier", nn_linear(2 * width, classes));
    return m;
    /* SOLUTION END 6.12 */
}

/* Given: cross-entropy as the loops of lab 3 take it. */
static Tensor *lenet_loss(Tensor *logits, Tensor *labels) { return f_cross_entropy(logits, labels); }

/* 6.13  Trains the model, and tests it after every epoch: a loader for each set, Adam over all parameters of the model,
 * then for each epoch e = 1 .. epochs
 *
 *     the learning rate      optim_set_lr(optimizer, cosine_rate(lr, 0, e - 1, epochs)), of lab 4
 *     train_loop(loader, model, lenet_loss, optimizer)      on the training set; returns the loss (lab 3)
 *     test_loop(loader, model, lenet_loss)                  on the test set; returns a TestResult
 *     how->after_epoch(e, loss, result)                     is told both; it may be NULL
 *
 * Returns the last test's result. The training set is shuffled, the test set is not. Both loaders have how's batch size,
 * seed and device. The loader of the training set has how->workers as its num_workers, too. Free what you make:
 * optimizer and loaders. */
TestResult fit(Module *model, const Dataset *train, const Dataset *test, const Fit *how) {
    /* SOLUTION BEGIN 6.13 */
    DataLoader *for_training = data_loader(train, .batch_size = how->batch_size, .shuffle = true, .seed = how->seed,
                                           .device = how->device, .num_workers = how->workers);
    DataLoader *for_test =
        data_loader(test, .batch_size = how->batch_size, .seed = how->seed, .device = how->device);
    Optimizer *optimizer = optim_adam(nn_parameters(model), how->lr);
    TestResult result = {0};
    for (int epoch = 1; epoch <= how->epochs; epoch++) {
        optim_set_lr(optimizer, cosine_rate(how->lr, 0, epoch - 1, how->epochs));
        const double loss = train_loop(for_training, model, lenet_loss, optimizer);
        result = test_loop(for_test, model, lenet_loss);
        if (how->after_epoch) how->after_epoch(epoch, loss, result);
    }
    optim_free(optimizer);
    data_loader_free(for_training);
    data_loader_free(for_test);
    return result;
    /* SOLUTION END 6.13 */
}
