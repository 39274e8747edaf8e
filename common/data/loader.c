/* loader.c: batches of a data set, in memory that is allocated once. */
#include "autograd.h"
#include "data_private.h"
#include "device.h"
#include "prefetch_private.h"
#include "written_private.h"
#include <stdlib.h>
#include <string.h>

/* One half of a batch, stacked on the CPU and, where another device is wanted, copied there. */
typedef struct Part {
    Tensor *host, *batch; /* the same tensor on the CPU; NULL before the first sample, whose shape and dtype decide */
    Tensor  sample;       /* shape and dtype of one */
    size_t  row;          /* bytes of a sample */
    char  **slots;        /* memory of the batches that workers make ahead */
    void   *resident;     /* all samples on the device of the batches; NULL: they come from `host` */
} Part;

enum { NO_SLOT = -1 }; /* the memory of `host` */

struct DataLoader {
    const Dataset *dataset;
    LoaderOptions  options;
    int64_t       *order;
    int64_t       *order_there; /* the same on the device where all samples are; NULL: they are not */
    uint64_t       epoch;    /* of the epochs begun so far; counts the next one before it begins */
    bool           under_way;
    int            position; /* in order[], of the next batch */
    Rng            rng;      /* of the epoch's transforms */
    Part           x, y;
    Prefetch      *ahead;    /* the workers; NULL before they are needed, and where there are none */
    int            n_slots;
    bool           by_workers;     /* in the epoch under way */
    bool           first_is_there; /* the epoch's first sample is in `host` */
    char          *error;    /* what broke the epoch off */
    bool           told;     /* data_error has been asked */
};

static void part_make(Part *part, int batch_size, Device device, DType dtype, int ndim, const int sample_shape[]) {
    if (ndim >= T_MAX_NDIM)
        t_fail(NULL, "data_loader: samples of %d axes; at most %d are allowed", ndim, T_MAX_NDIM - 1);
    int shape[T_MAX_NDIM] = {batch_size};
    memcpy(shape + 1, sample_shape, (size_t)ndim * sizeof *shape);
    part->host = part->batch = t_own(dtype, DEV_CPU, ndim + 1, shape);
    if (device != DEV_CPU) part->batch = t_own(dtype, device, ndim + 1, shape);
    part->row = part->host->size / (size_t)batch_size * t_element_size(dtype);
    part->sample = (Tensor){.dtype = dtype, .ndim = ndim};
    memcpy(part->sample.shape, sample_shape, (size_t)ndim * sizeof *shape);
}

static void part_free(Part *part, int n_slots) {
    if (part->resident) dev_kernels(part->batch->device)->release(part->resident);
    if (part->batch != part->host) t_free(part->batch);
    t_free(part->host);
    for (int s = 0; s < n_slots; s++) free(part->slots[s]);
    free(part->slots);
}

static char *part_row(const Part *part, int slot, int i) {
    return (slot == NO_SLOT ? (char *)part->host->raw : part->slots[slot]) + (size_t)i * part->row;
}

/* The tensor gets what is in the slot. On the CPU the two exchange their memory. */
static void part_take(Part *part, int slot, int n) {
    if (!part->host) return;
    if (part->batch != part->host) {
        memcpy(part->host->raw, part->slots[slot], (size_t)n * part->row);
        return;
    }
    char *full = part->slots[slot];
    part->slots[slot] = part->host->raw;
    part->host->raw = full;
}

/* The first n rows, where they are wanted: those of `order` where all samples are there. NULL for the y of a set that
 * has none. */
static Tensor *part_batch(Part *part, int n, const int64_t *order) {
    Tensor *batch = part->batch;
    if (!batch) return NULL;
    if (part->resident)
        dev_kernels(batch->device)->rows_gather((size_t)n, part->row, order, part->resident, batch->raw);
    else if (batch != part->host)
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
    for (int i = 0; i < n && !part->resident; i++)
        memcpy(part_row(part, NO_SLOT, i), (const char *)from->raw + (size_t)order[i] * part->row, part->row);
}

/* --- A data set on the device ------------------------------------------------------------------------------------- */
static void part_bring(Part *part, const Tensor *from) {
    if (!from || part->resident) return;
    const Kernels *k = dev_kernels(part->batch->device);
    const size_t   bytes = from->size * t_element_size(from->dtype);
    part->resident = k->alloc(bytes);
    if (part->resident) k->to_device(part->resident, from->raw, bytes);
}

