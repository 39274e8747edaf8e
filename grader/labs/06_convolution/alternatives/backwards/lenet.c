/* Lab 6 in another style: children are collected in arrays. */

/* @ 6.11 lenet5 */
    const int widths[] = {16 * ((side / 2 - 4) / 2) * ((side / 2 - 4) / 2), 120, 84, classes}, from[] = {channels, 6};
    Module   *net = nn_container("LeNet5"), *features[6], *classifier[5];
    for (int i = 0; i < 2; i++) {
        features[3 * i] = nn_conv2d(from[i], i ? 16 : 6, 5, 1, i ? 0 : 2);
        features[3 * i + 1] = nn_relu();
        features[3 * i + 2] = nn_max_pool2d(2);
    }
    for (int i = 0; i < 5; i++) classifier[i] = i % 2 ? nn_relu() : nn_linear(widths[i / 2], widths[i / 2 + 1]);
    nn_add(net, "features", nn_sequential_of(6, features));
    nn_add(net, "flatten", nn_flatten());
    nn_add(net, "classifier", nn_sequential_of(5, classifier));
    return net;

/* @ 6.12 small_cnn */
    const int widths[] = {channels, width, width, 2 * width, 2 * width};
    Module   *net = nn_container("SmallCNN"), *features[6];
    for (int i = 0; i < 6; i++)
        features[i] = i % 3 == 2 ? nn_max_pool2d(2) : conv_block(widths[i - i / 3], widths[i - i / 3 + 1]);
    nn_add(net, "features", nn_sequential_of(6, features));
    nn_add(net, "pool", nn_global_avg_pool());
    nn_add(net, "classifier", nn_linear(widths[4], classes));
    return net;

/* @ 6.13 fit */
    Optimizer  *adam = optim_adam(nn_parameters(model), how->lr);
    TestResult  result = {0};
    DataLoader *tests = data_loader(test, .batch_size = how->batch_size, .device = how->device);
    DataLoader *loader = data_loader(train, .batch_size = how->batch_size, .device = how->device, .seed = how->seed,
                                     .shuffle = true);
    for (int epoch = 1; epoch <= how->epochs; epoch++) {
        for (int g = 0; g < optim_n_groups(adam); g++)
            optim_args(adam, g)->lr = cosine_rate(how->lr, 0, epoch - 1, how->epochs);
        const double loss = train_loop(loader, model, lenet_loss, adam);
        result = test_loop(tests, model, lenet_loss);
        if (how->after_epoch) how->after_epoch(epoch, loss, result);
    }
    optim_free(adam);
    data_loader_free(loader);
    data_loader_free(tests);
    return result;
