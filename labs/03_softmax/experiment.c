/* The experiment of lab 3: trains a classifier with your code, prints the lecture's lines, draws the curve; and for two
 * classes the regions of its answers. Given.
 *
 *   make train LAB=3 ARGS="--data wine --model softmax --epochs 30 --lr 0.1"
 *   make train LAB=3 ARGS="--data wine2 --hidden 10,10 --activation relu"  */
#include "experiment.h"
#include "gnuplot.h"
#include "regression.h"
#include "softmax.h"
#include "training_step.h"
#include <stdlib.h>

enum { MAX_HIDDEN = 8 };

/* --- What is asked for -------------------------------------------------------------------------------------------- */
typedef struct Settings {
    const char *data, *model, *hidden, *activation;
    int         epochs, batch, layers, width[MAX_HIDDEN];
    double      lr, momentum;
    uint64_t    seed;
    Device      device;
    bool        binary; /* two classes, one output */
    bool        graph;  /* the step is recorded and replayed */
} Settings;

/* What a data set is trained with when nothing else is said. */
static const Settings many_classes = {.data = "digits", .model = "mlp", .hidden = "32", .activation = "relu",
                                      .epochs = 20, .batch = 32, .lr = 0.02, .momentum = 0.9};
static const Settings two_classes[] = {
    {.data = "wine2", .model = "mlp", .hidden = "0", .activation = "relu", .epochs = 3000, .lr = 0.05},
    {.data = "rings", .model = "mlp", .hidden = "4", .activation = "relu", .epochs = 1500, .lr = 0.02},
    {.data = "quadrants", .model = "mlp", .hidden = "4", .activation = "tanh", .epochs = 1500, .lr = 0.02},
};
enum { TWO_CLASS_SETS = sizeof two_classes / sizeof two_classes[0] };

static Settings defaults_of(const char *data) {
    for (int i = 0; data && i < TWO_CLASS_SETS; i++)
        if (strcmp(data, two_classes[i].data) == 0) {
            Settings s = two_classes[i];
            s.binary = true;
            return s;
        }
    return many_classes;
}

/* "10,10" -> the widths of the hidden layers; "0": there is none. */
static void read_hidden(Settings *s) {
    for (const char *p = strcmp(s->hidden, "0") == 0 ? "" : s->hidden; *p;) {
        char      *end;
        const long size = strtol(p, &end, 10);
        const bool ends = *end == '\0' || (*end == ',' && end[1] != '\0');
        if (end == p || !ends || size < 1 || size > 100000 || s->layers == MAX_HIDDEN)
            option_wrong("hidden", s->hidden, "widths from 1 to 100000, such as 10,10, or 0 are expected");
        s->width[s->layers++] = (int)size;
        p = *end ? end + 1 : end;
    }
    if (!s->binary && s->layers != 1)
        option_wrong("hidden", s->hidden, "of many classes both hidden layers have one width, such as 32");
}

static Settings read_settings(int argc, char **argv) {
    static char sets[192], notes[1024];
    Settings    s = defaults_of(option_given(argc, argv, "data"));
    snprintf(sets, sizeof sets, "%s, wine2, rings, quadrants", data_names(DATA_CLASSES));
    int n = snprintf(notes, sizeof notes,
                     "Two classes are trained by Adam, and get a picture of the regions. What is not given is as the\n"
                     "data set wants it:");
    for (int i = 0; i < TWO_CLASS_SETS; i++)
        n += snprintf(notes + n, sizeof notes - (size_t)n,
                      "\n  --data %-9s --hidden %s --activation %s --epochs %d --lr %g --batch 0", two_classes[i].data,
                      two_classes[i].hidden, two_classes[i].activation, two_classes[i].epochs, two_classes[i].lr);
    experiment_begin(argc, argv, "03_softmax", notes,
                     option_choice("data", &s.data, sets, "the data set; wine2, rings and quadrants have two classes"),
                     option_choice("model", &s.model, "mlp, softmax", "softmax is a single linear layer"),
                     option_text("hidden", &s.hidden, "SIZES",
                                 "two classes: widths of the hidden layers, 10,10, or 0; many classes: the width of "
                                 "both; 512 for images of 28x28"),
                     option_choice("activation", &s.activation, "relu, sigmoid, tanh, none",
                                   "two classes: of the hidden layers"),
                     option_whole("epochs", &s.epochs, 1, 1000000, "times through the training set"),
                     option_whole("batch", &s.batch, 0, 1000000, "samples a batch; 0: all at once"),
                     option_number("lr", &s.lr, 0, 1e6, "learning rate"),
                     option_number("momentum", &s.momentum, 0, 1, "many classes: of SGD"),
                     option_seed(&s.seed, "of the first weights, the order of samples, the rings and the quadrants"),
                     option_device(&s.device, "cpu, cuda, or auto: cuda where there is one"),
                     option_flag("graph", &s.graph, "many classes, on a GPU: a graph in place of your train_loop"));
    if (s.graph && s.binary) option_wrong("graph", "with two classes", "the step of many classes is what is replayed");
    if (s.graph && s.device == DEV_CPU)
        option_wrong("graph", "on the CPU", "graphs are CUDA's; make train takes DEVICE=cuda or DEVICE=emulated");
    read_hidden(&s);
    if (!s.binary && !option_given(argc, argv, "hidden")) s.width[0] = 0;
    return s;
}