/* All samples of a plain set go to the device, once, and the order of the epoch does. Where a part has no room there,
 * its batches are gathered here, and copied one by one. */
static void bring(DataLoader *loader) {
    const Dataset *d = loader->dataset;
    const size_t   bytes = (size_t)d->n * sizeof *loader->order;
    if (loader->options.device == DEV_CPU || !is_plain(d) || d->n == 0) return;
    const Kernels *k = dev_kernels(loader->options.device);
    if (!loader->order_there) loader->order_there = k->alloc(bytes);
    if (!loader->order_there) return;
    k->to_device(loader->order_there, loader->order, bytes);
    part_bring(&loader->x, d->x);
    part_bring(&loader->y, d->y);
}

/* --- Samples one by one ------------------------------------------------------------------------------------------- */
/* The sample becomes row `i` of the batch. */
static bool stack(DataLoader *loader, Part *part, int slot, int i, const Tensor *sample, const char *fallback) {
    if (!part->host)
        part_make(part, batch_rows(loader), loader->options.device, sample->dtype, sample->ndim, sample->shape);
    if (!t_same_shape(sample, &part->sample) || sample->dtype != part->sample.dtype)
        return t_error_set("%s: this sample is %s of %s, and those before it are %s of %s; all samples of a "
                           "batch have one shape and one type: add a transform",
                           sample->name ? sample->name : fallback, t_shape_text(sample), t_dtype_name(sample->dtype),
                           t_shape_text(&part->sample), t_dtype_name(part->sample.dtype));
    memcpy(part_row(part, slot, i), sample->raw, part->row);
    return true;
}

static bool fetch(DataLoader *loader, int slot, int row, int64_t index) {
    t_step();
    t_no_grad();
    Rng rng = loader->rng; /* 2^32 blocks for each sample */
    rng.counter = (uint64_t)index << 32;
    char    fallback[128];
    Tensor *x, *y;
    snprintf(fallback, sizeof fallback, "%s, sample %lld", loader->dataset->name, (long long)index);
    return dataset_get(loader->dataset, index, &rng, &x, &y) && stack(loader, &loader->x, slot, row, x, fallback) &&
           (!y || stack(loader, &loader->y, slot, row, y, fallback));
}

/* The batch that the caller waits for, made by the caller. */
static bool fill(DataLoader *loader, const int64_t *order, int n) {
    const Dataset *d = loader->dataset;
    if (is_plain(d)) {
        gather(loader, &loader->x, d->x, order, n);
        if (d->y) gather(loader, &loader->y, d->y, order, n);
        return true;
    }
    for (int i = 0; i < n; i++)
        if (!fetch(loader, NO_SLOT, i, order[i])) return false;
    return true;
}

/* --- Batches that workers make ahead ------------------------------------------------------------------------------ */

static int rows_of_batch(const DataLoader *loader, int batch) {
    const int size = loader->options.batch_size, left = loader->dataset->n - batch * size;
    return left < size ? left : size;
}

/* On any thread. The workers write to their slots alone. */
static bool fill_slot(void *context, int batch, int slot) {
    DataLoader    *loader = context;
    const int64_t *order = loader->order + (size_t)batch * (size_t)loader->options.batch_size;
    const int      first = batch == 0 && loader->first_is_there, n = rows_of_batch(loader, batch);
    if (first) {
        memcpy(part_row(&loader->x, slot, 0), part_row(&loader->x, NO_SLOT, 0), loader->x.row);
        if (loader->y.host)
            memcpy(part_row(&loader->y, slot, 0), part_row(&loader->y, NO_SLOT, 0), loader->y.row);
    }
    for (int i = first; i < n; i++)
        if (!fetch(loader, slot, i, order[i])) return false;
    return true;
}

static char **new_slots(const Part *part, int n, int batch_size) {
    char **slots = t_malloc((size_t)n * sizeof *slots);
    for (int s = 0; s < n; s++) slots[s] = t_malloc((size_t)batch_size * part->row);
    return slots;
}

