/* data.h: data sets and loaders (torch.utils.data). Tables are in table.h, pictures in image.h. */
#pragma once
#include "random.h"

/* --- Data sets ---------------------------------------------------------------------------------------------------- */
/* What is done to one sample, a tensor without a batch axis, whenever it is fetched. The function may change the
 * sample in place or make another one in the step under way; all that is random in it comes from `rng`. */
typedef struct Transform {
    Tensor *(*apply)(Tensor *sample, Rng *rng, void *data); /* NULL: nothing is done */
    void   *data;
} Transform;
/* Transforms one after the other, the first to the sample, each next one to what the last has made (torchvision's
 * Compose). `list` ends with an empty one, and lives as long as the data set:
 *     static Transform list[] = {{random_flip}, {random_crop, &margin}, {transform_to_tensor}, {0}};
 *     train->transform = transform_compose(list);
 * All draw from the sample's one `rng`, in their order. A list may be part of another. */
Transform transform_compose(Transform *list);
/* torchvision's ToTensor: uint8 0..255 to real 0..1. */
Tensor *transform_to_tensor(Tensor *image, Rng *rng, void *data);

/* Where samples come from that are made on demand. */
typedef struct SampleSource {
    /* Makes sample i in the step under way: *x, and *y unless the data set has its y in memory. false and t_error()
     * when it cannot. The name of *x, where it has one, stands in messages about the sample. */
    bool (*get)(void *data, int64_t i, Tensor **x, Tensor **y); /* may be called by several threads at a time */
    void *data;
    void (*release)(void *data); /* with the last data set that uses it; NULL: nothing is to be done */
    const char *(*file)(void *data, int64_t i); /* the file of sample i; NULL: samples are not read from files */
} SampleSource;

/* N samples: x of one dtype, y class labels (int64) or targets (real). Owned by the caller. */
typedef struct Dataset {
    char      name[64];
    int       n;
    Tensor   *x, *y;     /* (N, ...) and, of labels, (N); each is NULL when it is made on demand */
    int       classes;   /* 0 for regression */
    int       n_features; /* of a table; 0 where they have no names */
    char    **feature_names, **class_names; /* NULL where there are none */
    Transform transform, target_transform;  /* of x and of y; the caller sets them */
    struct SharedSource *source; /* of samples made on demand, shared with the subsets */
    int64_t  *index;             /* of a subset: its samples' places in the source */
} Dataset;

/* Takes x and y over (both caller-owned tensors). y may be NULL, with 0 classes: samples alone, for clustering, say. A
 * loader's y is then NULL, too. */
Dataset *dataset_new(const char *name, Tensor *x, Tensor *y, int classes);
/* A map-style data set: x comes from the source, and so does y when it is NULL here. Takes y and the source over. */
Dataset *dataset_map(const char *name, int n, SampleSource source, Tensor *y, int classes);
void     dataset_free(Dataset *d);
/* The samples of `index` as a data set of its own, with the same transforms. */
Dataset *dataset_subset(const Dataset *d, const int64_t *index, int n);
/* The samples with the labels first .. last, of a set whose labels are in memory. The labels become 0 .. last - first.
 */
Dataset *dataset_of_classes(const Dataset *d, int first, int last);
/* Two classes as a network with one output wants them: y (N,1) real, 0 or 1, and no classes. */
Dataset *dataset_binary(const Dataset *d);
/* dataset[i], transformed, in the step under way: a label is a tensor of rank 0. What is random comes from `rng`, first
 * for x, then for y. false and t_error() when the sample cannot be had. */
bool     dataset_get(const Dataset *d, int64_t i, Rng *rng, Tensor **x, Tensor **y);
/* The file that sample i is read from; NULL when it is from no file. */
const char *dataset_file(const Dataset *d, int64_t i);
/* All samples in memory, transformed as in the first epoch of a loader with this seed. NULL and t_error(). */
Dataset *dataset_load(const Dataset *d, uint64_t seed);
/* counts[c] of every class. */
void     dataset_class_counts(const Dataset *d, int counts[]);
/* Name, number of samples, features, classes with their sizes and shares; warns below ten samples a parameter when
 * `parameters` is not 0 (the lectures' rule of thumb). */
