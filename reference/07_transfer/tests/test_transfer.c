/* Lab 7: what is frozen stays as it is, checkpoints fit or are refused, and a head learns on features. */
#include "digit_task.h"
#include "sha256.h"
#include "transfer.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

enum { CLASSES = 3 };

static Module *network(uint64_t seed) {
    t_manual_seed(seed);
    return small_cnn(1, 2, CLASSES);
}

static Dataset *images(int n) {
    t_manual_seed(5);
    Tensor *x = t_keep(t_randn(n, 1, 8, 8)), *y = t_own(DTYPE_INT64, DEV_CPU, 1, &n);
    for (int i = 0; i < n; i++) y->i64[i] = i % CLASSES;
    return dataset_new("noise", x, y, CLASSES);
}

/* All tensors of the model, parameters and buffers, as they are now. */
typedef struct Snapshot {
    int     n;
    Tensor *values[64];
} Snapshot;

static Snapshot snapshot(const Module *m) {
    Snapshot    s;
    StateEntry *entries = nn_state(m, &s.n);
    for (int i = 0; i < s.n; i++) s.values[i] = t_keep(entries[i].tensor);
    free(entries);
    return s;
}

/* How many tensors differ from the snapshot, which is freed. */
static int changed(const Module *m, Snapshot *s, const char *prefix) {
    int         n, count = 0;
    StateEntry *entries = nn_state(m, &n);
    for (int i = 0; i < n; i++) {
        if (strncmp(entries[i].key, prefix, strlen(prefix)) == 0) count += !t_equal(entries[i].tensor, s->values[i]);
        t_free(s->values[i]);
    }
    free(entries);
    return count;
}

static double train_for(Module *m, Dataset *d, int epochs) {
    const FineTune how = {.epochs = epochs, .batch_size = 4, .body_lr = 1e-3, .head_lr = 1e-2, .seed = 1};
    return fine_tune(m, d, &how);
}

START_TEST(a_frozen_body_is_bit_identical) {
    Module  *m = network(1);
    Dataset *d = images(10);
    train_for(m, d, 1); /* gradients from before */
    choose_trained(m, ARM_FROZEN);
    ck_assert_int_eq((int)trainable_count(m), 4 * CLASSES + CLASSES);
    Snapshot before = snapshot(m);
    train_for(m, d, 3);
    for (int i = 0; i < nn_parameters(m->children[0].module)->n; i++)
        ck_assert(!nn_parameters(m->children[0].module)->tensors[i]->grad);
    ck_assert_int_eq(changed(m, &before, "features."), 0);
    before = snapshot(m);
    train_for(m, d, 1);
    ck_assert_int_eq(changed(m, &before, "classifier."), 2);
    dataset_free(d);
    nn_free(m);
}
END_TEST

START_TEST(the_first_layer_and_the_head_move) {
    Module  *m = network(1);
    Dataset *d = images(10);
    choose_trained(m, ARM_FIRST_LAST);
    ck_assert_int_eq((int)trainable_count(m), 2 * 9 + 2 + 4 * CLASSES + CLASSES);
    Snapshot before = snapshot(m);
    train_for(m, d, 2);
    ck_assert_int_eq(changed(m, &before, ""), 4);
    choose_trained(m, ARM_FULL);
    ck_assert_int_eq((int)trainable_count(m), (int)nn_parameter_count(m));
    dataset_free(d);
    nn_free(m);
}
END_TEST

START_TEST(modes) {
    Module *m = network(1), *block = m->children[0].module->children[0].module;
    train_mode(m);
    ck_assert(m->training && block->children[1].module->training);
    choose_trained(m, ARM_FIRST_LAST);
    nn_eval(m);
    train_mode(m);
    ck_assert(m->training && block->training && block->children[0].module->training);
    ck_assert(!block->children[1].module->training);                      /* its batch norm */
    ck_assert(!m->children[0].module->children[1].module->training);      /* the frozen block after it */
    ck_assert(m->children[0].module->children[2].module->training);       /* pooling: no parameters */
    choose_trained(m, ARM_FROZEN);
    train_mode(m);
    ck_assert(!m->children[0].module->training && !m->children[0].module->children[2].module->training);
    ck_assert(m->children[2].module->training);
    nn_free(m);
}
END_TEST

/* The state of a model as a file in memory. */
static Safetensors file_of(const Module *m, char **keys, Tensor **tensors) {
    int         n;
    StateEntry *entries = nn_state(m, &n);
    for (int i = 0; i < n; i++) {
        keys[i] = strdup(entries[i].key);
        tensors[i] = t_keep(entries[i].tensor);
    }
    free(entries);
    return (Safetensors){n, keys, tensors};
}

