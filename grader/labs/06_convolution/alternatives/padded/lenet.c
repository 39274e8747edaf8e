/* Lab 6 in another style: sizes by conv_size and pool_size. */

/* @ 6.11 lenet5 */
    int n = conv_size(side, 5, 1, 2, 1);
    n = pool_size(n, 2, 2, 0, false);
    n = conv_size(n, 5, 1, 0, 1);
    n = pool_size(n, 2, 2, 0, false);
    Module *features[] = {nn_conv2d(channels, 6, 5, 1, 2), nn_relu(), nn_max_pool2d(2),
                          nn_conv2d(6, 16, 5, 1, 0),       nn_relu(), nn_max_pool2d(2)};
    Module *net = nn_container("LeNet5");
    nn_add(net, "features", nn_sequential_of(6, features));
    nn_add(net, "flatten", nn_flatten());
    nn_add(net, "classifier", nn_sequential(nn_linear(n * n * 16, 120), nn_relu(), nn_linear(120, 84), nn_relu(),
                                            nn_linear(84, classes)));
    return net;

/* @ 6.12 conv_block */
    Module *block = nn_sequential(nn_conv2d(channels_in, channels_out, 3, 1, 1));
    nn_add(block, "1", nn_batch_norm2d(channels_out));
    nn_add(block, "2", nn_relu());
    return block;

/* @ 6.12 small_cnn */
    const int wide = 2 * width;
    Module   *net = nn_container("SmallCNN");
    Module   *features = nn_sequential(conv_block(channels, width), conv_block(width, width), nn_max_pool2d(2));
    nn_add(features, "3", conv_block(width, wide));
    nn_add(features, "4", conv_block(wide, wide));
    nn_add(features, "5", nn_max_pool2d(2));
    nn_add(net, "features", features);
    nn_add(net, "pool", nn_global_avg_pool());
    nn_add(net, "classifier", nn_linear(wide, classes));
    return net;

/* @ 6.13 fit */
    DataLoader *loader[2];
    for (int i = 0; i < 2; i++)
        loader[i] = data_loader(i ? test : train, .batch_size = how->batch_size, .shuffle = i == 0, .seed = how->seed,
                                .device = how->device);
    Optimizer *optimizer = optim_new(&adam_type, nn_parameters(model), .lr = how->lr, .beta1 = 0.9, .beta2 = 0.999,
                                     .eps = 1e-8);
    TestResult tested = {0, 0};
    for (int e = 0; e < how->epochs; e++) {
        optim_args(optimizer, 0)->lr = how->lr * (1 + cos(M_PI * e / how->epochs)) / 2;
        const double mean = train_loop(loader[0], model, lenet_loss, optimizer);
        tested = test_loop(loader[1], model, lenet_loss);
        if (how->after_epoch) (*how->after_epoch)(e + 1, mean, tested);
    }
    for (int i = 0; i < 2; i++) data_loader_free(loader[i]);
    optim_free(optimizer);
    return tested;
