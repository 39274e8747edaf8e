/* train_photographs.c: a frozen body that knows ImageNet, and a new head for other photographs. */
#include "train_photographs.h"
#include "experiment.h"
#include "feature_cache.h"
#include "photographs.h"
#include "squeezenet.h"
#include "transfer.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LISTED = 10, BATCH = 32, STEPS = 390 };
static const double learning_rate = 1e-3;

/* --- The network -------------------------------------------------------------------------------------------------- */
/* The body with torchvision's weights, a head with random ones, and the body frozen. */
static Module *pretrained_body(const char *backbone, int classes) {
    char path[DATA_PATH], file_name[64];
    if (strcmp(backbone, "squeezenet1_1") != 0) option_wrong("backbone", backbone, "it is squeezenet1_1");
    snprintf(file_name, sizeof file_name, "%s.safetensors", backbone);
    if (!data_find(backbone, file_name, path)) experiment_fail("no weights");
    Safetensors *file = safetensors_read(path);
    if (!file) experiment_fail("no weights");
    Module *m = squeezenet1_1_for(classes);
    if (!load_checkpoint(m, file, false)) experiment_fail(path);
    static KeyReport report;
    compare_keys(m, file, &report);
    printf("backbone  %s: %d tensors fit; %s and %s stay as they were made; %s and %s are passed over\n", path,
           file->n - report.unexpected.n, report.missing.key[0], report.missing.key[1], report.unexpected.key[0],
           report.unexpected.key[1]);
    safetensors_free(file);
    choose_trained(m, ARM_FROZEN);
    printf("network   %zu parameters, of which %zu are trained\n", nn_parameter_count(m), trainable_count(m));
    return m;
}

/* --- The head ----------------------------------------------------------------------------------------------------- */
/* A model of its own for the features: what fine_tune takes. It begins with zeros, so that all classes are equally
 * likely. Random weights would be noise that a few hundred photographs do not
 * train away: there are 512 features. */
static Module *new_head(int classes) {
    t_step();
    Module *m = nn_container("Head"), *linear = nn_add(m, "classifier", nn_linear(SQUEEZENET_CHANNELS, classes));
    nn_assign(linear->parameters[0].tensor, t_zeros(classes, SQUEEZENET_CHANNELS));
    nn_assign(linear->parameters[1].tensor, t_zeros(classes));
    return m;
}

typedef struct Watched {
    Module        *head;
    const Dataset *train, *val;
    Progress       progress;
    History       *history;
} Watched;

static double accuracy_on(Module *head, const Dataset *features) {
    t_step();
    t_no_grad();
    nn_eval(head);
    return top_k_accuracy(nn_forward(head, features->x), features->y, 1);
}

static void after_epoch(int epoch, double loss, void *data) {
    Watched     *w = data;
    const double train = accuracy_on(w->head, w->train), val = accuracy_on(w->head, w->val);
    char         note[64];
    snprintf(note, sizeof note, "loss %.4f, validation accuracy %.1f%%", loss, 100 * val);
    progress_update(&w->progress, epoch, note);
    history_row(w->history, (double[]){epoch, loss, train, val});
}

/* A fixed number of steps, whether there are many photographs or few. */
static Module *trained_head(const Dataset *train, const Dataset *val, uint64_t seed) {
    const int batches = (train->n + BATCH - 1) / BATCH, epochs = (STEPS + batches - 1) / batches;
    static const char *const columns[] = {"epoch", "train_loss", "train_accuracy", "val_accuracy", NULL};
    Watched w = {.head = new_head(train->classes), .train = train, .val = val,
                 .progress = progress_begin(stderr, "new head", epochs),
                 .history = experiment_table("history", columns)};
    fine_tune(w.head, train, &(FineTune){.epochs = epochs, .batch_size = BATCH, .body_lr = learning_rate,
                                         .head_lr = learning_rate, .seed = seed, .after_epoch = after_epoch,
                                         .data = &w});
    progress_end(&w.progress, NULL);
    experiment_table_end(w.history);
    return w.head;
}

/* The head was trained on standardised features z = (x - mean) / std. The same logits from x itself:
 *
 *     W z + b = W' x + b'          W'[c,j] = W[c,j] / std[j]          b'[c] = b[c] - sum over j of W'[c,j] mean[j]
 */
