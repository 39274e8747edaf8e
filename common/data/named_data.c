/* named_data.c: the sets in datasets/, by name. One line a set is all that is known of them here. */
#include "autograd.h"
#include "data_private.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_FEATURES = 2 };

typedef enum Format { TABLE, IDX, CIFAR10 } Format;
typedef struct Source {
    const char *name;
    Format      format;
    const char *file;    /* all of the set; NULL for files with a training and a test part in a folder of its name */
    const char *folder;  /* where the file lies that is fetched, not part of the course; NULL: datasets/ itself */
    const char *target;
    int         classes; /* of the file; 0 for regression */
    const char *features[MOST_FEATURES]; /* all of them when none is named */
    bool        binary;  /* of classes 0 and 1 alone, y their numbers (N,1) */
    const char *dropped, *dummies; /* columns of words: left out; a column a word. Gaps stay, as NaN */
    double      scale;   /* of the features; images are square */
    int         side;    /* of images */
} Source;

static const Source sources[] = {
    {.name = "digits", .file = "digits.csv.gz", .target = "digit", .classes = 10, .scale = 1.0 / 16, .side = 8},
    {.name = "wine", .file = "wine.csv", .target = "class", .classes = 3},
    {.name = "wine2", .file = "wine.csv", .target = "class", .classes = 3, .features = {"proline", "alcohol"},
     .binary = true},
    {.name = "iris", .file = "iris.csv", .target = "class", .classes = 3},
    {.name = "mtcars", .file = "mtcars.csv", .target = "mpg", .features = {"wt"}},
    {.name = "auto_mpg", .file = "mpg.csv", .folder = "auto_mpg", .target = "mpg", .features = {"weight"}},
    {.name = "auto_mpg_all", .file = "mpg.csv", .folder = "auto_mpg", .target = "mpg", .dropped = "name",
     .dummies = "origin"},
    {.name = "mnist", .format = IDX, .classes = 10},
    {.name = "fashion_mnist", .format = IDX, .classes = 10},
    {.name = "cifar10", .format = CIFAR10, .classes = 10},
    {.name = "cifar10_subset", .format = CIFAR10, .file = "data_batch_1_first4000.bin", .folder = "cifar10_subset",
     .classes = 10},
};
enum { SOURCES = sizeof sources / sizeof sources[0] };

static bool is_of_kind(const Source *s, DataKind kind) {
    switch (kind) {
    case DATA_CLASSES: return s->classes > 0 && !s->binary;
    case DATA_IMAGES: return s->format != TABLE || s->side > 0;
    case DATA_ANY: break;
    }
    return true;
}

const char *data_names(DataKind kind) {
    static char lists[DATA_IMAGES + 1][SOURCES * sizeof ", a_name_of_thirty_characters"];
    char       *names = lists[kind];
    int         used = 0;
    for (int i = 0; i < SOURCES; i++)
        if (is_of_kind(&sources[i], kind))
            used += snprintf(names + used, sizeof lists[kind] - (size_t)used, "%s%s", used ? ", " : "",
                             sources[i].name);
    return names;
}

static const Source *source_of(const char *name) {
    for (int i = 0; i < SOURCES; i++)
        if (strcmp(name, sources[i].name) == 0) return &sources[i];
    t_error_set("there is no data set '%s'; the choices are %s", name, data_names(DATA_ANY));
    return NULL;
}

/* The first of the places to look in that has the file. */
static bool find(const char *folder, const char *file, char path[static DATA_PATH]) {
    const char *places[] = {getenv("GRADLAB_DATA"), "datasets", "build/datasets"};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (!places[i] || !*places[i]) continue;
        int length = snprintf(path, DATA_PATH, "%s/%s%s%s", places[i], folder, *folder ? "/" : "", file);
        if (length < DATA_PATH && access(path, F_OK) == 0) return true;
    }
    return false;
}

static void not_fetched(const char *set) {
    t_error_set("%s is not on this machine: make data DATA=%s fetches it", set, set);
}

bool data_find(const char *set, const char *file, char path[static DATA_PATH]) {
    if (find(set, file, path)) return true;
    not_fetched(set);
    return false;
}

static int features_of(const Source *s) {
    int n = 0;
    while (n < MOST_FEATURES && s->features[n]) n++;
    return n;
}

static bool is_complete(const Csv *csv, int row) {
    for (int c = 0; c < csv->columns; c++)
        if (csv_missing(csv, row, c)) return false;
    return true;
}

/* The rows in which no column has a gap, as the lectures and textbooks count this set: also where the column with the
 * gap is not asked for. */
