/* Lab 6 in another style: networks of networks. */

/* @ before lenet5 */
static Module *named(Module *m, const char *name, Module *child) {
    nn_add(m, name, child);
    return m;
}

/* @ 6.11 lenet5 */
    int rows = side;      /* 5x5 with padding 2 keeps them */
    rows = rows / 2;      /* pooling */
    rows = rows - 5 + 1;  /* 5x5 without padding */
    rows = rows / 2;      /* pooling */
    return named(named(named(nn_container("LeNet5"), "features",
                             nn_sequential(nn_conv2d(channels, 6, 5, 1, 2), nn_relu(), nn_max_pool2d(2),
                                           nn_conv2d(6, 16, 5, 1, 0), nn_relu(), nn_max_pool2d(2))),
                       "flatten", nn_flatten()),
                 "classifier",
                 nn_sequential(nn_linear(16 * rows * rows, 120), nn_relu(), nn_linear(120, 84), nn_relu(),
                               nn_linear(84, classes)));

/* @ 6.12 conv_block */
    return named(nn_sequential(nn_conv2d(channels_in, channels_out, 3, 1, 3 / 2), nn_batch_norm2d(channels_out)), "2",
                 nn_relu());

/* @ 6.12 small_cnn */
    Module *blocks[6] = {conv_block(channels, width), conv_block(width, width), [2] = nn_max_pool2d(2),
                         [5] = nn_max_pool2d(2)};
    for (int i = 3; i < 5; i++) blocks[i] = conv_block(i == 3 ? width : width + width, width + width);
    return named(named(named(nn_container("SmallCNN"), "features", nn_sequential_of(6, blocks)), "pool",
                       nn_global_avg_pool()),
                 "classifier", nn_linear(width + width, classes));

/* @ 6.13 fit */
    TestResult  r = {0};
    Optimizer  *adam = optim_adam(nn_parameters(model), how->lr);
    DataLoader *a = data_loader(train, .device = how->device, .shuffle = true, .seed = how->seed,
                                .batch_size = how->batch_size);
    DataLoader *b = data_loader(test, .device = how->device, .batch_size = how->batch_size);
    int epoch = 0;
    while (epoch < how->epochs) {
        optim_set_lr(adam, cosine_rate(how->lr, 0, epoch++, how->epochs));
        double of_training = train_loop(a, model, lenet_loss, adam);
        r = test_loop(b, model, lenet_loss);
        if (how->after_epoch) how->after_epoch(epoch, of_training, r);
    }
    optim_free(adam);
    data_loader_free(b);
    data_loader_free(a);
    return r;
