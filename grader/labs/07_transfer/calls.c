/* How the functions of lab 7 are called. */
#include "runs.h"
#include "words.h"

/* --- freezing.c --------------------------------------------------------------------------------------------------- */
static Module *wanted_module(Call *c, Module *m) { return module_at(m, &(int){call_int(c, "module")}); }

static void call_set_requires_grad(Call *c) {
    Rng        rng;
    Module    *m = network(c, &rng);
    const bool on = call_int(c, "on");
    give_gradients(m);
    mix(m, &rng);
    set_requires_grad(wanted_module(c, m), on);
    text_begin();
    tell_trained(m, !on);
    text_return(c, 0);
    nn_free(m);
}

static void tell_count(Module *m) { fprintf(text, "%zu numbers\n", trainable_count(m)); }
static void tell_frozen(Module *m) { fputs(is_frozen(m) ? "frozen\n" : "not frozen\n", text); }
static void tell_mode(Module *m) { fputs(m->training ? "training\n" : "evaluation\n", text); }

static void call_trainable_count(Call *c) {
    Rng     rng;
    Module *m = network(c, &rng);
    mix(m, &rng);
    text_begin();
    tell_modules(m, "", tell_count);
    text_return(c, 0);
    nn_free(m);
}

static void learn(Module *m, Call *c) { t_backward(f_cross_entropy(nn_forward(m, c->in[0]), c->in[1])); }

/* in: x, labels. A step, one with a part of the model frozen, and one behind it, for which there is no new gradient. */
static void call_frozen_steps(Call *c) {
    Rng        rng;
    Module    *m = network(c, &rng), *part = wanted_module(c, m);
    Params    *p = nn_parameters(m);
    Optimizer *optimizer = optim_adamw(p, 0.1, 0.1);
    Snapshot   s[3];
    nn_eval(m);
    learn(m, c);
    optim_step(optimizer);
    s[0] = snapshot(m);
    set_requires_grad(part, false);
    learn(m, c);
    bool gradient[MOST_TENSORS];
    for (int i = 0; i < p->n; i++) gradient[i] = p->tensors[i]->grad;
    optim_step(optimizer);
    s[1] = snapshot(m);
    set_requires_grad(part, true);
    optim_step(optimizer);
    s[2] = snapshot(m);
    text_begin();
    StateEntry *entries = nn_state(m, &(int){0});
    for (int i = 0, parameter = 0; i < s[0].n; i++) {
        if (is_buffer(m, entries[i].tensor)) continue;
        fprintf(text, "%s: %s, %s; once unfrozen %s\n", entries[i].key,
                gradient[parameter++] ? "a gradient" : "no gradient",
                t_equal(s[0].values[i], s[1].values[i]) ? "not moved" : "moved",
                t_equal(s[1].values[i], s[2].values[i]) ? "not moved" : "moved");
    }
    free(entries);
    text_return(c, 0);
    optim_free(optimizer);
    nn_free(m);
}

static void call_is_frozen(Call *c) {
    Rng     rng;
    Module *m = network(c, &rng);
    mix_modules(m, &rng);
    text_begin();
    tell_modules(m, "", tell_frozen);
    text_return(c, 0);
    nn_free(m);
}

static void mix_modes(Module *m, Rng *rng) {
    m->training = rng_below(rng, 2);
    for (int i = 0; i < m->n_children; i++) mix_modes(m->children[i].module, rng);
}

static void call_train_mode(Call *c) {
    Rng     rng;
    Module *m = network(c, &rng);
    mix_modules(m, &rng);
    mix_modes(m, &rng);
    train_mode(m);
    text_begin();
    tell_modules(m, "", tell_mode);
    text_return(c, 0);
    nn_free(m);
}

/* in: two batches. The answer to the second one, and all buffers behind both. */
static void call_frozen_norm(Call *c) {
    Rng     rng;
    Module *m = network(c, &rng), *part = wanted_module(c, m);
    freeze(part);
    nn_train(m);
    t_manual_seed((uint64_t)call_int(c, "seed"));
    for (int i = 0; i < 2; i++) {
        train_mode(m);
        Tensor *y = nn_forward(m, c->in[i]);
        if (i == 1) call_return(c, 0, y);
    }
    call_return_state(c, 1, BUFFERS, m);
    nn_free(m);
}