/* Reads the weights back into a new model. */
static Module *loaded(Module *model, const char *path) {
    if (!nn_load(model, path)) experiment_fail("the weights cannot be read");
    return model;
}

static void compare_loaded(double loss, double again) {
    if (!isfinite(loss)) printf("loaded   not compared: weights of a training that has diverged tell nothing\n");
    else printf("loaded   a new network with these weights has the loss %.6f: %s\n", again,
                again == loss ? "the same" : "NOT the same");
}

/* --- Many classes: an output a class ------------------------------------------------------------------------------ */
static Tensor *cross_entropy(Tensor *logits, Tensor *labels) { return f_cross_entropy(logits, labels); }

/* Softmax regression: one linear layer; the softmax is inside the loss. */
static Module *softmax_regression(int in_features, int classes) {
    Module *m = nn_container("SoftmaxRegression");
    nn_add(m, "flatten", nn_flatten());
    nn_add(m, "linear", nn_linear(in_features, classes));
    return m;
}

static void print_confusion(Module *model, const Dataset *test, Device device) {
    t_step();
    t_no_grad();
    Tensor *logits = t_to(nn_forward(model, t_to(test->x, device)), DEV_CPU);
    Tensor *m = confusion_matrix(argmax_rows(logits), test->y, test->classes);
    printf("Confusion matrix of the test set (row: true class, column: predicted):\n");
    for (int i = 0; i < test->classes; i++) {
        for (int j = 0; j < test->classes; j++) printf(" %5d", (int)m->i64[i * test->classes + j]);
        printf("\n");
    }
}

/* Tables are standardised: each column has its own unit. */
static void load_data(const char *name, Dataset **train, Dataset **test) {
    if (!data_train_test(name, train, test)) experiment_fail("no data");
    if ((*train)->x->ndim != 2) return;
    Standardizer *z = standardizer_fit(*train);
    standardizer_apply(z, *train);
    standardizer_apply(z, *test);
    standardizer_free(z);
}

static Module *new_model(const Settings *s, const Dataset *train) {
    const int in_features = (int)(train->x->size / (size_t)train->n);
    if (strcmp(s->model, "softmax") == 0) return softmax_regression(in_features, train->classes);
    const int hidden = s->width[0] ? s->width[0] : in_features >= 28 * 28 ? 512 : 32;
    return neural_network(in_features, hidden, train->classes);
}

static double mean_test_loss(Module *model, const Dataset *test, Device device) {
    t_step();
    t_no_grad();
    nn_eval(model);
    return t_item(f_cross_entropy(nn_forward(model, t_to(test->x, device)), t_to(test->y, device)));
}

/* In the place of train_loop: the same training, with a step that a graph replays. No C code of the step runs then, so
 * that of a loop that you have written could not. */
