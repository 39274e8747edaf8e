/* The digits 5 to 9 from few images: from random weights, and from weights that know 0 to 4. */
#include "digit_task.h"
#include "images.h"
#include "transfer.h"

enum { BATCH = 16, STEPS = 150, SEEDS = 5, WATCHED = 20 };
static const int sizes[] = {5, 10, 20, 50, 100, 200};

typedef struct Way {
    const char *name;
    bool        from_scratch;
    Arm         arm;
} Way;
static const Way ways[] = {{"scratch", true, ARM_FULL}, {"frozen", false, ARM_FROZEN}, {"full", false, ARM_FULL}};
enum { WAYS = sizeof ways / sizeof *ways };

static void write_loss(int epoch, double loss, void *table) { tsv_row(table, epoch, loss); }

/* Test accuracy after training; the loss of each epoch goes into the table, if there is one. */
static double transferred(const Way *way, const Safetensors *weights, const Dataset *train, const Dataset *test, int n,
                          uint64_t seed, Tsv *losses) {
    t_step();
    Dataset *few = labelled(train, n, seed);
    t_manual_seed(seed);
    Module *m = digit_network(SOURCE_CLASSES);
    if (!way->from_scratch && !load_checkpoint(m, weights, true)) tsv_die("the weights do not fit");
    replace_head(m, TARGET_CLASSES);
    choose_trained(m, way->arm);
    const int batches = (n + BATCH - 1) / BATCH;
    fine_tune(m, few, &(FineTune){.epochs = (STEPS + batches - 1) / batches, .batch_size = BATCH,
                                  .body_lr = way->from_scratch ? 1e-2 : 1e-3, .head_lr = 1e-2, .seed = seed,
                                  .after_epoch = losses ? write_loss : NULL, .data = losses});
    t_no_grad();
    nn_eval(m);
    const double share = accuracy(nn_forward(m, test->x), test->y);
    nn_free(m);
    dataset_free(few);
    return share;
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Safetensors *weights = safetensors_read("labs/07_transfer/pretrained.safetensors");
    Dataset     *raw[2];
    if (!weights || !data_train_test("digits", &raw[0], &raw[1])) tsv_die("no weights or no digits");
    Dataset *train = plain_digits(raw[0], SOURCE_DIGITS, SOURCE_DIGITS + TARGET_CLASSES - 1);
    Dataset *test = scattered(plain_digits(raw[1], SOURCE_DIGITS, SOURCE_DIGITS + TARGET_CLASSES - 1), 0);
    for (int w = 0; w < WAYS; w++) {
        char name[64];
        snprintf(name, sizeof name, "loss_%s", ways[w].name);
        Tsv *losses = tsv_open(name, "epoch loss"), *table = tsv_open(ways[w].name, "images mean low high");
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            double sum = 0, low = 1, high = 0;
            for (int seed = 0; seed < SEEDS; seed++) {
                const bool   watched = sizes[i] == WATCHED && seed == 0;
                const double share =
                    transferred(&ways[w], weights, train, test, sizes[i], (uint64_t)seed, watched ? losses : NULL);
                sum += share;
                low = fmin(low, share);
                high = fmax(high, share);
            }
            tsv_row(table, sizes[i], 100 * sum / SEEDS, 100 * low, 100 * high);
            snprintf(name, sizeof name, "%s_%d", ways[w].name, sizes[i]);
            tsv_fact(name, sum / SEEDS);
        }
        tsv_close(losses);
        tsv_close(table);
    }
    tsv_fact("seeds", SEEDS);
    tsv_fact("watched", WATCHED);
    safetensors_free(weights);
    dataset_free(train);
    dataset_free(test);
    for (int i = 0; i < 2; i++) dataset_free(raw[i]);
    return tsv_end();
}