/* --- checkpoint.c ------------------------------------------------------------------------------------------------- */
static void return_keys(Call *c, int i, const Keys *keys) {
    if (i >= c->n_out) return;
    text_begin();
    fprintf(text, "%d keys\n", keys->n);
    for (int k = 0; k < keys->n && k < MAX_KEYS; k++) fprintf(text, "%.*s\n", MAX_KEY, keys->key[k]);
    text_return(c, i);
}

static KeyReport report;

static void call_compare_keys(Call *c) {
    Rng         rng;
    Module     *m = network(c, &rng);
    static File file;
    file_draw(&file, c, m, &rng);
    Keys *const lists[] = {&report.missing, &report.unexpected, &report.unlike};
    for (int i = 0; i < 3; i++) {
        lists[i]->n = 0;
        add_key(lists[i], "of another model");
    }
    compare_keys(m, &file.file, &report);
    for (int i = 0; i < 3; i++) return_keys(c, i, lists[i]);
    nn_free(m);
}

static void return_loaded(Call *c, bool strict) {
    Rng         rng;
    Module     *m = network(c, &rng);
    static File file;
    file_draw(&file, c, m, &rng);
    const Snapshot before = snapshot(m);
    const bool     loaded = load_checkpoint(m, &file.file, strict);
    StateEntry    *entries = nn_state(m, &(int){0});
    text_begin();
    fprintf(text, "returns %s\n", loaded ? "true" : "false");
    for (int i = 0; i < before.n; i++) {
        const Tensor *now = entries[i].tensor, *theirs = safetensors_find(&file.file, entries[i].key);
        fprintf(text, "%s: %s\n", entries[i].key,
                t_equal(now, before.values[i]) ? "as before"
                : theirs && t_same_shape(now, theirs) && now->dtype == theirs->dtype && t_equal(now, theirs)
                    ? "the file's"
                    : "neither as before nor the file's");
    }
    /* Who refuses everything is right by chance so far. */
    static File fitting;
    fitting.file.n = 0;
    for (int i = 0; i < before.n; i++)
        file_add(&fitting, entries[i].key,
                 drawn_like(before.values[i]->dtype, before.values[i]->ndim, before.values[i]->shape, &rng));
    fprintf(text, "then a file that fits: returns %s\n", load_checkpoint(m, &fitting.file, strict) ? "true" : "false");
    text_return(c, 0);
    free(entries);
    nn_free(m);
}

static void call_load_strictly(Call *c) { return_loaded(c, true); }
static void call_load_partly(Call *c) { return_loaded(c, false); }

static bool of_a_key(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '_' || c == '.'; }

/* Whether the text has this key, and not only as a part of another one. */
static bool tells_key(const char *words, const char *key) {
    const size_t length = strlen(key);
    for (const char *at = strstr(words, key); at; at = strstr(at + 1, key))
        if ((at == words || !of_a_key(at[-1])) && (!of_a_key(at[length]) || at[length] == '.')) return true;
    return false;
}

/* Which of the keys that do not fit the error names. */
static void call_load_error(Call *c) {
    Rng         rng;
    Module     *m = network(c, &rng);
    static File file;
    file_draw(&file, c, m, &rng);
    t_error_set("nothing has been said");
    load_checkpoint(m, &file.file, true);
    int         n;
    StateEntry *entries = nn_state(m, &n);
    text_begin();
    for (int i = 0; i < n; i++)
        fprintf(text, "%s: %s\n", entries[i].key, tells_key(t_error(), entries[i].key) ? "named" : "not named");
    for (int i = 0; i < file.file.n; i++)
        if (!nn_find(m, file.keys[i]))
            fprintf(text, "%s: %s\n", file.keys[i], tells_key(t_error(), file.keys[i]) ? "named" : "not named");
    text_return(c, 0);
    free(entries);
    nn_free(m);
}

