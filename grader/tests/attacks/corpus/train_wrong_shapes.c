/* Gives the model's parameters other shapes, so that more or less is sent back than was asked for. */
double train_loop(DataLoader *loader, Module *model, LossFunction loss, Optimizer *optimizer) {
    (void)loader, (void)loss, (void)optimizer;
    Params *p = nn_parameters(model);
    for (int i = 0; i < p->n; i++) {
        p->tensors[i]->shape[0] = 1 << 30;
        p->tensors[i]->size = (size_t)1 << 40;
    }
    return 0;
}
