/* before_training.c: histograms of what goes into ReLUs, and norms of gradients, before training. */
#include "before_training.h"
#include "experiment.h"
#include "gnuplot.h"
#include "regularization.h"
#include "softmax.h"

enum { PIXELS = 64, CLASSES = 10, LAYERS = 10, WIDTH = 64 };

/* LAYERS hidden layers, each linear, batch norm if it is asked for, activation; and a linear layer at the end. */
static Module *deep_network(bool batch_norm, Module *(*activation)(void)) {
    Module *layers[3 * LAYERS + 1];
    int     n = 0;
    for (int l = 0; l < LAYERS; l++) {
        layers[n++] = nn_linear(l ? WIDTH : PIXELS, WIDTH);
        if (batch_norm) layers[n++] = nn_batch_norm1d(WIDTH);
        layers[n++] = activation();
    }
    layers[n++] = nn_linear(WIDTH, CLASSES);
    return nn_sequential_of(n, layers);
}

/* --- What goes into the activations, with and without batch norm -------------------------------------------------- */
enum { BINS = 60 };
static const double range = 3; /* of the histograms, -3 .. 3 */

typedef struct Histograms {
    double share[2][LAYERS][BINS]; /* [with batch norm][layer] */
    double std[2][LAYERS];
} Histograms;

static void fill_histogram(Histograms *h, bool batch_norm, int layer, Tensor *z) {
    for (size_t i = 0; i < z->size; i++) {
        const int bin = (int)floor((z->data[i] + range) / (2 * range) * BINS);
        h->share[batch_norm][layer][bin < 0 ? 0 : bin >= BINS ? BINS - 1 : bin] += 1.0 / (double)z->size;
    }
    h->std[batch_norm][layer] = sqrt(t_item(t_var(z)));
}

static void write_histograms(FILE *script, const void *data) {
    const Histograms *h = data;
    fputs("set multiplot layout 1,2 margins 0.12,0.97,0.17,0.79 spacing 0.1,0 "
          "title 'What goes into each ReLU, first weights' font large\nset title font normal offset 0,-0.4\n"
          "set tics font small\nset xlabel 'value'\nset ylabel 'share of values'\nset yrange [0:0.5]\n"
          "unset key\n", script);
    for (int b = 0; b < 2; b++) {
        if (b == 1) fputs("unset ylabel\nset key top right font small\n", script);
        for (int l = 0; l < LAYERS; l += 3) {
            fprintf(script, "$h%d << END\n", l);
            for (int i = 0; i < BINS; i++)
                fprintf(script, "%g %.6g\n", -range + 2 * range * (i + 0.5) / BINS, h->share[b][l][i]);
            fputs("END\n", script);
        }
        fprintf(script, "set title '%s batch norm'\nplot ", b ? "with" : "without");
        for (int l = 0; l < LAYERS; l += 3)
            fprintf(script, "%s$h%d with steps lt %d title 'layer %d'", l ? ", " : "", l, l / 3 + 1, l + 1);
        fputs("\n", script);
    }
    fputs("unset multiplot\n", script);
}

void show_activations(uint64_t seed) {
    experiment_heading("What goes into each ReLU of ten layers, before training");
    Dataset   *digits = data_named("digits");
    Histograms h = {0};
    if (!digits) experiment_fail("no data");
    for (int b = 0; b < 2; b++) {
        t_step();
        t_no_grad();
        t_manual_seed(seed);
        Module *m = deep_network(b, nn_relu);
        nn_train(m);
        Tensor *y = t_flatten(digits->x);
        for (int i = 0, layer = 0; i < m->n_children; i++) {
            if (strcmp(m->children[i].module->type->name, "ReLU") == 0) fill_histogram(&h, b, layer++, y);
            y = nn_forward(m->children[i].module, y);
        }
        nn_free(m);
    }
    printf("  %-30s", "standard deviation in layer");
    for (int l = 0; l < LAYERS; l++) printf(" %6d", l + 1);
    for (int b = 0; b < 2; b++) {
        printf("\n  %-30s", b ? "with batch norm" : "without");
        for (int l = 0; l < LAYERS; l++) printf(" %6.3f", h.std[b][l]);
    }
    History *table = experiment_table("activations", (const char *const[]){"layer", "std_without", "std_with", NULL});
    for (int l = 0; l < LAYERS; l++) history_row(table, (double[]){l + 1, h.std[0][l], h.std[1][l]});
    experiment_table_end(table);
    printf("\n\ntable    %s\n", experiment_path("activations.tsv"));
    experiment_show("activations", write_histograms, &h);
    dataset_free(digits);
}

