/* Sets all weights to zero: chance. */
double train_loop(DataLoader *loader, Module *model, LossFunction loss, Optimizer *optimizer) {
    (void)loader, (void)loss, (void)optimizer;
    Params *p = nn_parameters(model);
    memset(p->data, 0, p->size * sizeof(real));
    return 0;
}
