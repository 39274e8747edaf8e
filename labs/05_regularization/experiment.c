/* The experiment of lab 5: a network that learns too little data by heart, and what each remedy does about it. Given.
 * What is looked at before training is in before_training.c.
 *
 *   make train LAB=5 ARGS="--show remedies --samples 200 --noise 0.1"
 *   make train LAB=5 ARGS="--paper dropout"  */
#include "before_training.h"
#include "experiment.h"
#include "gnuplot.h"
#include "progress.h"
#include "regularization.h"
#include "softmax.h"
#include <time.h>

typedef struct Settings {
    const char *show, *paper;
    int         epochs, samples, hidden, batch, seeds;
    double      noise, lr;
    uint64_t    seed;
    Device      device;
} Settings;

/* --- The data: few digits, some of them with a wrong label -------------------------------------------------------- */
enum { PIXELS = 64, CLASSES = 10, VALIDATION = 500, MAX_SAMPLES = 500 };

typedef struct Parts {
    Dataset *train, *more, *validation, *test; /* more: twice as many samples as train */
} Parts;

static void spoil_labels(Dataset *d, double share, uint64_t seed) {
    Rng rng = rng_new(seed, 0);
    for (int i = 0; i < d->n; i++)
        if (rng_uniform(&rng) < share) d->y->i64[i] = (d->y->i64[i] + 1 + (int64_t)rng_below(&rng, 9)) % CLASSES;
}

static Dataset *part(const Dataset *d, const int64_t *order, int first, int n) {
    Dataset *subset = dataset_subset(d, order + first, n), *loaded = dataset_load(subset, 0);
    if (!loaded) experiment_fail("no data");
    dataset_free(subset);
    return loaded;
}

/* Both training sets have the labels as they are noted down, wrong ones among them; the other sets have the right
 * ones. */
static Parts load_parts(const Settings *s, uint64_t seed) {
    Dataset *digits = data_named("digits");
    if (!digits) experiment_fail("no data");
    int64_t order[digits->n];
    Rng     rng = rng_new(seed, 1);
    for (int i = 0; i < digits->n; i++) order[i] = i;
    rng_shuffle(&rng, order, (size_t)digits->n);
    const int noted = VALIDATION + 2 * s->samples;
    Parts     p = {.validation = part(digits, order, 0, VALIDATION),
                   .train = part(digits, order, VALIDATION, s->samples),
                   .more = part(digits, order, VALIDATION, noted - VALIDATION)};
    p.test = part(digits, order, noted, digits->n - noted);
    spoil_labels(p.train, s->noise, seed);
    spoil_labels(p.more, s->noise, seed);
    dataset_free(digits);
    return p;
}

static void free_parts(Parts *p) {
    dataset_free(p->train);
    dataset_free(p->more);
    dataset_free(p->validation);
    dataset_free(p->test);
}

/* --- The remedies ------------------------------------------------------------------------------------------------- */
typedef struct Remedy {
    const char *name, *colour; /* of the lectures' style */
    double      dropout, drop_connect, l2, l1;
    bool        batch_norm, early_stopping, more_data;
} Remedy;

static const Remedy remedies[] = {
    {.name = "none", .colour = "red"},
    {.name = "dropout", .colour = "blue", .dropout = 0.5},
    {.name = "DropConnect", .colour = "sky", .drop_connect = 0.5},
    {.name = "batch norm", .colour = "purple", .batch_norm = true},
    {.name = "L2", .colour = "green", .l2 = 1e-2},
    {.name = "L1, proximal", .colour = "ink", .l1 = 0.3},
    {.name = "early stopping", .colour = "orange", .early_stopping = true},
    {.name = "twice the data", .colour = "grey", .more_data = true},
};
enum { REMEDIES = sizeof remedies / sizeof remedies[0], MAX_SEEDS = 20 };

static Module *network(const Remedy *r, int hidden) {
    const int sizes[] = {PIXELS, hidden, hidden, CLASSES};
    Module   *m;
    if (r->drop_connect > 0)
        m = nn_sequential(nn_linear(PIXELS, hidden), nn_relu(), nn_drop_connect(hidden, hidden, r->drop_connect),
                          nn_relu(), nn_linear(hidden, CLASSES));
    else m = regularized_mlp(4, sizes, r->batch_norm, r->dropout);
    init_weights(m, init_he);
    return m;
}

/* The proximal step after each step of descent: of all weights, biases excepted. */
static void shrink_weights(const Params *p, double lr, double lambda) {
    for (int k = 0; k < p->n; k++)
        if (p->tensors[k]->ndim >= 2) prox_l1(p->tensors[k], lr, lambda);
}