static void install_head(Module *m, Module *head, const Standardizer *s) {
    Tensor *W = t_clone(nn_find(head, "classifier.weight")), *b = t_clone(nn_find(head, "classifier.bias"));
    for (int c = 0; c < W->shape[0]; c++)
        for (int j = 0; j < s->n; j++) {
            real *w = &W->data[c * s->n + j];
            *w = (real)((double)*w / s->std[j]);
            b->data[c] -= (real)((double)*w * s->mean[j]);
        }
    nn_assign(nn_find(m, "classifier.weight"), W);
    nn_assign(nn_find(m, "classifier.bias"), b);
}

/* --- What has come out -------------------------------------------------------------------------------------------- */
static void print_confusions(const Tensor *predicted, const Dataset *val) {
    const int     classes = val->classes;
    const Tensor *counts = confusion_matrix(predicted, val->y, classes);
    experiment_heading("Validation photographs: row by row what they show, column by column what is predicted");
    printf("%-14s", "");
    for (int c = 0; c < classes; c++) printf(" %10.10s", val->class_names[c]);
    puts("");
    for (int r = 0; r < classes; r++) {
        printf("%-14.14s", val->class_names[r]);
        for (int c = 0; c < classes; c++) printf(" %10g", t_at(counts, r, c));
        puts("");
    }
}

typedef struct Mistake {
    int    photograph, predicted;
    double probability;
} Mistake;

static int surest_first(const void *a, const void *b) {
    const double p = ((const Mistake *)a)->probability, q = ((const Mistake *)b)->probability;
    return (p < q) - (p > q);
}

static void print_mistakes(const Tensor *predicted, const Tensor *probabilities, const Dataset *val) {
    Mistake *all = t_malloc((size_t)val->n * sizeof *all);
    int      n = 0;
    for (int i = 0; i < val->n; i++) {
        const int p = (int)predicted->i64[i];
        if (p != val->y->i64[i]) all[n++] = (Mistake){i, p, t_at(probabilities, i, p)};
    }
    qsort(all, (size_t)n, sizeof *all, surest_first);
    experiment_heading("The most confident mistakes");
    for (int i = 0; i < n && i < LISTED; i++)
        printf("%4.0f%%  %s: %s\n", 100 * all[i].probability, val->class_names[all[i].predicted],
               dataset_file(val, all[i].photograph));
    free(all);
}

static void tell_results(Module *head, const Dataset *features, const Dataset *val) {
    t_step();
    t_no_grad();
    nn_eval(head);
    Tensor       *logits = nn_forward(head, features->x);
    const Tensor *predicted = argmax_rows(logits);
    print_confusions(predicted, val);
    print_mistakes(predicted, f_softmax(logits), val);
    const double one = top_k_accuracy(logits, val->y, 1), two = top_k_accuracy(logits, val->y, 2);
    printf("\nvalidation accuracy %.1f %%: %.0f of %d photographs; among the two likeliest classes %.1f %%\n",
           100 * one, one * val->n, val->n, 100 * two);
}

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void train_on_photographs(const char *backbone, const char *data, uint64_t seed) {
    const double begun = seconds();
    Dataset     *train, *val;
    bool         split;
    if (!photographs_read(data, seed, &train, &val, &split)) experiment_fail("no photographs");
    printf("data      %s: %d photographs for training, %d for validation, %d classes%s\n", data, train->n, val->n,
           train->classes, split ? "; a fifth of every class is for validation, chosen by the seed" : "");
    Module *m = pretrained_body(backbone, train->classes);
    Dataset *train_features = features_of(m, train, experiment_path("features_train.safetensors"));
    Dataset *val_features = features_of(m, val, experiment_path("features_val.safetensors"));
    Standardizer *s = standardizer_fit(train_features);
    standardizer_apply(s, train_features);
    standardizer_apply(s, val_features);
    Module *head = trained_head(train_features, val_features, seed);
    tell_results(head, val_features, val);
    printf("%.0f seconds in all\n", seconds() - begun);

    t_step();
    install_head(m, head, s);
    const char *weights = experiment_path("model.safetensors");
    if (!nn_save(m, weights)) experiment_fail("the weights cannot be saved");
    printf("weights   %s\nhistory   %s\n", weights, experiment_path("history.tsv"));
    experiment_curve("Lab 7: a new head on photographs");
    standardizer_free(s);
    nn_free(head);
    nn_free(m);
    dataset_free(train_features);
    dataset_free(val_features);
    dataset_free(train);
    dataset_free(val);
}