void     dataset_describe(const Dataset *d, size_t parameters);

/* Of images (N,C,H,W) in memory, with the same labels and transforms: */
/* Twice as high and as wide. Between two pixels stands their mean. */
Dataset *dataset_doubled(const Dataset *d);
/* Each image moved down and right by these numbers of pixels (up and left: numbers below 0). The frame cuts off what
 * leaves it, and the free pixels are 0. */
Dataset *dataset_moved(const Dataset *d, int down, int right);

/* --- Splits ------------------------------------------------------------------------------------------------------- */
/* The first set gets round(fraction * n) samples at random, the second the rest. */
void data_split_random(const Dataset *d, double fraction, uint64_t seed, Dataset **first, Dataset **second);
/* Two splits make three sets. Train on the first, choose between models by the second, the validation set, and measure
 * the chosen one, once, on the third:
 *     data_split_random(all, 0.8, 0, &rest, &test);
 *     data_split_random(rest, 0.75, 0, &train, &validation);  60 : 20 : 20 in all */
/* The same class by class, so that both have the class shares of the whole (largest remainders). */
void data_split_stratified(const Dataset *d, double fraction, uint64_t seed, Dataset **first, Dataset **second);

/* --- Loader ------------------------------------------------------------------------------------------------------- */
/* Writes the order in which `n` samples are visited in an epoch. */
typedef void (*Sampler)(int64_t *order, int n, Rng *rng, void *data);
typedef struct LoaderOptions {
    int      batch_size; /* 0 means 1 */
    bool     shuffle;    /* a new order every epoch */
    bool     drop_last;  /* leave out a last batch that is short */
    uint64_t seed;       /* of the order and of the transforms */
    Rng     *generator;  /* gives each epoch a seed, in place of `seed` (torch's generator) */
    Sampler  sampler;    /* in place of shuffle; not together with it */
    void    *sampler_data;
    Device   device;     /* where the batches are wanted */
    int      num_workers;     /* threads that make batches ahead; 0: each is made when it is asked for */
    int      prefetch_factor; /* how many batches each worker keeps ready; 0 means 2 */
} LoaderOptions;

typedef struct DataLoader DataLoader;
/* data_loader(train, .batch_size = 64, .shuffle = true). The data set must outlive the loader. An epoch is known by the
 * seed and its number: they give the order, and each sample random numbers of its own for its transforms, whatever the
 * order and the size of the batches. */
#define data_loader(dataset, ...) data_loader_new(dataset, (LoaderOptions){__VA_ARGS__})
DataLoader *data_loader_new(const Dataset *dataset, LoaderOptions options);
void data_loader_free(DataLoader *loader);
/* Batches of another device than the CPU, of a set that is no more than rows in memory: the first epoch copies all rows
 * there, once, and each batch is gathered there. What is written to the data set later is not seen. A set that has no
 * room there stays here, and its batches are copied one by one. */
/* The next batch, x (n, ...) and y (n, ...): the loader's own tensors, good until the next call. After that call
 * t_backward refuses a graph that needs their values; t_keep(x) is a copy that stays. Samples are stacked: all must
 * have one shape once they are transformed. false at the end of the epoch; the call after that begins the next one. */
bool data_next(DataLoader *loader, Tensor **x, Tensor **y);
/* After data_next has returned false: NULL when the epoch is at its end, otherwise why it broke off (a file that
 * cannot be read, a sample of another shape). An error that nobody asks for ends the program at the loader's next
 * call. */
const char *data_error(DataLoader *loader);
/* With num_workers = N, N threads read samples and apply transforms ahead of the caller, up to N * prefetch_factor
 * batches. The batches are the same, bit for bit, for every N, and so are the errors: an image that cannot be read is
 * told when the batch with it is asked for. This pays where samples take long, as image files do, and where a processor
 * is free. Batches that are mere rows in memory are made by the caller, whatever N is.
 * Workers call `get` and the transforms at the same time, in any order. So these change nothing that they share, and
 * draw from their `rng` alone. While an epoch is under way the caller leaves the data set and its transforms alone. A
 * child of fork makes loaders of its own. */