/* --- Gradient norms, layer by layer ------------------------------------------------------------------------------- */
static void init_unit(Tensor *W) { init_normal(W, 1); }

static const struct {
    const char *name;
    Initializer init;
} initializers[] = {{"N(0,1)", init_unit}, {"LeCun", init_lecun}, {"Glorot", init_glorot}, {"He", init_he}};
enum { INITIALIZERS = sizeof initializers / sizeof initializers[0] };

typedef struct Norms {
    double norm[2][INITIALIZERS][LAYERS + 1]; /* [sigmoid, ReLU] */
} Norms;

static void write_norms(FILE *script, const void *data) {
    const Norms *n = data;
    fputs("set title 'Gradient norm of each layer, before training'\nset xlabel 'layer'\n"
          "set ylabel 'norm of the gradient of W'\nset logscale y\nset format y '10^{%L}'\nunset rmargin\n"
          "set key outside right font small\n",
          script);
    for (int a = 0; a < 2; a++)
        for (int k = 0; k < INITIALIZERS; k++) {
            fprintf(script, "$n%d << END\n", a * INITIALIZERS + k);
            for (int l = 0; l <= LAYERS; l++) fprintf(script, "%d %.6g\n", l + 1, n->norm[a][k][l]);
            fputs("END\n", script);
        }
    fputs("plot ", script);
    for (int i = 0; i < 2 * INITIALIZERS; i++)
        fprintf(script, "%s$n%d with linespoints lw thin ps 1.6 pt %s dt %s lc rgb colour(%d) title '%s, %s'",
                i ? ", " : "", i, i < INITIALIZERS ? "ring" : "disc", i < INITIALIZERS ? "dashed" : "solid",
                i % INITIALIZERS + 1, i < INITIALIZERS ? "sigmoid" : "ReLU", initializers[i % INITIALIZERS].name);
}

static void write_norms_table(const Norms *norms) {
    History *table = experiment_table("gradients", (const char *const[]){"layer", "relu", "initializer", "norm", NULL});
    for (int a = 0; a < 2; a++)
        for (int k = 0; k < INITIALIZERS; k++)
            for (int l = 0; l <= LAYERS; l++) history_row(table, (double[]){l + 1, a, k, norms->norm[a][k][l]});
    experiment_table_end(table);
    printf("\ntable    %s\n", experiment_path("gradients.tsv"));
}

void show_gradients(uint64_t seed) {
    experiment_heading("Gradient norms of eleven layers, before training");
    Dataset *digits = data_named("digits");
    Norms    norms;
    if (!digits) experiment_fail("no data");
    printf("  %-16s", "layer");
    for (int l = 0; l <= LAYERS; l += 2) printf(" %10d", l + 1);
    printf("  active in 1, %d\n", LAYERS);
    for (int a = 0; a < 2; a++)
        for (int k = 0; k < INITIALIZERS; k++) {
            t_step();
            t_manual_seed(seed);
            Module *m = deep_network(false, a ? nn_relu : nn_sigmoid);
            init_weights(m, initializers[k].init);
            Tensor *y = t_slice(t_flatten(digits->x), 0, 0, 256);
            double  active[2] = {0};
            for (int i = 0; i < m->n_children; i++) {
                y = nn_forward(m->children[i].module, y);
                if (i == 1 || i == 2 * LAYERS - 1) active[i > 1] = active_share(y);
            }
            t_backward(f_cross_entropy(y, t_slice(digits->y, 0, 0, 256)));
            const Tensor *n = gradient_norms(m);
            printf("  %-7s %-8s", a ? "ReLU" : "sigmoid", initializers[k].name);
            for (int l = 0; l <= LAYERS; l++) {
                norms.norm[a][k][l] = n->data[l];
                if (l % 2 == 0) printf(" %10.2e", (double)n->data[l]);
            }
            if (a) printf("  %.0f%%, %.0f%%", 100 * active[0], 100 * active[1]);
            printf("\n");
            nn_free(m);
        }
    write_norms_table(&norms);
    experiment_show("gradients", write_norms, &norms);
    dataset_free(digits);
}