static Dataset *read_complete_rows(const Source *s, const char *path) {
    Csv     *csv = csv_read(path);
    Dataset *all = csv ? csv_dataset(csv, features_of(s), s->features, s->target, false) : NULL, *complete = NULL;
    if (all) {
        int64_t *rows = t_malloc((size_t)csv->rows * sizeof *rows);
        int      n = 0;
        for (int r = 0; r < csv->rows; r++)
            if (is_complete(csv, r)) rows[n++] = r;
        if (n > 0) complete = dataset_subset(all, rows, n);
        else t_error_set("%s: every row has an empty cell, so that no row is left", path);
        free(rows);
    }
    dataset_free(all);
    csv_free(csv);
    return complete;
}

/* All columns, those of words as numbers. */
static Dataset *read_with_dummies(const Source *s, const char *path) {
    Csv       *csv = csv_read(path);
    const bool numbers = csv && csv_drop(csv, s->dropped) && csv_dummies(csv, s->dummies);
    Dataset   *d = numbers ? csv_dataset(csv, 0, NULL, s->target, false) : NULL;
    csv_free(csv);
    return d;
}

static Dataset *read_table(const Source *s) {
    char path[DATA_PATH];
    if (!find(s->folder ? s->folder : "", s->file, path)) {
        if (s->folder) not_fetched(s->folder);
        else
            t_error_set("%s: there is no datasets/%s here; run from gradlab's top folder, or set GRADLAB_DATA to the "
                        "folder that has it", s->name, s->file);
        return NULL;
    }
    if (s->dummies) return read_with_dummies(s, path);
    if (s->folder) return read_complete_rows(s, path);
    const int n = features_of(s);
    Dataset  *d = data_csv_columns(path, n, n ? s->features : NULL, s->target, s->classes > 0);
    if (!d || s->side == 0) return d;
    if (d->x->shape[1] != s->side * s->side) {
        t_error_set("%s: the table has %d columns of pixels, and %d are expected", path, d->x->shape[1],
                    s->side * s->side);
        dataset_free(d);
        return NULL;
    }
    names_free(d->feature_names, d->n_features); /* pixels are known by their place */
    d->feature_names = NULL;
    d->n_features = 0;
    for (size_t i = 0; i < d->x->size; i++) d->x->data[i] *= (real)s->scale;
    d->x->ndim = 4;
    d->x->shape[1] = 1;
    d->x->shape[2] = d->x->shape[3] = s->side;
    return d;
}

static Dataset *read_idx(const Source *s, bool test) {
    const char *part = test ? "t10k" : "train";
    char images_file[64], labels_file[64], images[DATA_PATH], labels[DATA_PATH];
    snprintf(images_file, sizeof images_file, "%s-images-idx3-ubyte.gz", part);
    snprintf(labels_file, sizeof labels_file, "%s-labels-idx1-ubyte.gz", part);
    if (!data_find(s->name, images_file, images) || !data_find(s->name, labels_file, labels)) return NULL;
    return data_idx(images, labels, s->classes);
}

/* The archive as it is fetched, or unpacked. */
static Dataset *read_cifar10(const Source *s, bool test) {
    char path[DATA_PATH];
    if (s->file && find(s->folder, s->file, path)) return data_cifar10_file(path);
    if (!s->file && (find(s->name, "cifar-10-batches-bin", path) || find(s->name, "cifar-10-binary.tar.gz", path)))
        return data_cifar10(path, test);
    not_fetched(s->name);
    return NULL;
}

static Dataset *read_part(const Source *s, bool test) {
    Dataset *d = s->format == TABLE ? read_table(s) : s->format == IDX ? read_idx(s, test) : read_cifar10(s, test);
    if (!d) return NULL;
    if (d->classes != s->classes) {
        t_error_set("%s: the data have %d classes, and %d are expected", s->name, d->classes, s->classes);
        dataset_free(d);
        return NULL;
    }
    if (s->binary) {
        Dataset *all = d, *two = dataset_of_classes(all, 0, 1);
        d = dataset_binary(two);
        dataset_free(two);
        dataset_free(all);
    }
    snprintf(d->name, sizeof d->name, "%s", s->name);
    return d;
}

Dataset *data_named(const char *name) {
    const Source *s = source_of(name);
    return s ? read_part(s, false) : NULL;
}

bool data_train_test(const char *name, Dataset **train, Dataset **test) {
    const Source *s = source_of(name);
    Dataset *all = s ? read_part(s, false) : NULL, *rest = NULL;
    if (!all) return false;
    if (!s->file) {
        *train = all;
        if (!test) return true;
        *test = read_part(s, true);
        if (*test) return true;
        dataset_free(all);
        return false;
    }
    (all->classes ? data_split_stratified : data_split_random)(all, 0.8, 0, train, &rest);
    dataset_free(all);
    if (test) *test = rest;
    else dataset_free(rest);
    return true;
}