/* Starts an epoch afresh, whatever was left of the last one. */
void data_rewind(DataLoader *loader);
int  data_len(const DataLoader *loader);        /* batches an epoch */
int  data_size(const DataLoader *loader);       /* samples in the data set */
int  data_batch_size(const DataLoader *loader);
const Dataset *data_of(const DataLoader *loader);

/* --- MNIST's format ----------------------------------------------------------------------------------------------- */
/* IDX files, plain or .gz; NULL and t_error() with file and byte: images (N,1,H,W) scaled to [0,1], labels. */
Dataset *data_idx(const char *images, const char *labels, int classes);
Tensor  *idx_read(const char *path);             /* uint8, any rank; caller-owned */

/* --- CIFAR-10's format ------------------------------------------------------------------------------------------- */
/* Images (N,3,32,32) scaled to [0,1], and labels. `place` is cifar-10-binary.tar.gz, or the folder cifar-10-batches-bin
 * of which it is made: five files of training images, or one of test images. NULL and t_error() with file and byte. */
Dataset *data_cifar10(const char *place, bool test);
Dataset *data_cifar10_file(const char *path); /* one file of such images, plain or .gz */

/* --- Folders of images -------------------------------------------------------------------------------------------- */
/* The lectures' CustomImageDataset. The first line of the CSV file is a header; column 0 names a file in `folder`,
 * column 1 holds its label, a whole number 0..C-1 or a word (numbered in alphabetical order). Images are read when they
 * are asked for, x uint8 (C,H,W); that the files are there is seen at once. NULL and t_error() with file and line. */
Dataset *data_images_csv(const char *annotations, const char *folder);
/* folder/class/xxx.png, .jpg or .jpeg: the classes are the subfolders; they and the images come in alphabetical order.
 * What begins with a dot is passed over. NULL and t_error() when there is no class, or a class without an image. */
Dataset *data_image_folder(const char *folder);

/* --- The sets in datasets/ ---------------------------------------------------------------------------------------- */
/* "digits", "wine", "wine2", "iris", "mtcars", and "auto_mpg", "auto_mpg_all", "mnist", "fashion_mnist", "cifar10",
 * "cifar10_subset" when they have been fetched. Looks in $GRADLAB_DATA when it is set, then in datasets/ and
 * build/datasets/ (run from the top folder). Images are (N,C,H,W), scaled to [0,1]; tables are left as they are. wine2
 * has x proline and alcohol of cultivars 0 and 1, y (130,1) the cultivar as a number. mtcars has x the weight (1000
 * lb), y the miles per gallon; auto_mpg the same in pounds, of the 392 cars of which all is known. auto_mpg_all has all
 * 398 cars with 6 numbers and a dummy variable for each of 3 origins; the horsepower of 6 is missing, NaN. NULL and
 * t_error() when a set is not there. */
Dataset *data_named(const char *name); /* of sets with a test part the training part */
/* Sets without a test part of their own are split 80:20 with seed 0, stratified when they have classes. test may be
 * NULL; false and t_error() when the set is not there. */
bool     data_train_test(const char *name, Dataset **train, Dataset **test);
/* Where a file or folder of a set lies that has been fetched: data_find("squeezenet1_1", "synset_words.txt", path).
 * false and t_error(), which says how to fetch it, when it is in none of the places above. */
enum { DATA_PATH = 1024 };
bool data_find(const char *set, const char *file, char path[static DATA_PATH]);
/* The names of sets, "digits, wine, ...": of all, of those whose labels are classes, and of images among these. */
typedef enum DataKind { DATA_ANY, DATA_CLASSES, DATA_IMAGES } DataKind;
const char *data_names(DataKind kind);

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