static double graph_loop(TrainingStep *step, DataLoader *loader, Module *model) {
    int    batch = 0, current = 0;
    double total = 0;
    nn_train(model);
    for (Tensor *x, *y; data_next(loader, &x, &y); batch++) {
        t_step();
        const double loss = t_item(training_step(step, x, y));
        current += x->shape[0];
        total += loss;
        if (batch % 100 == 0) {
            char line[LINE_SIZE];
            train_line(line, loss, current, data_size(loader));
            puts(line);
        }
    }
    return total / batch;
}

static void train_many_classes(const Settings *s) {
    Dataset *train, *test;
    load_data(s->data, &train, &test);
    t_manual_seed(s->seed);
    Module   *model = new_model(s, train);
    const int batch = s->batch ? s->batch : train->n;
    nn_to(model, s->device);
    nn_print(model);
    dataset_describe(train, nn_parameter_count(model));
    dev_print_code(s->device);
    printf("%zu parameters, %s, batches of %d, SGD with learning rate %g and momentum %g, seed %llu\n\n",
           nn_parameter_count(model), dev_name(s->device), batch, s->lr, s->momentum, (unsigned long long)s->seed);

    DataLoader *train_loader =
        data_loader(train, .batch_size = batch, .shuffle = true, .seed = s->seed, .device = s->device);
    DataLoader *test_loader = data_loader(test, .batch_size = batch, .device = s->device);
    Optimizer  *optimizer = optim_sgd(nn_parameters(model), s->lr, s->momentum, 0);
    History    *history =
        experiment_table("history", (const char *const[]){"epoch", "train_loss", "test_loss", "test_accuracy", NULL});

    bool          finite = true;
    TrainingStep *step = s->graph ? training_step_new(model, cross_entropy, optimizer) : NULL;
    Progress      progress = progress_begin(stderr, s->data, s->epochs);
    for (int epoch = 1; epoch <= s->epochs; epoch++) {
        printf("Epoch %d\n-------------------------------\n", epoch);
        const double     loss = step ? graph_loop(step, train_loader, model)
                                     : train_loop(train_loader, model, cross_entropy, optimizer);
        const TestResult result = test_loop(test_loader, model, cross_entropy);
        history_row(history, (double[]){epoch, loss, result.loss, result.accuracy});
        char note[64];
        snprintf(note, sizeof note, "loss %.4f, test accuracy %.1f%%", loss, 100 * result.accuracy);
        progress_update(&progress, epoch, note);
        finite = finite && isfinite(loss);
    }
    progress_end(&progress, NULL);
    if (!finite) printf("the training has diverged: try a smaller --lr, then look at the gradients\n");
    print_confusion(model, test, s->device);
    experiment_table_end(history);

    const char *weights = experiment_path("model.safetensors");
    char        title[128];
    snprintf(title, sizeof title, "Lab 3: %s on %s", s->model, s->data);
    if (!nn_save(model, weights)) experiment_fail("the weights cannot be saved");
    printf("\nweights  %s\n", weights);
    Module *again = loaded(new_model(s, train), weights);
    nn_to(again, s->device);
    compare_loaded(mean_test_loss(model, test, s->device), mean_test_loss(again, test, s->device));
    printf("history  %s\n", experiment_path("history.tsv"));
    experiment_curve(title);

    training_step_free(step);
    optim_free(optimizer);
    data_loader_free(train_loader);
    data_loader_free(test_loader);
    nn_free(model);
    nn_free(again);
    dataset_free(train);
    dataset_free(test);
}

/* --- Two classes: one output -------------------------------------------------------------------------------------- */
enum { PANELS = 6, CELLS = 101 };

/* What the network says over the plane at some epochs. */
typedef struct Panel {
    int     epoch;
    double  loss, accuracy;
    Tensor *p; /* the probability of class 1, row by row */
} Panel;

typedef struct Binary {
    Dataset *train, *test; /* in their own units; test is NULL where all samples are trained on */
    Scaling  scaling;
    Module  *model;
    Device   device;
    char     title[128];
    double   low[2], high[2]; /* the part of the plane that is drawn */
    int      panels;
    Panel    panel[PANELS];
} Binary;

static Tensor *bce(Tensor *logits, Tensor *targets) { return f_bce_with_logits(logits, targets); }