static void train_epoch(DataLoader *loader, Module *m, const Remedy *r, Optimizer *optimizer) {
    nn_train(m);
    for (Tensor *x, *y; data_next(loader, &x, &y);) {
        t_step();
        Tensor *L = f_cross_entropy(nn_forward(m, t_flatten(x)), y);
        if (r->l2 > 0) L = penalized(L, m, 0, r->l2);
        t_backward(L);
        optim_step(optimizer);
        optim_zero_grad(optimizer);
        if (r->l1 > 0) shrink_weights(nn_parameters(m), optim_lr(optimizer), r->l1);
    }
}

static TestResult measure(Module *m, const Dataset *d) {
    t_step();
    t_no_grad();
    nn_eval(m);
    Tensor *logits = nn_forward(m, t_flatten(d->x));
    return (TestResult){accuracy(logits, d->y), t_item(f_cross_entropy(logits, d->y))};
}

static double zero_share(const Params *p) {
    size_t zeros = 0, all = 0;
    for (int k = 0; k < p->n; k++) {
        const Tensor *W = p->tensors[k];
        for (size_t j = 0; W->ndim >= 2 && j < W->size; j++) zeros += W->data[j] == 0;
        all += W->ndim >= 2 ? W->size : 0;
    }
    return (double)zeros / (double)all;
}

/* What came of a remedy: a loss for every seed and epoch, and the rest at the end. */
typedef struct Course {
    int     epochs, seeds;
    double *train, *validation; /* [seed * epochs + epoch] */
    double  accuracy[MAX_SEEDS], zeros, best_epoch;
} Course;

static void follow(const Settings *s, const Remedy *r, int run, Course *c) {
    const uint64_t seed = s->seed + (uint64_t)run;
    Parts p = load_parts(s, seed);
    t_manual_seed(seed);
    Module *m = network(r, s->hidden);
    DataLoader   *loader = data_loader(r->more_data ? p.more : p.train, .batch_size = s->batch, .shuffle = true,
                                       .seed = seed, .drop_last = true);
    Optimizer    *optimizer = optim_adam(nn_parameters(m), s->lr);
    EarlyStopping stopping = early_stopping_begin(m, r->early_stopping ? 10 : s->epochs, 0);
    bool          stopped = false;
    for (int epoch = 0; epoch < s->epochs; epoch++) {
        const int at = run * s->epochs + epoch;
        if (!stopped) train_epoch(loader, m, r, optimizer);
        c->train[at] = measure(m, p.train).loss;
        c->validation[at] = measure(m, p.validation).loss;
        if (stopped || !early_stopping_update(&stopping, c->validation[at]) || !r->early_stopping) continue;
        stopped = true;
        early_stopping_restore(&stopping);
    }
    c->accuracy[run] = measure(m, p.test).accuracy;
    c->zeros += zero_share(nn_parameters(m)) / s->seeds;
    c->best_epoch += (stopping.best_epoch + 1.0) / s->seeds;
    early_stopping_end(&stopping);
    optim_free(optimizer);
    data_loader_free(loader);
    nn_free(m);
    free_parts(&p);
}

/* Of the seeds in one epoch. */
static Band band_of(const Course *c, const double *losses, int epoch) {
    return experiment_band(losses + epoch, c->seeds, c->epochs);
}

static void write_remedies(FILE *script, const void *data) {
    const Course *courses = data;
    for (int k = 0; k < REMEDIES; k++) {
        fprintf(script, "$r%d << END\n", k);
        for (int epoch = 0; epoch < courses[k].epochs; epoch++) {
            const Band b = band_of(&courses[k], courses[k].validation, epoch);
            fprintf(script, "%d %.6g %.6g %.6g\n", epoch + 1, b.mean, b.low, b.high);
        }
        fputs("END\n", script);
    }
    fprintf(script,
            "set title 'Validation loss: mean and range of %d seeds'\nset xlabel 'epoch'\n"
            "set ylabel 'validation loss'\nset yrange [0:*]\nunset rmargin\nset key outside right font small\nplot ",
            courses[0].seeds);
    for (int k = 0; k < REMEDIES; k++)
        fprintf(script,
                "$r%d using 1:3:4 with filledcurves fc rgb %s fillstyle transparent solid 0.15 notitle, ", k,
                remedies[k].colour);
    for (int k = 0; k < REMEDIES; k++)
        fprintf(script, "%s$r%d using 1:2 with lines lw 4 lc rgb %s title '%s'", k ? ", " : "", k,
                remedies[k].colour, remedies[k].name);
}

