/* Weights without bounds, of both signs: the loss is infinite or no number, and is to be drawn. */
double train_loop(DataLoader *loader, Module *model, LossFunction loss, Optimizer *optimizer) {
    (void)loader, (void)loss, (void)optimizer;
    Params *p = nn_parameters(model);
    for (size_t i = 0; i < p->size; i++) p->data[i] = i % 2 ? (real)1e30 : -INFINITY;
    return INFINITY;
}