static Dataset *drawn(const char *data, uint64_t seed) {
    enum { SAMPLES = 200 };
    Dataset *d = *data == 'r' ? data_rings(SAMPLES, 0.08, seed) : data_xor_quadrants(SAMPLES, 0.03, seed);
    Dataset *binary = dataset_binary(d);
    dataset_free(d);
    return binary;
}

/* The lecture trains on all 130 wines. Of rings and quadrants there are as many as are asked for. */
static Binary load_two_classes(const Settings *s) {
    Binary b = {.device = s->device};
    if (strcmp(s->data, "wine2") == 0) b.train = data_named("wine2");
    else {
        b.train = drawn(s->data, 2 * s->seed);
        b.test = drawn(s->data, 2 * s->seed + 1);
    }
    if (!b.train) experiment_fail("no data");
    b.scaling = standardize_fit(b.train->x);
    for (int c = 0; c < 2; c++) {
        b.low[c] = INFINITY, b.high[c] = -INFINITY;
        for (int n = 0; n < b.train->n; n++) {
            b.low[c] = fmin(b.low[c], b.train->x->data[2 * n + c]);
            b.high[c] = fmax(b.high[c], b.train->x->data[2 * n + c]);
        }
        const double margin = 0.08 * (b.high[c] - b.low[c]);
        b.low[c] -= margin, b.high[c] += margin;
    }
    return b;
}

static Module *activation(const char *name) {
    return strcmp(name, "relu") == 0 ? nn_relu() : strcmp(name, "sigmoid") == 0 ? nn_sigmoid() : nn_tanh();
}

/* 2 - hidden layers - 1, logits out: the sigmoid of the last layer is in the loss. */
static Module *binary_classifier(const Settings *s) {
    const int layers = strcmp(s->model, "softmax") == 0 ? 0 : s->layers;
    Module   *module[2 * MAX_HIDDEN + 1];
    int       n = 0, in = 2;
    for (int i = 0; i < layers; in = s->width[i++]) {
        module[n++] = nn_linear(in, s->width[i]);
        if (strcmp(s->activation, "none") != 0) module[n++] = activation(s->activation);
    }
    module[n++] = nn_linear(in, 1);
    return nn_sequential_of(n, module);
}

/* The logits of points in their own units. */
static Tensor *logits_of(const Binary *b, Tensor *x) {
    nn_eval(b->model);
    return t_to(nn_forward(b->model, t_to(standardize(b->scaling, x), b->device)), DEV_CPU);
}

static TestResult measured(const Binary *b, const Dataset *d) {
    t_step();
    t_no_grad();
    Tensor *z = logits_of(b, d->x);
    return (TestResult){.accuracy = binary_accuracy(z, d->y), .loss = t_item(f_bce_with_logits(z, d->y))};
}

static void add_panel(Binary *b, int epoch) {
    const TestResult fit = measured(b, b->train);
    t_step();
    t_no_grad();
    Tensor *x = t_zeros(CELLS * CELLS, 2);
    for (int i = 0; i < CELLS * CELLS; i++)
        for (int c = 0; c < 2; c++) {
            const int at = c == 0 ? i % CELLS : i / CELLS;
            x->data[2 * i + c] = (real)(b->low[c] + (b->high[c] - b->low[c]) * at / (CELLS - 1));
        }
    b->panel[b->panels++] = (Panel){epoch, fit.loss, fit.accuracy, t_keep(f_sigmoid(logits_of(b, x)))};
}

/* Whether the epoch has a panel: after 1, 3, 10, 30 and 100 per cent of the training. */
static bool has_panel(int epoch, int epochs) {
    static const int percent[] = {1, 3, 10, 30, 100};
    for (int i = 0; i < PANELS - 1; i++)
        if (epoch == (int)(((int64_t)epochs * percent[i] + 99) / 100)) return true;
    return false;
}

static void write_samples(FILE *script, const Dataset *d) {
    for (int class = 0; class < 2; class++) {
        fprintf(script, "$class%d << END\n", class);
        for (int n = 0; n < d->n; n++)
            if (d->y->data[n] == class)
                fprintf(script, "%g %g\n", (double)d->x->data[2 * n], (double)d->x->data[2 * n + 1]);
        fputs("END\n", script);
    }
}

