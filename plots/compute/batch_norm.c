/* A deep net on the digits with and without batch norm: what goes into the activations of some layers before training,
 * and the training loss with two learning rates. */
#include "fit.h"
#include "regularization.h"

enum { LAYERS = 6, HIDDEN = 64, BATCH = 64, EPOCHS = 30, BINS = 120, RATES = 2 };
static const double rates[RATES] = {0.03, 0.3};

static Module *deep_net(bool batch_norm) {
    t_manual_seed(0);
    int sizes[LAYERS + 1] = {64};
    for (int l = 1; l < LAYERS; l++) sizes[l] = HIDDEN;
    sizes[LAYERS] = 10;
    return regularized_mlp(LAYERS + 1, sizes, batch_norm, 0);
}

/* --- Histograms: what each ReLU gets ------------------------------------------------------------------------------ */
static const double low = -3, width = 6.0 / BINS;

static void write_histograms(Module *net, Tensor *samples, const char *name) {
    t_step();
    t_no_grad();
    nn_train(net);
    Tensor *x = samples;
    int     layer = 0;
    Tsv    *t = tsv_open(name, "layer value density");
    for (int i = 0; i < net->n_children; i++) {
        Module *m = net->children[i].module;
        if (strcmp(m->type->name, "ReLU") == 0) {
            int counts[BINS] = {0};
            for (size_t j = 0; j < x->size; j++) {
                const int bin = (int)floor((x->data[j] - low) / width);
                if (bin >= 0 && bin < BINS) counts[bin]++;
            }
            layer++;
            if (layer > 1) tsv_gap(t);
            for (int b = 0; b < BINS; b++)
                tsv_row(t, layer, low + width * (b + 0.5), counts[b] / width / (double)x->size);
            char fact[64];
            snprintf(fact, sizeof fact, "%s_std_%d", name, layer);
            tsv_fact(fact, sqrt(t_item(t_var(x))));
        }
        x = nn_forward(m, x);
    }
    tsv_close(t);
}

/* --- Training ----------------------------------------------------------------------------------------------------- */
static void train(bool batch_norm, double rate, const Dataset *d) {
    Module     *net = deep_net(batch_norm);
    Optimizer  *sgd = optim_sgd(nn_parameters(net), rate, 0, 0);
    DataLoader *loader = data_loader(d, .batch_size = BATCH, .shuffle = true);
    char        name[64];
    snprintf(name, sizeof name, "%s_%g", batch_norm ? "norm" : "plain", rate);
    Tsv   *t = tsv_open(name, "epoch loss");
    double loss = INFINITY;
    for (int epoch = 1; epoch <= EPOCHS; epoch++) {
        double sum = 0;
        nn_train(net);
        for (Tensor *x, *y; data_next(loader, &x, &y);) {
            t_step();
            Tensor *L = fit_cross_entropy(nn_forward(net, t_flatten(x)), y);
            t_backward(L);
            optim_step(sgd);
            optim_zero_grad(sgd);
            sum += t_item(L);
        }
        tsv_row(t, epoch, loss = sum / data_len(loader));
    }
    tsv_close(t);
    tsv_fact(name, loss);
    data_loader_free(loader);
    optim_free(sgd);
    nn_free(net);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *d, *test;
    if (!data_train_test("digits", &d, &test)) tsv_die("the digits");
    for (int norm = 0; norm < 2; norm++) {
        Module *net = deep_net(norm);
        Tensor *x = t_flatten(t_slice(d->x, 0, 0, 512));
        write_histograms(net, x, norm ? "sums_norm" : "sums_plain");
        nn_free(net);
        for (int r = 0; r < RATES; r++) train(norm, rates[r], d);
    }
    tsv_fact("layers", LAYERS);
    dataset_free(d);
    dataset_free(test);
    return tsv_end();
}
