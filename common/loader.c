/* loader.c: batches of a data set, in memory that is allocated once. */
#include "autograd.h"
#include "data_private.h"
#include "device.h"
#include <stdlib.h>
#include <string.h>

/* One half of a batch: rows of `from` gathered on the CPU and, where another device is wanted, copied there. */
typedef struct Part {
    const Tensor *from;
    Tensor *host, *batch; /* the same tensor on the CPU */
    size_t  row;          /* elements */
} Part;

struct DataLoader {
    const Dataset *dataset;
    LoaderOptions  options;
    int64_t       *order;
    uint64_t       epoch;    /* of the epochs begun so far; counts the next one before it begins */
    bool           under_way;
    int            position; /* in order[], of the next batch */
    Part           x, y;
};

static Part part_new(const Tensor *from, int batch_size, Device device) {
    int shape[T_MAX_NDIM];
    memcpy(shape, from->shape, sizeof shape);
    shape[0] = batch_size;
    Part part = {.from = from, .row = from->size / (size_t)from->shape[0]};
    part.host = part.batch = t_own(from->dtype, DEV_CPU, from->ndim, shape);
    if (device != DEV_CPU) part.batch = t_own(from->dtype, device, from->ndim, shape);
    return part;
}

static void part_free(Part *part) {
    if (part->batch != part->host) t_free(part->batch);
    t_free(part->host);
}

static Tensor *part_fill(Part *part, const int64_t *order, int n) {
    size_t bytes = part->row * t_element_size(part->from->dtype);
    char *to = part->host->raw;
    for (int i = 0; i < n; i++)
        memcpy(to + (size_t)i * bytes, (const char *)part->from->raw + (size_t)order[i] * bytes, bytes);
    Tensor *batch = part->batch;
    if (batch != part->host) dev_kernels(batch->device)->to_device(batch->raw, to, (size_t)n * bytes);
    batch->shape[0] = n;
    batch->size = (size_t)n * part->row;
    return batch;
}

DataLoader *data_loader_new(const Dataset *dataset, LoaderOptions options) {
    if (options.batch_size == 0) options.batch_size = 1;
    if (options.batch_size < 0) t_fail(NULL, "data_loader: batch_size is %d", options.batch_size);
    if (options.sampler && options.shuffle)
        t_fail("a sampler makes the order, so leave shuffle out", "data_loader: both .sampler and .shuffle are given");
    DataLoader *loader = t_calloc(1, sizeof *loader);
    loader->dataset = dataset;
    loader->options = options;
    loader->order = t_malloc((size_t)dataset->n * sizeof *loader->order);
    int rows = options.batch_size < dataset->n ? options.batch_size : dataset->n;
    loader->x = part_new(dataset->x, rows, options.device);
    loader->y = part_new(dataset->y, rows, options.device);
    return loader;
}

void data_loader_free(DataLoader *loader) {
    if (!loader) return;
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

/* Every epoch has a stream of its own, so its order depends on the seed and its number only. */
static void begin_epoch(DataLoader *loader) {
    Rng rng = rng_new(loader->options.seed, STREAM_LOADER + loader->epoch++);
    for (int i = 0; i < loader->dataset->n; i++) loader->order[i] = i;
    if (loader->options.shuffle) rng_shuffle(&rng, loader->order, (size_t)loader->dataset->n);
    if (loader->options.sampler) sample_order(loader, &rng);
    loader->position = 0;
    loader->under_way = true;
}

bool data_next(DataLoader *loader, Tensor **x, Tensor **y) {
    if (!loader->under_way) begin_epoch(loader);
    int left = loader->dataset->n - loader->position, n = loader->options.batch_size;
    if (left < n) n = loader->options.drop_last ? 0 : left;
    if (n == 0) {
        loader->under_way = false;
        return false;
    }
    *x = part_fill(&loader->x, loader->order + loader->position, n);
    *y = part_fill(&loader->y, loader->order + loader->position, n);
    loader->position += n;
    return true;
}

void data_rewind(DataLoader *loader) { loader->under_way = false; }

int data_len(const DataLoader *loader) {
    int n = loader->dataset->n, size = loader->options.batch_size;
    return n / size + (n % size != 0 && !loader->options.drop_last);
}

int data_size(const DataLoader *loader) { return loader->dataset->n; }
int data_batch_size(const DataLoader *loader) { return loader->options.batch_size; }
const Dataset *data_of(const DataLoader *loader) { return loader->dataset; }
