/* loader.c: batches of a data set, in memory that is allocated once. */
#include "autograd.h"
#include "data_private.h"
#include "device.h"
#include "written_private.h"
#include <stdlib.h>
#include <string.h>

/* One half of a batch, stacked on the CPU and, where another device is wanted, copied there. */
typedef struct Part {
    Tensor *host, *batch; /* the same tensor on the CPU; NULL before the first sample, whose shape and dtype decide */
    size_t  row;          /* bytes of a sample */
} Part;

struct DataLoader {
    const Dataset *dataset;
    LoaderOptions  options;
    int64_t       *order;
    uint64_t       epoch;    /* of the epochs begun so far; counts the next one before it begins */
    bool           under_way;
    int            position; /* in order[], of the next batch */
    Rng            rng;      /* of the epoch's transforms */
    Part           x, y;
    char          *error;    /* what broke the epoch off */
    bool           told;     /* data_error has been asked */
};

static void part_make(Part *part, int batch_size, Device device, DType dtype, int ndim, const int sample_shape[]) {
    if (ndim >= T_MAX_NDIM) t_fail(NULL, "data_loader: samples of %d axes; %d are the most", ndim, T_MAX_NDIM - 1);
    int shape[T_MAX_NDIM] = {batch_size};
    memcpy(shape + 1, sample_shape, (size_t)ndim * sizeof *shape);
    part->host = part->batch = t_own(dtype, DEV_CPU, ndim + 1, shape);
    if (device != DEV_CPU) part->batch = t_own(dtype, device, ndim + 1, shape);
    part->row = part->host->size / (size_t)batch_size * t_element_size(dtype);
}

static void part_free(Part *part) {
    if (part->batch != part->host) t_free(part->batch);
    t_free(part->host);
}

static char *part_row(const Part *part, int i) { return (char *)part->host->raw + (size_t)i * part->row; }

/* The first n rows, where they are wanted. */
static Tensor *part_batch(Part *part, int n) {
    Tensor *batch = part->batch;
    if (batch != part->host)
        dev_kernels(batch->device)->to_device(batch->raw, part->host->raw, (size_t)n * part->row);
    batch->shape[0] = n;
    batch->size = (size_t)n * part->row / t_element_size(batch->dtype);
    return batch;
}

static int batch_rows(const DataLoader *loader) {
    int n = loader->dataset->n, size = loader->options.batch_size;
    return size < n ? size : n;
}

/* --- Filling a batch ---------------------------------------------------------------------------------------------- */

/* Whether a batch is no more than rows of the data set's memory. */
static bool is_plain(const Dataset *d) {
    return !d->source && !d->transform.apply && !d->target_transform.apply;
}

static void gather(DataLoader *loader, Part *part, const Tensor *from, const int64_t *order, int n) {
    if (!part->host)
        part_make(part, batch_rows(loader), loader->options.device, from->dtype, from->ndim - 1, from->shape + 1);
    for (int i = 0; i < n; i++)
        memcpy(part_row(part, i), (const char *)from->raw + (size_t)order[i] * part->row, part->row);
}

/* Of the samples stacked so far; for messages. */
static const char *stacked_shape(const Part *part) {
    Tensor sample = *part->host;
    sample.ndim--;
    memmove(sample.shape, sample.shape + 1, (size_t)sample.ndim * sizeof sample.shape[0]);
    return t_shape_text(&sample);
}

/* The sample becomes row `i` of the batch. */
static bool stack(DataLoader *loader, Part *part, int i, const Tensor *sample, const char *fallback) {
    if (!part->host)
        part_make(part, batch_rows(loader), loader->options.device, sample->dtype, sample->ndim, sample->shape);
    const Tensor *host = part->host;
    bool alike = sample->ndim == host->ndim - 1 && sample->dtype == host->dtype &&
                 memcmp(sample->shape, host->shape + 1, (size_t)sample->ndim * sizeof *sample->shape) == 0;
    if (!alike)
        return t_error_set("%s: a sample %s of %s after samples %s of %s; a batch takes one shape, which a transform "
                           "can bring about", sample->name ? sample->name : fallback, t_shape_text(sample),
                           t_dtype_name(sample->dtype), stacked_shape(part), t_dtype_name(host->dtype));
    memcpy(part_row(part, i), sample->raw, part->row);
    return true;
}

static bool fetch(DataLoader *loader, int row, int64_t index) {
    t_step();
    t_no_grad();
    Rng rng = loader->rng; /* 2^32 blocks for each sample */
    rng.counter = (uint64_t)index << 32;
    char    fallback[128];
    Tensor *x, *y;
    snprintf(fallback, sizeof fallback, "%s, sample %lld", loader->dataset->name, (long long)index);
    return dataset_get(loader->dataset, index, &rng, &x, &y) && stack(loader, &loader->x, row, x, fallback) &&
           stack(loader, &loader->y, row, y, fallback);
}

static bool fill(DataLoader *loader, const int64_t *order, int n) {
    const Dataset *d = loader->dataset;
    if (is_plain(d)) {
        gather(loader, &loader->x, d->x, order, n);
        gather(loader, &loader->y, d->y, order, n);
        return true;
    }
    for (int i = 0; i < n; i++)
        if (!fetch(loader, i, order[i])) return false;
    return true;
}

