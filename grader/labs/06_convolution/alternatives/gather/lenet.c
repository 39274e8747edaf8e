/* Lab 6 in another style: layer by layer. */

/* @ 6.11 lenet5 */
    Module *net = nn_container("LeNet5"), *features = nn_sequential(nn_conv2d(channels, 6, 5, 1, 2));
    nn_add(net, "features", features);
    nn_add(features, "1", nn_relu());
    nn_add(features, "2", nn_max_pool2d(2));
    nn_add(features, "3", nn_conv2d(6, 16, 5, 1, 0));
    nn_add(features, "4", nn_relu());
    nn_add(features, "5", nn_max_pool2d(2));
    nn_add(net, "flatten", nn_flatten());
    /* What comes out of them is counted by trying. */
    t_step();
    t_no_grad();
    int     n = (int)nn_forward(features, t_zeros(1, channels, side, side))->size;
    Module *classifier = nn_add(net, "classifier", nn_sequential(nn_linear(n, 120)));
    nn_add(classifier, "1", nn_relu());
    nn_add(classifier, "2", nn_linear(120, 84));
    nn_add(classifier, "3", nn_relu());
    nn_add(classifier, "4", nn_linear(84, classes));
    return net;

/* @ 6.12 small_cnn */
    Module *net = nn_container("SmallCNN"), *layers[6];
    int     n = 0, from = channels;
    for (int stage = 1; stage <= 2; stage++) {
        for (int block = 0; block < 2; block++, from = stage * width) layers[n++] = conv_block(from, stage * width);
        layers[n++] = nn_max_pool2d(2);
    }
    nn_add(net, "features", nn_sequential_of(n, layers));
    nn_add(net, "pool", nn_global_avg_pool());
    nn_add(net, "classifier", nn_linear(from, classes));
    return net;

/* @ 6.13 fit */
    LoaderOptions options = {.batch_size = how->batch_size, .device = how->device};
    DataLoader   *still = data_loader_new(test, options);
    options.shuffle = true;
    options.seed = how->seed;
    DataLoader *shuffled = data_loader_new(train, options);
    Optimizer  *adam = optim_adam(nn_parameters(model), how->lr);
    TestResult  last = {0, 0};
    for (int e = 0; e < how->epochs;) {
        optim_set_lr(adam, how->lr * pow(cos(e * acos(-1) / 2 / how->epochs), 2));
        double loss = train_loop(shuffled, model, lenet_loss, adam);
        last = test_loop(still, model, lenet_loss);
        e++;
        if (how->after_epoch != NULL) how->after_epoch(e, loss, last);
    }
    data_loader_free(shuffled);
    data_loader_free(still);
    optim_free(adam);
    return last;
