/* data.h: data sets and loaders (torch.utils.data), and the files they come from. */
#pragma once
#include "random.h"

/* Samples in memory: x (N, ...) real, y (N) int64 class labels or (N, ...) real targets. Owned by the caller. */
typedef struct Dataset {
    char    name[64];
    int     n;
    Tensor *x, *y;
    int     classes;        /* 0 for regression */
    int     n_features;     /* of a table; 0 where they have no names */
    char  **feature_names, **class_names; /* NULL where there are none */
} Dataset;

/* Takes x and y over (both caller-owned tensors). */
Dataset *dataset_new(const char *name, Tensor *x, Tensor *y, int classes);
void     dataset_free(Dataset *d);
/* The samples of `index` as a data set of its own. */
Dataset *dataset_subset(const Dataset *d, const int64_t *index, int n);
/* counts[c] of every class. */
void     dataset_class_counts(const Dataset *d, int counts[]);
/* Name, number of samples, features, classes with their sizes and shares; warns below ten samples a parameter when
 * `parameters` is not 0 (the lectures' rule of thumb). */
void     dataset_describe(const Dataset *d, size_t parameters);

/* --- Splits ------------------------------------------------------------------------------------------------------- */
/* The first set gets round(fraction * n) samples at random, the second the rest. */
void data_split_random(const Dataset *d, double fraction, uint64_t seed, Dataset **first, Dataset **second);
/* The same class by class, so that both have the class shares of the whole (largest remainders). */
void data_split_stratified(const Dataset *d, double fraction, uint64_t seed, Dataset **first, Dataset **second);

/* --- Standardisation: fitted on the training set, applied to both ------------------------------------------------- */
typedef struct Standardizer {
    int     n;
    double *mean, *std; /* population standard deviation; 1 where a column is constant */
} Standardizer;
Standardizer *standardizer_fit(const Dataset *d);
void standardizer_apply(const Standardizer *s, Dataset *d); /* x := (x - mean) / std, column by column */
void standardizer_free(Standardizer *s);

/* --- Loader ------------------------------------------------------------------------------------------------------- */
/* Writes the order in which `n` samples are visited in an epoch. */
typedef void (*Sampler)(int64_t *order, int n, Rng *rng, void *data);
typedef struct LoaderOptions {
    int      batch_size; /* 0 means 1 */
    bool     shuffle;    /* a new order every epoch */
    bool     drop_last;  /* leave out a last batch that is short */
    uint64_t seed;       /* of the order */
    Sampler  sampler;    /* in place of shuffle; not together with it */
    void    *sampler_data;
    Device   device;     /* where the batches are wanted */
} LoaderOptions;

typedef struct DataLoader DataLoader;
/* data_loader(train, .batch_size = 64, .shuffle = true). The data set must outlive the loader. */
#define data_loader(dataset, ...) data_loader_new(dataset, (LoaderOptions){__VA_ARGS__})
DataLoader *data_loader_new(const Dataset *dataset, LoaderOptions options);
void data_loader_free(DataLoader *loader);
/* The next batch, x (n, ...) and y (n, ...): the loader's own tensors, good until the next call. false at the end of
 * the epoch; the call after that begins the next one. */
bool data_next(DataLoader *loader, Tensor **x, Tensor **y);
/* Starts an epoch afresh, whatever was left of the last one. */
void data_rewind(DataLoader *loader);
int  data_len(const DataLoader *loader);        /* batches an epoch */
int  data_size(const DataLoader *loader);       /* samples in the data set */
int  data_batch_size(const DataLoader *loader);
const Dataset *data_of(const DataLoader *loader);

/* --- Files: NULL and t_error(), with file, line or byte and what was expected ------------------------------------- */
typedef struct Csv {
    int     rows, columns;
    char  **header;
    char ***cells; /* cells[row][column], never NULL */
    char   *path;
    int    *lines; /* of the file, where each row begins: for messages */
    char   *text;  /* the file; the cells point into it */
} Csv;
/* The first line is the header, and every row has as many cells. Quotes as in RFC 4180; plain or .gz. */
Csv *csv_read(const char *path);
int  csv_column(const Csv *csv, const char *name); /* -1 (and t_error) when there is none */
/* false (and t_error) when the cell is no number, or not a finite one. */
bool csv_number(const Csv *csv, int row, int column, double *value);
void csv_free(Csv *csv);
/* All columns but `target` are features, x (N,F). A target of whole numbers 0..C-1 or of words (numbered in
 * alphabetical order) makes classes when `classify`; otherwise y is (N,1) real. */
Dataset *data_csv(const char *path, const char *target, bool classify);
/* The same with the n features named in `features`. */
Dataset *data_csv_columns(const char *path, int n, const char *const features[], const char *target, bool classify);
/* MNIST's format, plain or .gz: images (N,1,H,W) scaled to [0,1], labels. */
Dataset *data_idx(const char *images, const char *labels, int classes);
Tensor  *idx_read(const char *path);             /* uint8, any rank; caller-owned */

/* --- The sets in datasets/ ---------------------------------------------------------------------------------------- */
/* "digits", "wine", "iris", "mtcars", and "mnist", "fashion_mnist" when they have been fetched. Looks in $GRADLAB_DATA
 * when it is set, then in datasets/ and build/datasets/ (run from the top folder). Images are (N,1,H,W), scaled to
 * [0,1]; tables are left as they are; mtcars has x the weight (1000 lb), y the miles per gallon. NULL and t_error()
 * when it is not there. */
Dataset *data_named(const char *name); /* of mnist and fashion_mnist the training part */
/* Sets without a test part of their own are split 80:20 with seed 0, stratified when they have classes. test may be
 * NULL; false and t_error() when the set is not there. */
bool     data_train_test(const char *name, Dataset **train, Dataset **test);
/* All names, for messages: "digits, wine, ...". */
const char *data_names(void);

/* --- Made from a seed --------------------------------------------------------------------------------------------- */
/* `noise` is the standard deviation of what is added to each coordinate of x where there are classes, to y where y
 * (N,1) is a number. The truth tables have y (4,1) of 0 and 1, as perceptrons want it. */
Dataset *data_xor(void);                                 /* the 4 rows of the truth table */
Dataset *data_boolean(int function);                     /* 0..15: bit r of it is the output for row r = 2 x1 + x2 */
Dataset *data_rings(int n, double noise, uint64_t seed); /* two concentric rings */
Dataset *data_xor_quadrants(int n, double noise, uint64_t seed);
Dataset *data_spirals(int n, int classes, double noise, uint64_t seed);
Dataset *data_approximator(int n);                       /* data_target_function on linspace(-1,1,n) */
Dataset *data_line(int n, double noise, uint64_t seed);  /* y = 3x + 2 on linspace(-1,1,n) */
void     data_quadratic(Dataset **train, Dataset **test); /* 11 and 10 points of y = 1 + 2x - 3x^2 with fixed noise */
double   data_target_function(double x);                 /* 0.2 + 0.4x^3 + 0.3x sin(15x) + 0.05cos(20x) */
