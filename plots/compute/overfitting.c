/* A wide net on few wines: the loss on them and on a validation set, epoch by epoch, and where early stopping would
 * have ended it. */
#include "fit.h"
#include "regularization.h"
#include "wine_strength.h"

enum { TRAIN = 60, HIDDEN = 300, EPOCHS = 300, PATIENCE = 20 };

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    const Strength  wines = strength_read(TRAIN, 0);
    const Dataset  *train = wines.train, *validation = wines.validation;
    Module         *net = mlp(3, (int[]){STRENGTH_INPUTS, HIDDEN, 1});
    Optimizer      *adam = optim_adam(nn_parameters(net), 1e-3);
    EarlyStopping   stopping = early_stopping_begin(net, PATIENCE, 0);
    Tsv            *t = tsv_open("losses", "epoch train validation");
    bool            stopped = false;
    double          loss = INFINITY;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        fit_full_batch(net, train->x, train->y, fit_mse, adam, 1);
        loss = fit_loss(net, validation->x, validation->y, fit_mse);
        tsv_row(t, epoch, fit_loss(net, train->x, train->y, fit_mse), loss);
        if (stopped) continue;
        stopped = early_stopping_update(&stopping, loss);
        if (stopped) tsv_fact("stop_epoch", epoch);
        if (stopped) tsv_fact("stop_loss", loss);
    }
    tsv_close(t);
    tsv_fact("last_train", fit_loss(net, train->x, train->y, fit_mse));
    tsv_fact("last_loss", loss);
    early_stopping_restore(&stopping);
    tsv_fact("best_epoch", stopping.best_epoch);
    tsv_fact("best_loss", stopping.best_loss);
    tsv_fact("restored_loss", fit_loss(net, validation->x, validation->y, fit_mse));
    tsv_fact("patience", PATIENCE);
    tsv_fact("train", train->n);
    tsv_fact("validation", validation->n);
    tsv_fact("hidden", HIDDEN);
    early_stopping_end(&stopping);
    optim_free(adam);
    nn_free(net);
    strength_free(wines);
    return tsv_end();
}
