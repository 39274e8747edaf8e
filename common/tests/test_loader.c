/* Loaders: lengths, orders, batches, and memory that is allocated once. */
#include "owned.h"
#include <stdlib.h>
#include <string.h>

/* x (n,1) of i and label i mod 7, so that every sample can be told. */
static Dataset *numbered(int n) {
    Tensor *x = t_own(DTYPE_REAL, DEV_CPU, T_SHAPE(n, 1)), *y = t_own(DTYPE_INT64, DEV_CPU, T_SHAPE(n));
    for (int i = 0; i < n; i++) x->data[i] = (real)i, y->i64[i] = i % 7;
    return owned(dataset_new("numbered", x, y, 7));
}

#define loader_of(...) owned_loader(data_loader(__VA_ARGS__))

/* The order of an epoch; returns the number of batches. */
static int epoch(DataLoader *loader, int order[]) {
    int batches = 0, samples = 0;
    for (Tensor *x, *y; data_next(loader, &x, &y); batches++) {
        ck_assert_int_eq(x->shape[0], y->shape[0]);
        ck_assert_uint_eq(x->size, (size_t)x->shape[0]);
        for (int i = 0; i < x->shape[0]; i++) {
            int sample = (int)x->data[i];
            ck_assert_int_eq(y->i64[i], sample % 7);
            order[samples++] = sample;
        }
    }
    return batches;
}