/* --- transfer.c: heads, arms, rates ------------------------------------------------------------------------------- */
static bool has_value(const Tensor *x, real value) {
    for (size_t i = 0; i < x->size; i++)
        if (x->data[i] == value) return true;
    return false;
}

/* Of nn_linear: uniform, and as far from 0 as the number of inputs says. */
static const char *freshness(const Tensor *x, const Tensor *old, int in) {
    int same = 0;
    for (size_t i = 0; i < x->size; i++) {
        if (fabs((double)x->data[i]) > 1 / sqrt((double)in)) return "too large for a new layer";
        if (x->data[i] == 0) return "0";
        if (has_value(old, x->data[i])) return "the old one's";
        same += x->data[i] == x->data[0];
    }
    return x->size > 1 && same == (int)x->size ? "all equal" : "new";
}

static void call_replace_head(Call *c) {
    Rng            rng;
    Module        *m = network(c, &rng);
    const int      last = m->n_children - 1, n_of_head = 2;
    const int      in = m->children[last].module->parameters[0].tensor->shape[1];
    const Snapshot before = snapshot(m);
    const Tensor  *body[MOST_TENSORS];
    StateEntry    *entries = nn_state(m, &(int){0});
    for (int i = 0; i < before.n; i++) body[i] = entries[i].tensor;
    free(entries);
    if (call_int(c, "seed") % 2) nn_parameters(m);
    t_manual_seed((uint64_t)call_int(c, "seed"));
    const Module *head = replace_head(m, call_int(c, "new classes"));
    text_begin();
    nn_fprint(text, m);
    fprintf(text, "what is returned: %s\n",
            !head                                   ? "NULL"
            : head == m->children[m->n_children - 1].module ? "the last child"
                                                    : "another module");
    int n;
    entries = nn_state(m, &n);
    for (int i = 0; i < n; i++) {
        const Tensor *x = entries[i].tensor;
        const bool    of_body = i < before.n - n_of_head;
        fprintf(text, "%s: %s\n", entries[i].key,
                of_body ? x == body[i] && t_equal(x, before.values[i]) ? "as before" : "not as before"
                : i < before.n ? freshness(x, before.values[i], in)
                               : "one more");
    }
    fprintf(text, "parameters: %d\n", nn_parameters(m)->n);
    text_return(c, 0);
    free(entries);
    nn_free(m);
}

static void return_arm(Call *c, Arm arm) {
    Rng     rng;
    Module *m = network(c, &rng);
    mix(m, &rng);
    choose_trained(m, arm);
    text_begin();
    tell_trained(m, false);
    text_return(c, 0);
    nn_free(m);
}

static void call_arm_frozen(Call *c) { return_arm(c, ARM_FROZEN); }
static void call_arm_first_last(Call *c) { return_arm(c, ARM_FIRST_LAST); }
static void call_arm_full(Call *c) { return_arm(c, ARM_FULL); }

/* The rates of the first n groups; -1 where there is none. */
static Tensor *rates_of(Optimizer *optimizer, int n) {
    Tensor *rates = t_full_shape(-1, 1, &n);
    for (int g = 0; g < n && g < optim_n_groups(optimizer); g++) rates->data[g] = (real)optim_args(optimizer, g)->lr;
    return rates;
}

/* out: the number of groups, their rates, and how far two steps move each parameter. */
static void call_two_rates(Call *c) {
    Rng        rng;
    Module    *m = network(c, &rng);
    Optimizer *optimizer = adam_of_two_rates(m, call_real(c, "body_lr"), call_real(c, "head_lr"));
    Params    *p = nn_parameters(m);
    Tensor    *before[MOST_TENSORS];
    call_return_number(c, 0, optim_n_groups(optimizer));
    call_return(c, 1, rates_of(optimizer, GROUPS));
    for (int i = 0; i < p->n; i++) before[i] = copied(p->tensors[i]);
    for (int step = 0; step < 2; step++) {
        optim_zero_grad(optimizer);
        for (int i = 0; i < p->n; i++) {
            Tensor *g = t_like(p->tensors[i]);
            t_fill_normal(g, &rng, 0, 3);
            t_backward(t_sum(t_mul(p->tensors[i], g)));
        }
        optim_step(optimizer);
    }
    t_no_grad();
    for (int i = 0; i < p->n; i++) nn_assign(p->tensors[i], t_sub(p->tensors[i], before[i]));
    call_return_parameters(c, 2, m);
    optim_free(optimizer);
    nn_free(m);
}

