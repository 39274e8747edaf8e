/* In double. Deep nets as they are before training, by their first weights: how widely the sums in each layer are
 * spread, and how large the gradient is that comes back to it. */
#include "fit.h"
#include "regularization.h"

typedef Module *(*Activation)(void);
static void init_one(Tensor *W) { init_normal(W, 1); }

static const struct Start {
    const char *name;
    Initializer init;
} starts[] = {{"one", init_one}, {"lecun", init_lecun}, {"he", init_he}};
enum { STARTS = sizeof starts / sizeof *starts };

static void fact_of(const char *start, const char *what, double value) {
    char name[64];
    snprintf(name, sizeof name, "%s_%s", start, what);
    tsv_fact(name, value);
}

/* --- Forward: 784 inputs of variance 1, ten layers of ReLU -------------------------------------------------------- */
enum { INPUTS = 784, WIDTH = 400, LAYERS = 10, SAMPLES = 64 };

static void write_spread(void) {
    double spread[LAYERS][STARTS];
    for (int k = 0; k < STARTS; k++) {
        t_step();
        t_no_grad();
        Tensor *x = t_randn(SAMPLES, INPUTS);
        for (int l = 0; l < LAYERS; l++) {
            Module *layer = nn_linear(l == 0 ? INPUTS : WIDTH, WIDTH);
            init_weights(layer, starts[k].init);
            Tensor *z = nn_forward(layer, x);
            spread[l][k] = sqrt(t_item(t_var(z)));
            x = f_relu(z);
            if (l == 0 && k == 2) fact_of(starts[k].name, "active", active_share(x));
            nn_free(layer);
        }
        fact_of(starts[k].name, "first", spread[0][k]);
        fact_of(starts[k].name, "last", spread[LAYERS - 1][k]);
    }
    Tsv *t = tsv_open("spread", "layer one lecun he");
    for (int l = 0; l < LAYERS; l++) tsv_row(t, l + 1, spread[l][0], spread[l][1], spread[l][2]);
    tsv_close(t);
    tsv_fact("inputs", INPUTS);
}

/* --- Backward: the gradient of the first layer's weights, from the loss on a batch, in nets of 1 to 20 layers ----- */
enum { DEPTHS = 20, HIDDEN = 100, BATCH = 64, CLASSES = 10 };

static double first_gradient(int depth, Activation activation, Initializer init) {
    t_step();
    t_manual_seed(0);
    Module *layers[2 * DEPTHS];
    int     n = 0;
    for (int l = 0; l < depth; l++) {
        if (l > 0) layers[n++] = activation();
        layers[n++] = nn_linear(HIDDEN, l == depth - 1 ? CLASSES : HIDDEN);
    }
    Module *net = nn_sequential_of(n, layers);
    init_weights(net, init);
    t_backward(fit_cross_entropy(nn_forward(net, t_randn(BATCH, HIDDEN)), t_randint(0, CLASSES, BATCH)));
    const double norm = gradient_norms(net)->data[0];
    nn_free(net);
    return norm;
}

static void write_gradients(const char *table, Activation activation) {
    Tsv *t = tsv_open(table, "layers one lecun he");
    for (int depth = 1; depth <= DEPTHS; depth++) {
        double norm[STARTS];
        for (int k = 0; k < STARTS; k++) {
            norm[k] = first_gradient(depth, activation, starts[k].init);
            if (depth == DEPTHS) fact_of(starts[k].name, table, norm[k]);
        }
        tsv_row(t, depth, norm[0], norm[1], norm[2]);
    }
    tsv_close(t);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    write_spread();
    write_gradients("sigmoid", nn_sigmoid);
    write_gradients("relu", nn_relu);
    return tsv_end();
}