/* --- Errors of the world ------------------------------------------------------------------------------------------ */

static void note_error(DataLoader *loader) {
    loader->error = name_copy(t_error());
    loader->told = false;
}

const char *data_error(DataLoader *loader) {
    loader->told = true;
    return loader->error;
}

/* Before anything else is done with the loader: a training that goes on without half of its data must not go unseen. */
static void forget_error(DataLoader *loader) {
    if (loader->error && !loader->told)
        t_fail("once data_next has returned false, data_error(loader) says whether the epoch was whole", "%s",
               loader->error);
    free(loader->error);
    loader->error = NULL;
}

/* --- Epochs ------------------------------------------------------------------------------------------------------- */

DataLoader *data_loader_new(const Dataset *dataset, LoaderOptions options) {
    if (options.batch_size == 0) options.batch_size = 1;
    if (options.batch_size < 0) t_fail(NULL, "data_loader: batch_size is %d", options.batch_size);
    if (options.sampler && options.shuffle)
        t_fail("a sampler makes the order, so leave shuffle out", "data_loader: both .sampler and .shuffle are given");
    if (options.generator && options.seed)
        t_fail("a generator gives the seeds, so leave seed out", "data_loader: both .generator and .seed are given");
    DataLoader *loader = t_calloc(1, sizeof *loader);
    loader->dataset = dataset;
    loader->options = options;
    loader->order = t_malloc((size_t)dataset->n * sizeof *loader->order);
    if (is_plain(dataset)) fill(loader, NULL, 0); /* the memory of all batches to come */
    return loader;
}

void data_loader_free(DataLoader *loader) {
    if (!loader) return;
    forget_error(loader);
    part_free(&loader->x);
    part_free(&loader->y);
    free(loader->order);
    free(loader);
}

static void sample_order(DataLoader *loader, Rng *rng) {
    int n = loader->dataset->n;
    loader->options.sampler(loader->order, n, rng, loader->options.sampler_data);
    for (int i = 0; i < n; i++)
        if (loader->order[i] < 0 || loader->order[i] >= n)
            t_fail(NULL, "data_loader: the sampler wrote order[%d] = %lld; %s has samples 0 to %d", i,
                   (long long)loader->order[i], loader->dataset->name, n - 1);
}

/* Every epoch has streams of its own, so what it draws depends on the seed and its number only. */
static void begin_epoch(DataLoader *loader) {
    uint64_t seed = loader->options.seed;
    if (loader->options.generator) {
        seed = (uint64_t)rng_u32(loader->options.generator) << 32;
        seed |= rng_u32(loader->options.generator);
    }
    Rng rng = rng_new(seed, STREAM_LOADER + loader->epoch);
    loader->rng = rng_new(seed, STREAM_TRANSFORM + loader->epoch);
    loader->epoch++;
    for (int i = 0; i < loader->dataset->n; i++) loader->order[i] = i;
    if (loader->options.shuffle) rng_shuffle(&rng, loader->order, (size_t)loader->dataset->n);
    if (loader->options.sampler) sample_order(loader, &rng);
    loader->position = 0;
    loader->under_way = true;
}

/* The memory of the last batch is about to hold the next one. */
static void part_overwritten(Part *part, uint64_t now) {
    if (part->batch) part->batch->written = now;
}

bool data_next(DataLoader *loader, Tensor **x, Tensor **y) {
    forget_error(loader);
    if (!loader->under_way) begin_epoch(loader);
    int left = loader->dataset->n - loader->position, n = loader->options.batch_size;
    if (left < n) n = loader->options.drop_last ? 0 : left;
    if (n > 0) {
        const uint64_t now = written_by("data_next");
        part_overwritten(&loader->x, now);
        part_overwritten(&loader->y, now);
    }
    bool filled = n > 0 && fill(loader, loader->order + loader->position, n);
    if (!filled) {
        loader->under_way = false;
        if (n > 0) note_error(loader);
        return false;
    }
    *x = part_batch(&loader->x, n);
    *y = part_batch(&loader->y, n);
    loader->position += n;
    return true;
}

void data_rewind(DataLoader *loader) {
    forget_error(loader);
    loader->under_way = false;
}

Dataset *dataset_load(const Dataset *d, uint64_t seed) {
    DataLoader *all = data_loader(d, .batch_size = d->n, .seed = seed);
    Tensor  *x, *y;
    Dataset *loaded = NULL;
    if (data_next(all, &x, &y)) {
        bool labels = y->dtype == DTYPE_INT64 && y->ndim == 1;
        loaded = dataset_new(d->name, x, y, labels ? d->classes : 0);
        loaded->class_names = labels ? names_copy(d->class_names, d->classes) : NULL;
        all->x = all->y = (Part){0}; /* they are the data set's now */
    } else t_error_set("%s", data_error(all));
    data_loader_free(all);
    return loaded;
}

int data_len(const DataLoader *loader) {
    int n = loader->dataset->n, size = loader->options.batch_size;
    return n / size + (n % size != 0 && !loader->options.drop_last);
}

int data_size(const DataLoader *loader) { return loader->dataset->n; }
int data_batch_size(const DataLoader *loader) { return loader->options.batch_size; }
const Dataset *data_of(const DataLoader *loader) { return loader->dataset; }