START_TEST(lengths) {
    static const struct {
        int  n, batch_size;
        bool drop_last;
        int  batches, last;
    } cases[] = {{60000, 64, false, 938, 32}, {60000, 64, true, 937, 64}, {10000, 64, false, 157, 16},
                 {130, 64, false, 3, 2},      {1024, 64, false, 16, 64},  {3, 0, false, 3, 1},
                 {5, 8, false, 1, 5},         {5, 8, true, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        Dataset    *d = numbered(cases[i].n);
        DataLoader *loader = loader_of(d, .batch_size = cases[i].batch_size, .drop_last = cases[i].drop_last);
        ck_assert_int_eq(data_len(loader), cases[i].batches);
        ck_assert_int_eq(data_size(loader), cases[i].n);
        ck_assert_int_eq(data_batch_size(loader), cases[i].batch_size ? cases[i].batch_size : 1);
        ck_assert_ptr_eq(data_of(loader), d);
        int batches = 0, last = 0;
        for (Tensor *x, *y; data_next(loader, &x, &y); batches++) last = x->shape[0];
        ck_assert_int_eq(batches, cases[i].batches);
        ck_assert_int_eq(last, cases[i].last);
    }
}
END_TEST

/* The samples seen by the time of every hundredth batch, which are the lecture's progress lines. */
START_TEST(progress_lines) {
    DataLoader *loader = loader_of(numbered(60000), .batch_size = 64);
    int batch = 0, seen = 0, lines = 0;
    for (Tensor *x, *y; data_next(loader, &x, &y); batch++) {
        seen += x->shape[0];
        if (batch % 100 == 0) ck_assert_int_eq(seen, 64 + 6400 * lines++);
    }
    ck_assert_int_eq(lines, 10);
}
END_TEST

START_TEST(in_order) {
    DataLoader *loader = loader_of(numbered(10), .batch_size = 4);
    int order[10];
    for (int e = 0; e < 2; e++) {
        ck_assert_int_eq(epoch(loader, order), 3);
        for (int i = 0; i < 10; i++) ck_assert_int_eq(order[i], i);
    }
}
END_TEST

START_TEST(shuffled_anew_each_epoch) {
    enum { N = 100 };
    Dataset    *d = numbered(N);
    DataLoader *loader = loader_of(d, .batch_size = 8, .shuffle = true, .seed = 5);
    int first[N], second[N], again[N], other[N], seen[N] = {0};
    epoch(loader, first);
    epoch(loader, second);
    for (int i = 0; i < N; i++) seen[first[i]]++, seen[second[i]]++;
    for (int i = 0; i < N; i++) ck_assert_int_eq(seen[i], 2);
    ck_assert(memcmp(first, second, sizeof first) != 0);
    int in_place = 0;
    for (int i = 0; i < N; i++) in_place += first[i] == i;
    ck_assert_int_lt(in_place, 6); /* 1 on average */

    loader = loader_of(d, .batch_size = 3, .shuffle = true, .seed = 5); /* the order does not depend on the batches */
    epoch(loader, again);
    ck_assert(memcmp(first, again, sizeof first) == 0);
    epoch(loader, again);
    ck_assert(memcmp(second, again, sizeof first) == 0);
    epoch(loader_of(d, .shuffle = true, .seed = 6), other);
    ck_assert(memcmp(first, other, sizeof first) != 0 && memcmp(second, other, sizeof first) != 0);
}
END_TEST

START_TEST(rewind_begins_the_next_epoch) {
    enum { N = 50 };
    Dataset    *d = numbered(N);
    DataLoader *loader = loader_of(d, .batch_size = 10, .shuffle = true), *whole = loader_of(d, .shuffle = true);
    Tensor *x, *y;
    ck_assert(data_next(loader, &x, &y) && data_next(loader, &x, &y));
    data_rewind(loader);
    data_rewind(loader); /* nothing to do: the epoch has not begun */
    int order[N], expected[N];
    ck_assert_int_eq(epoch(loader, order), 5);
    epoch(whole, expected);
    epoch(whole, expected);
    ck_assert(memcmp(order, expected, sizeof order) == 0);
}
END_TEST

static void backwards(int64_t *order, int n, Rng *rng, void *data) {
    (void)rng;
    ++*(int *)data;
    for (int i = 0; i < n; i++) order[i] = n - 1 - i;
}

START_TEST(own_sampler) {
    int calls = 0, order[9];
    DataLoader *loader = loader_of(numbered(9), .batch_size = 2, .sampler = backwards, .sampler_data = &calls);
    ck_assert_int_eq(epoch(loader, order), 5);
    epoch(loader, order);
    for (int i = 0; i < 9; i++) ck_assert_int_eq(order[i], 8 - i);
    ck_assert_int_eq(calls, 2);
}
END_TEST

static void outside(int64_t *order, int n, Rng *rng, void *data) {
    (void)rng, (void)data;
    order[n - 1] = n;
}

START_TEST(sampler_outside_is_a_wrong_call) {
    int order[9];
    epoch(loader_of(numbered(9), .sampler = outside), order);
}
END_TEST
START_TEST(sampler_and_shuffle_is_a_wrong_call) {
    int calls = 0;
    loader_of(numbered(9), .shuffle = true, .sampler = backwards, .sampler_data = &calls);
}
END_TEST
START_TEST(negative_batch_size_is_a_wrong_call) { loader_of(numbered(9), .batch_size = -1); }
END_TEST

START_TEST(batches_keep_the_shape_of_a_sample) {
    Dataset *d = owned(dataset_new("images", t_keep(t_rand(5, 1, 3, 2)), t_keep(t_rand(5, 4)), 0));
    DataLoader *loader = loader_of(d, .batch_size = 3);
    Tensor *x, *y;
    ck_assert(data_next(loader, &x, &y));
    ck_assert_str_eq(t_shape_text(x), "(3,1,3,2)");
    ck_assert_str_eq(t_shape_text(y), "(3,4)");
    ck_assert(data_next(loader, &x, &y));
    ck_assert_str_eq(t_shape_text(x), "(2,1,3,2)");
    ck_assert_uint_eq(y->size, 8);
    ck_assert(memcmp(x->data, d->x->data + 18, 12 * sizeof(real)) == 0);
    ck_assert(memcmp(y->data, d->y->data + 12, 8 * sizeof(real)) == 0);
}
END_TEST

START_TEST(nothing_is_allocated_on_the_way) {
    DataLoader *loader = loader_of(numbered(100), .batch_size = 7, .shuffle = true);
    uint64_t before = t_allocations;
    int order[100];
    for (int e = 0; e < 3; e++) epoch(loader, order);
    ck_assert_uint_eq(t_allocations, before);
}
END_TEST

START_TEST(batches_on_a_device) {
    if (!dev_available(DEV_CUDA)) return;
    DataLoader *loader = loader_of(numbered(10), .batch_size = 4, .device = DEV_CUDA);
    int at = 0;
    for (Tensor *x, *y; data_next(loader, &x, &y); at += 4) {
        ck_assert_int_eq(x->device, DEV_CUDA);
        for (int i = 0; i < x->shape[0]; i++) ck_assert(t_at(x, i, 0) == at + i && t_at(y, i) == (at + i) % 7);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("loader");
    TCase *tests = tcase_create("loader");
    tcase_add_checked_fixture(tests, NULL, free_owned);
    tcase_add_test(tests, lengths);
    tcase_add_test(tests, progress_lines);
    tcase_add_test(tests, in_order);
    tcase_add_test(tests, shuffled_anew_each_epoch);
    tcase_add_test(tests, rewind_begins_the_next_epoch);
    tcase_add_test(tests, own_sampler);
    tcase_add_exit_test(tests, sampler_outside_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_exit_test(tests, sampler_and_shuffle_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_exit_test(tests, negative_batch_size_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_test(tests, batches_keep_the_shape_of_a_sample);
    tcase_add_test(tests, nothing_is_allocated_on_the_way);
    tcase_add_test(tests, batches_on_a_device);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