START_TEST(checkpoints) {
    char       *keys[64];
    Tensor     *tensors[64];
    Module     *from = network(1), *to = network(2);
    Safetensors file = file_of(from, keys, tensors);
    ck_assert(load_checkpoint(to, &file, true));
    Snapshot whole = snapshot(from);
    ck_assert_int_eq(changed(to, &whole, ""), 0);
    nn_free(to);

    static KeyReport report;
    to = network(2);
    replace_head(to, CLASSES + 1);
    keys[0][0] = 'F'; /* Features.0.0.weight */
    compare_keys(to, &file, &report);
    ck_assert(report.missing.n == 1 && has_key(&report.missing, "features.0.0.weight"));
    ck_assert(report.unexpected.n == 1 && has_key(&report.unexpected, "Features.0.0.weight"));
    ck_assert(report.unlike.n == 2 && has_key(&report.unlike, "classifier.weight"));
    for (int strict = 0; strict < 2; strict++) {
        Snapshot before = snapshot(to);
        ck_assert(!load_checkpoint(to, &file, strict));
        ck_assert_int_eq(changed(to, &before, ""), 0);
        ck_assert_ptr_nonnull(strstr(t_error(), "classifier.bias is (3) torch.float"));
    }
    replace_head(to, CLASSES);
    Snapshot before = snapshot(to);
    ck_assert(!load_checkpoint(to, &file, true));
    ck_assert_ptr_nonnull(strstr(t_error(), "missing: features.0.0.weight; unexpected: Features.0.0.weight"));
    ck_assert_int_eq(changed(to, &before, ""), 0);
    before = snapshot(to);
    ck_assert(load_checkpoint(to, &file, false));
    ck_assert(changed(to, &before, "features.0.0.weight") == 0 && t_equal(nn_find(to, "classifier.weight"),
                                                                        nn_find(from, "classifier.weight")));
    for (int i = 0; i < file.n; i++) {
        free(keys[i]);
        t_free(tensors[i]);
    }
    nn_free(from);
    nn_free(to);
}
END_TEST

/* What make train LAB=7 CODE=reference ARGS="--pretrain yes" has written. */
START_TEST(the_weights_that_the_lab_comes_with) {
    static const char    path[] = "labs/07_transfer/pretrained.safetensors";
    static unsigned char bytes[100 * 1000];
    char                 digest[65];
    FILE                *from = fopen(path, "rb");
    ck_assert_msg(from != NULL, "%s: run from the top folder", path);
    const size_t size = fread(bytes, 1, sizeof bytes, from);
    ck_assert(feof(from) && !fclose(from)); /* less than 100 kB */
    sha256_hex(bytes, size, digest);
    ck_assert_str_eq(digest, "cc8b799b4b3a4a72110b849aeb735a2da6ebb37a4f00d5f2f2df2df912e8c1f0");
    Safetensors *file = safetensors_read(path);
    ck_assert_msg(file != NULL, "%s", t_error());
    Module *m = digit_network(SOURCE_CLASSES);
    ck_assert_msg(load_checkpoint(m, file, true), "%s", t_error());
    ck_assert_int_eq((int)nn_parameter_count(m), 20340);
    replace_head(m, TARGET_CLASSES);
    ck_assert(!load_checkpoint(m, file, false)); /* 40 classes, not 5 */
    safetensors_free(file);
    nn_free(m);
}
END_TEST

START_TEST(features_are_what_the_head_sees) {
    Module  *m = network(1);
    Dataset *d = images(7), *features = extract_features(m, d, 3, DEV_CPU);
    ck_assert(features->n == 7 && features->x->ndim == 2 && features->x->shape[1] == 4 && features->classes == CLASSES);
    ck_assert(t_equal(features->y, d->y));
    t_no_grad();
    ck_assert(t_allclose(nn_forward(head_of(m), features->x), nn_forward(m, d->x), 1e-4, 1e-5));
    dataset_free(features);
    dataset_free(d);
    nn_free(m);
}
END_TEST

START_TEST(two_rates) {
    Module    *m = network(1);
    Optimizer *o = adam_of_two_rates(m, 0.25, 0.5);
    scale_rates(o, (double[]){0.25, 0.5}, 0.5);
    ck_assert(optim_n_groups(o) == GROUPS && optim_args(o, GROUP_BODY)->lr == 0.125 &&
              optim_args(o, GROUP_HEAD)->lr == 0.25);
    Snapshot before = snapshot(m);
    optim_args(o, GROUP_BODY)->lr = 0;
    t_backward(t_sum(nn_forward(m, t_ones(2, 1, 8, 8))));
    optim_step(o);
    ck_assert_int_eq(changed(m, &before, "classifier."), 2);
    optim_free(o);
    nn_free(m);
}
END_TEST

START_TEST(the_likeliest_first) {
    Tensor       *x = t_tensor(((real[]){1, 3, 3, 2, 5, 5, 5, 5}), 2, 4);
    const Tensor *best = top_k(x, 3);
    const int64_t expected[] = {1, 2, 3, 0, 1, 2};
    ck_assert(memcmp(best->i64, expected, sizeof expected) == 0);
    const Tensor *labels = t_tensor_int64(((int64_t[]){2, 3}), 2);
    ck_assert(top_k_accuracy(x, labels, 1) == 0 && top_k_accuracy(x, labels, 2) == 0.5 &&
              top_k_accuracy(x, labels, 4) == 1);
    t_manual_seed(1);
    for (int i = 0; i < 100; i++) { /* against sorting by selection */
        t_step();
        const Tensor *y = t_randint(0, 6, 1, 9), *some = top_k(t_cast((Tensor *)y, DTYPE_REAL), 9);
        for (int k = 1; k < 9; k++) {
            const int64_t a = some->i64[k - 1], b = some->i64[k];
            ck_assert(y->i64[a] > y->i64[b] || (y->i64[a] == y->i64[b] && a < b));
        }
    }
}
END_TEST

int main(void) {
    Suite *s = suite_create("transfer");
    TCase *t = tcase_create("transfer");
    suite_add_tcase(s, t);
    tcase_add_test(t, a_frozen_body_is_bit_identical);
    tcase_add_test(t, the_first_layer_and_the_head_move);
    tcase_add_test(t, modes);
    tcase_add_test(t, checkpoints);
    tcase_add_test(t, the_weights_that_the_lab_comes_with);
    tcase_add_test(t, features_are_what_the_head_sees);
    tcase_add_test(t, two_rates);
    tcase_add_test(t, the_likeliest_first);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    const int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
