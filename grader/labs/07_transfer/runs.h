/* runs.h: everything together. One call sets a training up, each further one trains on and returns weights. */
#pragma once
#include "digit_task.h"
#include "files.h"
#include "words.h"

/* in: x and labels of some sets, then the state of a network that knows other digits. */
static Module *pretrained_network(Call *c) {
    Module     *m = digit_network(SOURCE_CLASSES);
    int         n;
    StateEntry *entries = nn_state(m, &n);
    static File file;
    file.file.n = 0;
    for (int i = 0; i < n; i++) file_add(&file, entries[i].key, c->in[2 * call_int(c, "sets") + i]);
    free(entries);
    if (!load_checkpoint(m, &file.file, true)) t_fail(NULL, "load_checkpoint refuses a file that fits: %s", t_error());
    replace_head(m, TARGET_CLASSES);
    return m;
}

static Dataset *few_samples(Call *c, int set) {
    return dataset_new("few digits", t_keep(c->in[2 * set]), t_keep(c->in[2 * set + 1]), TARGET_CLASSES);
}

/* Heads and whole networks that learn side by side. */
enum { MAX_RUNS = 16 };
static const double lr = 1e-2, body_lr = 1e-3; /* of what is new, and of a body that knows something */
static struct {
    int         n, epoch, epochs;
    Module     *model[MAX_RUNS];
    DataLoader *loader[MAX_RUNS];
    Optimizer  *optimizer[MAX_RUNS];
    double      rates[MAX_RUNS][GROUPS];
} runs;

static void add_run(Call *c, Module *m, const Dataset *data, Optimizer *optimizer, double body_rate, double head_rate) {
    const int i = runs.n++;
    runs.model[i] = m;
    runs.loader[i] = data_loader(data, .batch_size = call_int(c, "batch_size"), .shuffle = true,
                                 .seed = (uint64_t)call_int(c, "seed"));
    runs.optimizer[i] = optimizer;
    runs.rates[i][GROUP_BODY] = body_rate;
    runs.rates[i][GROUP_HEAD] = head_rate;
    runs.epoch = 0;
    runs.epochs = call_int(c, "epochs");
}

static void call_tuned_begin(Call *c) {
    t_manual_seed((uint64_t)call_int(c, "seed"));
    Module *m = pretrained_network(c);
    choose_trained(m, ARM_FULL);
    add_run(c, m, few_samples(c, 0), adam_of_two_rates(m, body_lr, lr), body_lr, lr);
    call_return_number(c, 0, (double)trainable_count(m));
}

/* Of each set, a head on features that the body has made once, and a whole network from scratch. */
static void call_lead_begin(Call *c) {
    for (int i = 0; i < call_int(c, "sets"); i++) {
        const Dataset *few = few_samples(c, i);
        t_manual_seed((uint64_t)(call_int(c, "seed") * 100 + i));
        Module *scratch = digit_network(TARGET_CLASSES), *m = pretrained_network(c), *head = head_of(m);
        choose_trained(m, ARM_FROZEN);
        call_return_number(c, 0, (double)trainable_count(m));
        add_run(c, head, extract_features(m, few, call_int(c, "batch_size"), DEV_CPU),
                optim_adam(nn_parameters(head), lr), lr, lr);
        add_run(c, scratch, few, adam_of_two_rates(scratch, lr, lr), lr, lr);
    }
}

static void call_runs_more(Call *c) {
    for (int epoch = 0; epoch < call_int(c, "epochs of this call"); epoch++, runs.epoch++)
        for (int i = 0; i < runs.n; i++) {
            scale_rates(runs.optimizer[i], runs.rates[i], cosine_rate(1, 0, runs.epoch, runs.epochs));
            train_epoch(runs.loader[i], runs.model[i], runs.optimizer[i]);
        }
    for (int i = 0, out = 0; i < runs.n; i++) out += return_state(c, out, runs.model[i]);
}