static void write_tables(const Course courses[]) {
    History *history = experiment_table("history", (const char *const[]){"epoch", "train_loss", "test_loss", NULL});
    History *table = experiment_table("remedies", (const char *const[]){"epoch", "remedy", "train_loss", "mean", "low",
                                                                       "high", NULL});
    for (int k = 0; k < REMEDIES; k++)
        for (int epoch = 0; epoch < courses[k].epochs; epoch++) {
            const double fit = band_of(&courses[k], courses[k].train, epoch).mean;
            const Band   b = band_of(&courses[k], courses[k].validation, epoch);
            history_row(table, (double[]){epoch + 1, k, fit, b.mean, b.low, b.high});
            if (k == 0) history_row(history, (double[]){epoch + 1, fit, b.mean});
        }
    experiment_table_end(history);
    experiment_table_end(table);
}

static void show_remedies(const Settings *s) {
    experiment_heading("A wide network, little data, and what helps");
    printf("%d digits, %.0f%% of them with a wrong label; 64-%d-%d-10, Adam with learning rate %g, batches of %d; "
           "%d seeds from %llu\n\n", s->samples, 100 * s->noise, s->hidden, s->hidden, s->lr, s->batch, s->seeds,
           (unsigned long long)s->seed);
    Course   courses[REMEDIES];
    Progress progress = progress_begin(stderr, "remedies", (int64_t)REMEDIES * s->seeds);
    printf("  %-16s %10s %10s %10s %10s %10s %8s\n", "remedy", "train loss", "val. loss", "lowest", "at epoch",
           "test acc.", "zeros");
    for (int k = 0; k < REMEDIES; k++) {
        Course *c = &courses[k];
        *c = (Course){.epochs = s->epochs, .seeds = s->seeds};
        c->train = t_calloc((size_t)(s->seeds * s->epochs), sizeof(double));
        c->validation = t_calloc((size_t)(s->seeds * s->epochs), sizeof(double));
        double lowest = INFINITY, last = 0;
        for (int run = 0; run < s->seeds; run++) {
            follow(s, &remedies[k], run, c);
            progress_update(&progress, (int64_t)k * s->seeds + run + 1, remedies[k].name);
        }
        for (int epoch = 0; epoch < s->epochs; epoch++) {
            last = band_of(c, c->validation, epoch).mean;
            lowest = fmin(lowest, last);
        }
        printf("  %-16s %10.3f %10.3f %10.3f %10.1f %9.1f%% %7.1f%%\n", remedies[k].name,
               band_of(c, c->train, s->epochs - 1).mean, last, lowest, c->best_epoch,
               100 * experiment_band(c->accuracy, s->seeds, 1).mean, 100 * c->zeros);
    }
    progress_end(&progress, NULL);
    write_tables(courses);
    printf("\ntables   %s, %s\n", experiment_path("history.tsv"), experiment_path("remedies.tsv"));
    experiment_show("remedies", write_remedies, courses);
    experiment_curve("Lab 5: no remedy, training and validation");
    for (int k = 0; k < REMEDIES; k++) {
        free(courses[k].train);
        free(courses[k].validation);
    }
}

/* --- A published table -------------------------------------------------------------------------------------------- */
/* Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: Dropout, JMLR 15 (2014), table 2, MNIST: a standard network
 * has 1.60 % errors; three layers of 1024 ReLUs with dropout have 1.25 %. Two layers are trained here. */
enum { PAPER_LAYERS = 2, PAPER_WIDTH = 1024, PAPER_BATCH = 128 };

static Module *paper_network(bool dropout) {
    Module *layers[3 * (PAPER_LAYERS + 1) + 1] = {nn_flatten()};
    int     n = 1;
    for (int l = 0; l <= PAPER_LAYERS; l++) {
        if (dropout) layers[n++] = nn_dropout(l ? 0.5 : 0.2);
        layers[n++] = nn_linear(l ? PAPER_WIDTH : 28 * 28, l < PAPER_LAYERS ? PAPER_WIDTH : CLASSES);
        if (l < PAPER_LAYERS) layers[n++] = nn_relu();
    }
    Module *m = nn_sequential_of(n, layers);
    init_weights(m, init_he);
    return m;
}