/* in: rates (G), two factors. out: the rates after each call. */
static void call_scale_rates(Call *c) {
    static const char *const keys[] = {"out0.bias", "out.weight", "out.bias"};
    const int  groups = c->in[0]->shape[0];
    Module    *m = network_of(PLAIN, 2, 3, 2);
    Optimizer *optimizer = optim_adam(nn_parameters(m), 0.5);
    double     rates[4];
    for (int g = 0; g < groups; g++) rates[g] = c->in[0]->data[g];
    for (int g = 1; g < groups; g++) optim_group(optimizer, keys[g - 1]);
    for (int i = 0; i < 2; i++) {
        scale_rates(optimizer, rates, c->in[1]->data[i]);
        call_return(c, i, rates_of(optimizer, groups));
    }
    optim_free(optimizer);
    nn_free(m);
}

/* --- transfer.c: features and training ---------------------------------------------------------------------------- */
static struct {
    int  images;
    bool recorded;
} seen;

/* The first child of a body: it watches how it is run. */
static Tensor *watch_forward(Module *m, Tensor *x) {
    seen.images += x->shape[0];
    seen.recorded |= t_grad_enabled();
    return t_scale(x, (real)(m->training ? 3 : 2));
}

/* in: x, labels. out: the features and their labels, or in words how the body was run. */
static void return_features(Call *c, bool words) {
    static const ModuleType watch_type = {.name = "Watch", .forward = watch_forward};
    Rng       rng = rng_new((uint64_t)call_int(c, "seed"), 7);
    const int in = c->in[0]->shape[1], hidden = call_int(c, "hidden"), batch = call_int(c, "batch_size");
    Module   *m = nn_container("Network");
    nn_add(m, "watch", nn_module(&watch_type));
    if (c->in[0]->ndim == 4) nn_add(m, "features", nn_sequential(conv_block(in, hidden), nn_max_pool2d(2)));
    else nn_add(m, "features", nn_sequential(nn_linear(in, hidden), nn_batch_norm1d(hidden), nn_dropout(0.5)));
    nn_add(m, "act", nn_leaky_relu(0.1));
    nn_add(m, "head", nn_linear(hidden, 9));
    fill_network(m, &rng);
    Dataset *data = dataset_new("drawn", t_keep(c->in[0]), t_keep(c->in[1]), call_int(c, "classes"));
    memset(&seen, 0, sizeof seen);
    Dataset *features = extract_features(m, data, batch, DEV_CPU);
    if (!features) t_fail(NULL, "extract_features returned NULL");
    if (words) {
        text_begin();
        fprintf(text, "the body runs over %s\n", seen.images <= data->n + batch ? "each sample once" : "samples again");
        fprintf(text, "a graph is %s\n", seen.recorded ? "recorded" : "not recorded");
        fprintf(text, "features require %s\n", features->x->requires_grad ? "a gradient" : "no gradient");
        fprintf(text, "%s, %d classes, %d samples\n", features->name, features->classes, features->n);
        tell_modules(m, "", tell_mode);
        text_return(c, 0);
    } else {
        call_return(c, 0, features->x);
        call_return(c, 1, features->y);
    }
    dataset_free(features);
    dataset_free(data);
    nn_free(m);
}

static void call_extract_features(Call *c) { return_features(c, false); }
static void call_body_run(Call *c) { return_features(c, true); }