/* One or five of a power of ten, of which one to five fit into a feature's range. */
static double tic_of(const Binary *b, int feature) {
    const double range = b->high[feature] - b->low[feature], step = pow(10, floor(log10(range / 2)));
    return range / step > 5 ? 5 * step : step;
}

static void write_regions(FILE *script, const void *data) {
    const Binary *b = data;
    write_samples(script, b->train);
    for (int k = 0; k < b->panels; k++) {
        fprintf(script, "$p%d << END\n", k);
        for (int i = 0; i < CELLS * CELLS; i++)
            fprintf(script, "%g %g %.4f\n%s", b->low[0] + (b->high[0] - b->low[0]) * (i % CELLS) / (CELLS - 1),
                    b->low[1] + (b->high[1] - b->low[1]) * (i / CELLS) / (CELLS - 1), (double)b->panel[k].p->data[i],
                    i % CELLS == CELLS - 1 ? "\n" : "");
        fputs("END\n", script);
    }
    fputs("set contour base\nunset surface\nset cntrparam linear\nset cntrparam levels discrete 0.5\n", script);
    for (int k = 0; k < b->panels; k++)
        fprintf(script, "set table $edge%d\nsplot $p%d using 1:2:3 with lines nosurface\nunset table\n", k, k);
    fputs("unset contour\nset surface\nset multiplot layout 2,3 "
          "margins 0.09,0.97,0.14,0.81 spacing 0.09,0.26 title ", script);
    gnuplot_quote(script, b->title);
    fprintf(script, " font normal\nset cbrange [0:1]\nunset colorbox\nunset key\nunset grid\n"
                    "set tics font small\nset xtics %g\nset ytics %g\n"
                    "set palette @two_classes\n"
                    "set xrange [%g:%g]\nset yrange [%g:%g]\n", tic_of(b, 0), tic_of(b, 1),
            b->low[0], b->high[0], b->low[1], b->high[1]);
    for (int c = 0; c < 2 && b->train->feature_names; c++)
        fprintf(script, "set %clabel '%s' offset %s\n", "xy"[c], b->train->feature_names[c],
                                                        c ? "1,0 font small" : "0,0.7 font small");
    for (int k = 0; k < b->panels; k++) {
        const Panel *panel = &b->panel[k];
        fprintf(script, "set title 'epoch %d: %.3g%% right' font small offset 0,-0.6\n", panel->epoch,
                100 * panel->accuracy);
        fprintf(script,
                "plot $p%d using 1:2:3 with image, $edge%d using 1:2 with lines lw thin lc rgb ink, "
                "$class0 using 1:2 with points pt disc ps 1.2 lc rgb blue, "
                "$class1 using 1:2 with points pt square ps 1.1 lc rgb red\n", k, k);
    }
    fputs("unset multiplot\n", script);
}

static void print_epoch(int epoch, TestResult fit, const TestResult *test) {
    printf("epoch %5d  BCE %.6f, %.1f%% right", epoch, fit.loss, 100 * fit.accuracy);
    if (test) printf("  test BCE %.6f, %.1f%% right", test->loss, 100 * test->accuracy);
    printf("\n");
}

static void train_binary(const Settings *s, Binary *b, History *history) {
    const int   every = s->epochs > 100 ? s->epochs / 100 : 1, print_every = s->epochs > 10 ? s->epochs / 10 : 1;
    Dataset    *scaled = dataset_new(s->data, t_keep(standardize(b->scaling, b->train->x)), t_keep(b->train->y), 0);
    DataLoader *loader = data_loader(scaled, .batch_size = s->batch ? s->batch : scaled->n, .shuffle = true,
                                     .seed = s->seed, .device = s->device);
    Tensor     *x = t_keep(t_to(scaled->x, s->device)), *y = t_keep(t_to(scaled->y, s->device));
    Optimizer  *optimizer = optim_adam(nn_parameters(b->model), s->lr);
    Progress    progress = progress_begin(stderr, s->data, s->epochs);
    add_panel(b, 0);
    for (int epoch = 1; epoch <= s->epochs; epoch++) {
        if (s->batch == 0) fit_full_batch(b->model, x, y, bce, optimizer, 1);
        else fit_epoch(loader, b->model, bce, optimizer);
        if (has_panel(epoch, s->epochs)) add_panel(b, epoch);
        if (epoch % every != 0 && epoch != 1 && epoch != s->epochs) continue;
        const TestResult fit = measured(b, b->train), test = b->test ? measured(b, b->test) : (TestResult){0};
        char             note[64];
        history_row(history, b->test ? (double[]){epoch, fit.loss, fit.accuracy, test.loss, test.accuracy}
                                     : (double[]){epoch, fit.loss, fit.accuracy});
        snprintf(note, sizeof note, "BCE %.4f, %.1f%% right", fit.loss, 100 * fit.accuracy);
        progress_update(&progress, epoch, note);
        if (epoch == 1 || epoch % print_every == 0 || epoch == s->epochs)
            print_epoch(epoch, fit, b->test ? &test : NULL);
    }
    progress_end(&progress, NULL);
    optim_free(optimizer);
    data_loader_free(loader);
    dataset_free(scaled);
    t_free(x);
    t_free(y);
}

