/* runs.h: everything together. One call sets a training up, each further one trains on and returns weights. */
#pragma once
#include "digit_task.h"
#include "files.h"
#include "words.h"

/* in: x and labels of some sets, then the state of a network that knows other digits, a block. */
static Module *pretrained_network(Call *c) {
    Module     *m = digit_network(SOURCE_CLASSES);
    int         n;
    StateEntry *entries = nn_state(m, &n);
    static File file;
    file.file.n = 0;
    for (int i = 0; i < n; i++) {
        Tensor *x = (Tensor *)call_part(c, 2 * call_int(c, "sets"), i);
        file_add(&file, entries[i].key, entries[i].tensor->dtype == DTYPE_REAL ? x : t_cast(x, DTYPE_INT64));
    }
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
    int          n, epoch, epochs;
    CallTraining training[MAX_RUNS];
    double       rates[MAX_RUNS][GROUPS];
} runs;

/* A training comes through, more or less, although its rates, modes or features are wrong: these are looked at. A rate
 * may have been computed in float. */
static void expect_rates(Optimizer *optimizer, int groups, const double rates[], double factor) {
    if (optim_n_groups(optimizer) != groups)
        t_fail("make 7.7 right first", "the optimiser has %d groups of rates, and not %d", optim_n_groups(optimizer),
               groups);
    for (int g = 0; g < groups; g++) {
        const double rate = optim_args(optimizer, g)->lr, expected = factor * rates[g];
        if (fabs(rate - expected) > 1e-5 * expected)
            t_fail("make 7.7 right first", "group %d has the rate %g, and not %g", g, rate, expected);
    }
}

static void expect_mode(const Module *m, const char *name, bool training) {
    if (m->training != training)
        t_fail("make 7.2 right first", "train_mode leaves the %s in %s mode, and the %s is %s", name,
               training ? "evaluation" : "training", name, training ? "trained" : "frozen");
}

/* From the other mode, so that a mode that nobody sets shows. */
static void expect_modes(Module *m, bool body_is_trained) {
    (body_is_trained ? nn_eval : nn_train)(m);
    train_mode(m);
    expect_mode(m->children[0].module, "body", body_is_trained);
    expect_mode(head_of(m), "head", true);
}

static void expect_order(const Dataset *features, const Dataset *samples) {
    for (int i = 0; i < samples->n; i++)
        if (features->y->i64[i] != samples->y->i64[i])
            t_fail("make 7.8 right first", "row %d of the features has the label %d, and sample %d has %d", i,
                   (int)features->y->i64[i], i, (int)samples->y->i64[i]);
}

static void add_run(Call *c, Module *m, Dataset *data, Optimizer *optimizer, double body_rate, double head_rate) {
    const int i = runs.n++;
    runs.training[i] = (CallTraining){m, data, .optimizer = optimizer};
    runs.training[i].loader = data_loader(data, .batch_size = call_int(c, "batch_size"), .shuffle = true,
                                          .seed = (uint64_t)call_int(c, "seed"));
    runs.rates[i][GROUP_BODY] = body_rate;
    runs.rates[i][GROUP_HEAD] = head_rate;
    runs.epoch = 0;
    runs.epochs = call_int(c, "epochs");
}

static void call_tuned_begin(Call *c) {
    t_manual_seed((uint64_t)call_int(c, "seed"));
    Module *m = pretrained_network(c);
    choose_trained(m, ARM_FULL);
    expect_modes(m, true);
    add_run(c, m, few_samples(c, 0), adam_of_two_rates(m, body_lr, lr), body_lr, lr);
    expect_rates(runs.training[0].optimizer, GROUPS, runs.rates[0], 1);
    call_return_number(c, 0, (double)trainable_count(m));
}

/* Of each set, a head on features that the body has made once, and a whole network from scratch. */
static void call_lead_begin(Call *c) {
    for (int i = 0; i < call_int(c, "sets"); i++) {
        Dataset *few = few_samples(c, i);
        t_manual_seed((uint64_t)(call_int(c, "seed") * 100 + i));
        Module *scratch = digit_network(TARGET_CLASSES), *m = pretrained_network(c), *head = head_of(m);
        choose_trained(m, ARM_FROZEN);
        expect_modes(m, false);
        call_return_number(c, 0, (double)trainable_count(m));
        Dataset *features = extract_features(m, few, call_int(c, "batch_size"), DEV_CPU);
        expect_order(features, few);
        add_run(c, head, features, optim_adam(nn_parameters(head), lr), lr, lr);
        add_run(c, scratch, few, adam_of_two_rates(scratch, lr, lr), lr, lr);
    }
}

static void call_runs_more(Call *c) {
    for (int epoch = 0; epoch < call_int(c, "epochs of this call"); epoch++, runs.epoch++)
        for (int i = 0; i < runs.n; i++) {
            const CallTraining *run = &runs.training[i];
            const double        factor = cosine_rate(1, 0, runs.epoch, runs.epochs);
            scale_rates(run->optimizer, runs.rates[i], factor);
            expect_rates(run->optimizer, run->model->n_children > 0 ? GROUPS : 1, runs.rates[i], factor);
            train_epoch(run->loader, run->model, run->optimizer);
        }
    for (int i = 0; i < runs.n; i++) call_return_state(c, i, STATE, runs.training[i].model);
}