/* in: x, labels. Two epochs, from a model in evaluation mode with gradients of old. */
static void call_train_epoch(Call *c) {
    Rng     rng;
    Module *m = network(c, &rng);
    if (call_int(c, "seed") % 2) freeze(m->children[0].module);
    Dataset    *data = dataset_new("drawn", t_keep(c->in[0]), t_keep(c->in[1]), call_int(c, "classes"));
    DataLoader *loader = data_loader(data, .batch_size = call_int(c, "batch_size"), .shuffle = true, .seed = 1);
    Params     *p = nn_parameters(m);
    Optimizer  *optimizer = optim_sgd(p, 0.05, 0.5, 0);
    t_manual_seed((uint64_t)call_int(c, "seed"));
    for (int i = 0; i < p->n; i++)
        if (p->tensors[i]->requires_grad) t_backward(t_sum(p->tensors[i]));
    double loss[2];
    for (int epoch = 0; epoch < 2; epoch++) {
        nn_eval(m);
        loss[epoch] = train_epoch(loader, m, optimizer);
        call_return_number(c, epoch, loss[epoch]);
    }
    call_return_state(c, 2, STATE, m);
    optim_free(optimizer);
    data_loader_free(loader);
    dataset_free(data);
    nn_free(m);
}

/* What after_epoch was told: the epochs, a line each, and their losses, each times its epoch. */
typedef struct Told {
    char   epochs[256];
    double losses;
} Told;

static void tell_epoch(int epoch, double loss, void *data) {
    Told        *told = data;
    const size_t n = strlen(told->epochs);
    snprintf(told->epochs + n, sizeof told->epochs - n, "after epoch %d\n", epoch);
    told->losses += epoch * loss;
}

/* in: x, labels, the rates of body and head. */
static void call_fine_tune(Call *c) {
    Rng     rng;
    Module *m = network(c, &rng);
    const int seed = call_int(c, "seed"), arm = seed % 3;
    if (arm > 0) freeze(m->children[0].module);
    Dataset       *data = dataset_new("drawn", t_keep(c->in[0]), t_keep(c->in[1]), call_int(c, "classes"));
    Told           told = {0};
    const bool     tell = seed % 4 != 0;
    const FineTune how = {.epochs = call_int(c, "epochs"),
                          .batch_size = call_int(c, "batch_size"),
                          .body_lr = c->in[2]->data[0],
                          .head_lr = c->in[2]->data[1],
                          .seed = (uint64_t)seed,
                          .after_epoch = tell ? tell_epoch : NULL,
                          .data = &told};
    t_manual_seed((uint64_t)seed);
    call_return_number(c, 0, fine_tune(m, data, &how));
    call_return_text(c, 1, tell ? told.epochs : "none: it is NULL\n");
    call_return_number(c, 2, told.losses);
    call_return_state(c, 3, STATE, m);
    dataset_free(data);
    nn_free(m);
}

/* --- top_k.c ------------------------------------------------------------------------------------------------------ */
static void call_top_k(Call *c) { call_return(c, 0, top_k(c->in[0], call_int(c, "k"))); }
static void call_top_k_accuracy(Call *c) {
    call_return_number(c, 0, top_k_accuracy(c->in[0], c->in[1], call_int(c, "k")));
}

const CallEntry lab_calls[] = {
    {"set_requires_grad", call_set_requires_grad},
    {"trainable_count", call_trainable_count},
    {"frozen_steps", call_frozen_steps},
    {"is_frozen", call_is_frozen},
    {"train_mode", call_train_mode},
    {"frozen_norm", call_frozen_norm},
    {"compare_keys", call_compare_keys},
    {"load_strictly", call_load_strictly},
    {"load_partly", call_load_partly},
    {"load_error", call_load_error},
    {"replace_head", call_replace_head},
    {"arm_frozen", call_arm_frozen},
    {"arm_first_last", call_arm_first_last},
    {"arm_full", call_arm_full},
    {"two_rates", call_two_rates},
    {"scale_rates", call_scale_rates},
    {"extract_features", call_extract_features},
    {"body_run", call_body_run},
    {"train_epoch", call_train_epoch},
    {"fine_tune", call_fine_tune},
    {"top_k", call_top_k},
    {"top_k_accuracy", call_top_k_accuracy},
    {"tuned_begin", call_tuned_begin},
    {"lead_begin", call_lead_begin},
    {"runs_more", call_runs_more},
    {NULL, NULL},
};