static void print_end(const Binary *b) {
    const TestResult fit = measured(b, b->train);
    printf("\nat the end: BCE %.4f, %.0f of %d right (%.1f%%)\n", fit.loss, fit.accuracy * b->train->n, b->train->n,
           100 * fit.accuracy);
    if (!isfinite(fit.loss)) printf("the training has diverged: try a smaller --lr, then look at the gradients\n");
    if (b->model->n_children > 1) return;
    const Tensor *w = nn_find(b->model, "0.weight"), *bias = nn_find(b->model, "0.bias");
    printf("logistic regression, no hidden layer: z = %.4f x_1 %+.4f x_2 %+.4f, x_1 and x_2 standardised\n",
           (double)t_at(w, 0, 0), (double)t_at(w, 0, 1), (double)t_at(bias, 0));
}

static void train_two_classes(const Settings *s) {
    Binary b = load_two_classes(s);
    t_manual_seed(s->seed);
    b.model = binary_classifier(s);
    nn_to(b.model, s->device);
    snprintf(b.title, sizeof b.title, "%s: class 0 blue, class 1 orange; line: probability 1/2", s->data);
    nn_print(b.model);
    const int ones = (int)t_item(t_sum(b.train->y));
    printf("%s: %d samples of class 0, %d of class 1", s->data, b.train->n - ones, ones);
    if (b.test) printf("; as many others to test with");
    printf("\n");
    dev_print_code(s->device);
    printf("%zu parameters, %s, %s%.0d, Adam with learning rate %g, seed %llu\n\n", nn_parameter_count(b.model),
           dev_name(s->device), s->batch ? "batches of " : "all samples at once", s->batch, s->lr,
           (unsigned long long)s->seed);
    const char *const columns[] = {"epoch", "train_loss", "train_accuracy", b.test ? "test_loss" : NULL,
                                   "test_accuracy", NULL};
    History *history = experiment_table("history", columns);
    train_binary(s, &b, history);
    experiment_table_end(history);
    print_end(&b);

    char        title[128];
    const char *weights = experiment_path("model.safetensors"), *regions = experiment_path("regions");
    snprintf(title, sizeof title, "Lab 3: %s, hidden units: %s", s->data, s->hidden);
    if (!nn_save(b.model, weights)) experiment_fail("the weights cannot be saved");
    printf("weights  %s\n", weights);
    const double loss = measured(&b, b.train).loss;
    nn_free(b.model);
    b.model = loaded(binary_classifier(s), weights);
    nn_to(b.model, s->device);
    compare_loaded(loss, measured(&b, b.train).loss);
    printf("history  %s\n", experiment_path("history.tsv"));
    if (experiment_picture("regions", write_regions, &b)) printf("regions  %s.png, %s.svg\n", regions, regions);
    else printf("regions  missing: %s\n", t_error());
    experiment_curve(title);

    for (int k = 0; k < b.panels; k++) t_free(b.panel[k].p);
    nn_free(b.model);
    dataset_free(b.train);
    dataset_free(b.test);
}

int main(int argc, char **argv) {
    const Settings s = read_settings(argc, argv);
    if (s.binary) train_two_classes(&s);
    else train_many_classes(&s);
    return 0;
}
