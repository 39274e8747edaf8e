/* Lab 6 in another style: one call for each child. */

/* @ 6.11 lenet5 */
    float   rows = floorf((floorf((float)side / 2) - 4) / 2);
    Module *m = nn_container("LeNet5"), *first = nn_sequential(nn_conv2d(channels, 6, 5, 1, 2), nn_relu());
    Module *last = nn_sequential(nn_linear((int)(16 * rows * rows), 120), nn_relu());
    nn_add(first, "2", nn_max_pool2d(2));
    nn_add(first, "3", nn_conv2d(6, 16, 5, 1, 0));
    nn_add(first, "4", nn_relu());
    nn_add(first, "5", nn_max_pool2d(2));
    nn_add(last, "2", nn_linear(120, 84));
    nn_add(last, "3", nn_relu());
    nn_add(last, "4", nn_linear(84, classes));
    nn_add(m, "features", first);
    nn_add(m, "flatten", nn_flatten());
    nn_add(m, "classifier", last);
    return m;

/* @ 6.12 conv_block */
    Module *m = nn_sequential(nn_conv2d(channels_in, channels_out, 3, 1, 1), nn_batch_norm2d(channels_out));
    nn_add(m, "2", nn_relu());
    return m;

/* @ 6.12 small_cnn */
    Module *m = nn_container("SmallCNN"), *features = nn_sequential(conv_block(channels, width));
    nn_add(features, "1", conv_block(width, width));
    nn_add(features, "2", nn_max_pool2d(2));
    nn_add(features, "3", conv_block(width, 2 * width));
    nn_add(features, "4", conv_block(2 * width, 2 * width));
    nn_add(features, "5", nn_max_pool2d(2));
    nn_add(m, "features", features);
    nn_add(m, "pool", nn_global_avg_pool());
    nn_add(m, "classifier", nn_linear(2 * width, classes));
    return m;

/* @ 6.13 fit */
    DataLoader *shuffled = data_loader(train, .batch_size = how->batch_size, .shuffle = true, .seed = how->seed,
                                       .device = how->device);
    DataLoader *ordered = data_loader(test, .batch_size = how->batch_size, .device = how->device);
    Optimizer  *optimizer = optim_adam(nn_parameters(model), how->lr);
    TestResult  results[how->epochs + 1];
    for (int e = 1; e <= how->epochs; e++) {
        optim_set_lr(optimizer, cosine_rate(how->lr, 0, e - 1, how->epochs));
        double loss = train_loop(shuffled, model, lenet_loss, optimizer);
        results[e] = test_loop(ordered, model, lenet_loss);
        if (how->after_epoch) how->after_epoch(e, loss, results[e]);
    }
    data_loader_free(ordered);
    data_loader_free(shuffled);
    optim_free(optimizer);
    return results[how->epochs];
