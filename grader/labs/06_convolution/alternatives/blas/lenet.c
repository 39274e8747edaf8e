/* Lab 6 in another style: from the last layer to the first. */

/* @ 6.11 lenet5 */
    const int features = 16 * (int)pow((side / 2 - 4) / 2, 2);
    Module   *five = nn_linear(84, classes), *four = nn_linear(120, 84), *three = nn_linear(features, 120);
    Module   *two = nn_conv2d(6, 16, 5, 1, 0), *one = nn_conv2d(channels, 6, 5, 1, 2), *net = nn_container("LeNet5");
    nn_add(net, "features", nn_sequential(one, nn_relu(), nn_max_pool2d(2), two, nn_relu(), nn_max_pool2d(2)));
    nn_add(net, "flatten", nn_flatten());
    nn_add(net, "classifier", nn_sequential(three, nn_relu(), four, nn_relu(), five));
    return net;

/* @ 6.12 conv_block */
    Module *relu = nn_relu(), *norm = nn_batch_norm2d(channels_out);
    Module *conv = nn_conv2d(channels_in, channels_out, 3, 1, 1);
    return nn_sequential(conv, norm, relu);

/* @ 6.12 small_cnn */
    Module *fourth = conv_block(2 * width, 2 * width), *third = conv_block(width, 2 * width);
    Module *second = conv_block(width, width), *first = conv_block(channels, width), *net = nn_container("SmallCNN");
    nn_add(net, "features", nn_sequential(first, second, nn_max_pool2d(2), third, fourth, nn_max_pool2d(2)));
    nn_add(net, "pool", nn_global_avg_pool());
    nn_add(net, "classifier", nn_linear(2 * width, classes));
    return net;

/* @ 6.13 fit */
    const LoaderOptions for_test = {.batch_size = how->batch_size, .seed = how->seed, .device = how->device};
    LoaderOptions       for_train = for_test;
    for_train.shuffle = true;
    DataLoader *loader = data_loader_new(train, for_train), *tests = data_loader_new(test, for_test);
    Optimizer  *adam = optim_adam(nn_parameters(model), 1);
    TestResult  result = {.accuracy = 0};
    for (int left = how->epochs; left > 0; left--) {
        const int done = how->epochs - left;
        optim_set_lr(adam, cosine_rate(how->lr, 0, done, how->epochs));
        const double loss = train_loop(loader, model, lenet_loss, adam);
        result = test_loop(tests, model, lenet_loss);
        if (how->after_epoch != NULL) how->after_epoch(done + 1, loss, result);
    }
    data_loader_free(tests);
    data_loader_free(loader);
    optim_free(adam);
    return result;