static void hire_workers(DataLoader *loader) {
    const LoaderOptions *o = &loader->options;
    const int            wanted = o->num_workers * o->prefetch_factor, batches = data_len(loader);
    loader->n_slots = wanted < batches ? wanted : batches;
    loader->x.slots = new_slots(&loader->x, loader->n_slots, batch_rows(loader));
    loader->y.slots = new_slots(&loader->y, loader->n_slots, batch_rows(loader));
    loader->ahead = prefetch_new(o->num_workers, loader->n_slots, fill_slot, loader);
}

/* The very first sample says what the others have to be like, whichever thread has them: it comes first. */
static bool begin_ahead(DataLoader *loader) {
    loader->first_is_there = !loader->x.host;
    if (loader->first_is_there && !fetch(loader, NO_SLOT, 0, loader->order[0])) return false;
    if (!loader->ahead) hire_workers(loader);
    if (loader->ahead) prefetch_begin(loader->ahead, data_len(loader));
    else loader->by_workers = false; /* no thread can be had */
    return true;
}

static bool take_batch(DataLoader *loader, int n) {
    const int slot = prefetch_take(loader->ahead);
    if (slot < 0) return false;
    part_take(&loader->x, slot, n);
    part_take(&loader->y, slot, n);
    prefetch_give_back(loader->ahead);
    return true;
}

static bool next_batch(DataLoader *loader, int n) {
    if (loader->position == 0) {
        loader->by_workers = loader->options.num_workers > 0 && !is_plain(loader->dataset);
        if (loader->by_workers && !begin_ahead(loader)) return false;
    }
    return loader->by_workers ? take_batch(loader, n) : fill(loader, loader->order + loader->position, n);
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
        t_fail("check data_error(loader) when data_next returns false", "%s",
               loader->error);
    free(loader->error);
    loader->error = NULL;
}

/* --- Epochs ------------------------------------------------------------------------------------------------------- */

enum { MOST_AHEAD = 1000 };

DataLoader *data_loader_new(const Dataset *dataset, LoaderOptions options) {
    if (options.batch_size == 0) options.batch_size = 1;
    if (options.batch_size < 0) t_fail(NULL, "data_loader: batch_size is %d", options.batch_size);
    if (options.sampler && options.shuffle)
        t_fail("leave shuffle out: the sampler sets the order", "data_loader: both .sampler and .shuffle are given");
    if (options.generator && options.seed)
        t_fail("leave seed out: the generator gives the seeds", "data_loader: both .generator and .seed are given");
    if (options.num_workers < 0 || options.num_workers > PREFETCH_MAX_THREADS)
        t_fail(NULL, "data_loader: num_workers is %d; there can be 0 to %d", options.num_workers, PREFETCH_MAX_THREADS);
    if (options.prefetch_factor < 0 || options.prefetch_factor > MOST_AHEAD)
        t_fail(NULL, "data_loader: prefetch_factor is %d; a worker can have 1 to %d batches ready",
               options.prefetch_factor, MOST_AHEAD);
    if (options.prefetch_factor > 0 && options.num_workers == 0)
        t_fail("give .num_workers, or leave prefetch_factor out",
               "data_loader: prefetch_factor is %d, and there are no workers", options.prefetch_factor);
    if (options.prefetch_factor == 0) options.prefetch_factor = 2;
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
    prefetch_free(loader->ahead);
    part_free(&loader->x, loader->n_slots);
    part_free(&loader->y, loader->n_slots);
    if (loader->order_there) dev_kernels(loader->options.device)->release(loader->order_there);
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
    bring(loader);
}

static void end_epoch(DataLoader *loader) {
    if (loader->ahead) prefetch_stop(loader->ahead);
    loader->under_way = false;
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
    if (n == 0 || !next_batch(loader, n)) {
        if (n > 0) note_error(loader);
        end_epoch(loader);
        return false;
    }
    const int64_t *order = loader->order_there ? loader->order_there + loader->position : NULL;
    *x = part_batch(&loader->x, n, order);
    *y = part_batch(&loader->y, n, order);
    loader->position += n;
    return true;
}

void data_rewind(DataLoader *loader) {
    forget_error(loader);
    end_epoch(loader);
}

Dataset *dataset_load(const Dataset *d, uint64_t seed) {
    DataLoader *all = data_loader(d, .batch_size = d->n, .seed = seed);
    Tensor  *x, *y;
    Dataset *loaded = NULL;
    if (data_next(all, &x, &y)) {
        bool labels = y && y->dtype == DTYPE_INT64 && y->ndim == 1;
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