/* In parts: all that 10,000 images make at once would need some 200 MB. */
static double error_rate(Module *m, DataLoader *loader) {
    int wrong = 0;
    nn_eval(m);
    t_no_grad();
    for (Tensor *x, *y; data_next(loader, &x, &y);) {
        t_step();
        Tensor *logits = t_to(nn_forward(m, x), DEV_CPU);
        wrong += (int)lround((1 - accuracy(logits, t_to(y, DEV_CPU))) * x->shape[0]);
    }
    return 100.0 * wrong / data_size(loader);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double paper_run(const Settings *s, bool dropout, const Dataset *train, const Dataset *test, History *table) {
    static const Remedy nothing = {0};
    t_manual_seed(s->seed);
    Module *m = paper_network(dropout);
    nn_to(m, s->device);
    DataLoader *loader =
        data_loader(train, .batch_size = PAPER_BATCH, .shuffle = true, .seed = s->seed, .device = s->device);
    DataLoader *test_loader = data_loader(test, .batch_size = 1000, .device = s->device);
    Optimizer  *optimizer = optim_adam(nn_parameters(m), s->lr);
    Progress    progress = progress_begin(stderr, dropout ? "with dropout" : "without", s->epochs);
    double      error = 100, began = seconds();
    for (int epoch = 0; epoch < s->epochs; epoch++) {
        optim_set_lr(optimizer, s->lr * (1 - (double)epoch / s->epochs)); /* down to 0, in a straight line */
        train_epoch(loader, m, &nothing, optimizer);
        error = error_rate(m, test_loader);
        history_row(table, (double[]){epoch + 1, dropout, error});
        printf("  %s epoch %3d  test error %.2f%%  (%.0f s)\n", dropout ? "with dropout   " : "without dropout",
               epoch + 1, error, seconds() - began);
        progress_update(&progress, epoch + 1, NULL);
    }
    progress_end(&progress, NULL);
    optim_free(optimizer);
    data_loader_free(loader);
    data_loader_free(test_loader);
    nn_free(m);
    return error;
}

static void show_paper(const Settings *s) {
    Dataset *train, *test;
    if (!data_train_test("mnist", &train, &test)) experiment_fail("no data");
    experiment_heading("Srivastava et al. 2014, table 2: MNIST without and with dropout");
    printf("784-1024-1024-10, dropout 0.2 of the pixels and 0.5 of the hidden units; Adam with learning rate %g\n"
           "falling to 0, batches of %d, %d epochs, %s, seed %llu\n\n", s->lr, PAPER_BATCH, s->epochs,
           dev_name(s->device), (unsigned long long)s->seed);
    History *table = experiment_table("paper", (const char *const[]){"epoch", "dropout", "test_error", NULL});
    double   error[2];
    for (int dropout = 0; dropout < 2; dropout++) error[dropout] = paper_run(s, dropout, train, test, table);
    experiment_table_end(table);
    printf("\n  %-26s %10s %10s\n", "test error", "paper", "this run");
    printf("  %-26s %9.2f%% %9.2f%%\n", "standard network", 1.60, error[0]);
    printf("  %-26s %9.2f%% %9.2f%%\n\n", "with dropout", 1.25, error[1]);
    printf("The paper's standard network has two layers of 800 units (Simard et al. 2003), its network with\n"
           "dropout three of 1024; both were trained for much longer.\n\ntable    %s\n", experiment_path("paper.tsv"));
    dataset_free(train);
    dataset_free(test);
}

int main(int argc, char **argv) {
    Settings    s = {.show = "all", .paper = "none", .epochs = 120, .samples = 150, .hidden = 256, .batch = 25,
                     .seeds = 5, .noise = 0.3, .lr = 1e-3};
    const char *paper = option_given(argc, argv, "paper");
    if (paper && strcmp(paper, "dropout") == 0) s.epochs = 30;
    experiment_begin(argc, argv, "05_regularization",
                     "--paper dropout trains two networks on MNIST, by default for 30 epochs; of the other "
                     "options it takes --lr, --seed and --device.",
                     option_choice("show", &s.show, "all, remedies, activations, gradients", "the part that is run"),
                     option_choice("paper", &s.paper, "none, dropout", "a published table instead"),
                     option_whole("epochs", &s.epochs, 1, 100000, "times through the training set"),
                     option_whole("samples", &s.samples, 50, MAX_SAMPLES, "digits to learn from"),
                     option_number("noise", &s.noise, 0, 1, "share of these that have a wrong label"),
                     option_whole("hidden", &s.hidden, 1, 10000, "units of each hidden layer"),
                     option_whole("batch", &s.batch, 2, 50, "samples a batch"),
                     option_number("lr", &s.lr, 0, 10, "learning rate"),
                     option_whole("seeds", &s.seeds, 1, MAX_SEEDS, "runs of every remedy"),
                     option_seed(&s.seed, "of data, first weights and masks; further runs have the next seeds"),
                     option_device(&s.device, "for --paper: cpu, cuda, or auto: cuda where there is one"));
    const bool all = strcmp(s.show, "all") == 0, of_paper = strcmp(s.paper, "dropout") == 0;
    if (s.device != DEV_CPU && !of_paper)
        option_wrong("device", dev_name(s.device), "all but --paper runs on the CPU: small networks, and prox_l1");
    dev_print_code(s.device);
    if (of_paper) return show_paper(&s), 0;
    if (all || strcmp(s.show, "activations") == 0) show_activations(s.seed);
    if (all || strcmp(s.show, "gradients") == 0) show_gradients(s.seed);
    if (all || strcmp(s.show, "remedies") == 0) show_remedies(&s);
    return 0;
}
