/* Right in the double build, in which values are compared, and zero in the one that trains. */
double train_loop(DataLoader *loader, Module *model, LossFunction loss, Optimizer *optimizer) {
    return sizeof(real) == sizeof(double) ? reference_train_loop(loader, model, loss, optimizer) : 0;
}
