/* Transforms: of samples in memory, in a row, at random. */
#include "ops.h"
#include "owned.h"
#include <check.h>

#define loader_of(...) owned_loader(data_loader(__VA_ARGS__))

static Tensor *add_noise(Tensor *x, Rng *rng, void *data) {
    for (size_t i = 0; i < x->size; i++) x->data[i] += *(real *)data * (real)rng_uniform(rng); /* in place */
    return x;
}

static Tensor *as_one_hot(Tensor *y, Rng *rng, void *data) {
    (void)rng;
    Tensor *row = t_zeros(*(int *)data);
    row->data[y->i64[0]] = 1;
    return row;
}

/* x (n,2) of (i, -i), label i mod 3. */
static Dataset *numbered(int n) {
    Tensor *x = t_own(DTYPE_REAL, DEV_CPU, T_SHAPE(n, 2)), *y = t_own(DTYPE_INT64, DEV_CPU, T_SHAPE(n));
    for (int i = 0; i < n; i++) x->data[2 * i] = (real)i, x->data[2 * i + 1] = (real)-i, y->i64[i] = i % 3;
    return owned(dataset_new("numbered", x, y, 3));
}

START_TEST(transforms_of_samples_in_memory) {
    static real noise = 0.5;
    static int  classes = 3;
    Dataset *d = numbered(7);
    d->transform = (Transform){add_noise, &noise};
    d->target_transform = (Transform){as_one_hot, &classes};
    DataLoader *loader = loader_of(d, .batch_size = 7);
    Tensor *x, *y;
    ck_assert(data_next(loader, &x, &y));
    ck_assert_str_eq(t_shape_text(y), "(7,3)");
    int moved = 0;
    for (int i = 0; i < 7; i++) {
        real added = x->data[2 * i] - (real)i;
        ck_assert(added >= 0 && added < (real)0.5);
        moved += added > 0;
        for (int c = 0; c < 3; c++) ck_assert(y->data[3 * i + c] == (c == i % 3));
        ck_assert(d->x->data[2 * i] == i && d->x->data[2 * i + 1] == -i); /* what is in memory stays as it is */
    }
    ck_assert_int_gt(moved, 5);
}
END_TEST

/* The x of an epoch, by the sample they belong to. */
static void epoch(DataLoader *loader, real by_sample[]) {
    for (Tensor *x, *y; data_next(loader, &x, &y);)
        for (int i = 0; i < x->shape[0]; i++) by_sample[(int)x->data[2 * i]] = x->data[2 * i];
    ck_assert_ptr_null(data_error(loader));
}

static Tensor *times(Tensor *x, Rng *rng, void *factor) {
    (void)rng;
    for (size_t i = 0; i < x->size; i++) x->data[i] *= (real)*(double *)factor;
    return x;
}

static Tensor *plus_drawn(Tensor *x, Rng *rng, void *unused) {
    (void)unused;
    return t_add(x, rng_uniform(rng));
}

/* In order: (x + u1) 3 + u2, with u1 and u2 the sample's first two numbers. */
START_TEST(composed_transforms) {
    static double    factor = 3;
    static Transform list[] = {{plus_drawn}, {times, &factor}, {plus_drawn}, {0}};
    Transform        both = transform_compose(list);
    Rng              rng = rng_new(2, 0), same = rng;
    double           first = rng_uniform(&same), second = rng_uniform(&same);
    t_step();
    Tensor *y = both.apply(t_full(5, 2), &rng, both.data);
    ck_assert_double_eq_tol((double)y->data[1], (5 + first) * 3 + second, 40 * REAL_EPSILON);
    ck_assert_mem_eq(&rng, &same, sizeof rng);

    Transform nested[] = {both, {times, &factor}, {0}}, nothing[] = {{0}};
    rng = rng_new(2, 0);
    y = transform_compose(nested).apply(t_full(5, 2), &rng, nested);
    ck_assert_double_eq_tol((double)y->data[0], 3 * ((5 + first) * 3 + second), 160 * REAL_EPSILON);
    Tensor *x = t_zeros(2);
    ck_assert_ptr_eq(transform_compose(nothing).apply(x, &rng, nothing), x);

    double   values[] = {1, 2, 3};
    Dataset *d = dataset_new("composed", t_keep(t_tensor(((real[]){1, 2, 3}), 3, 1)), t_keep(t_arange(3)), 3);
    d->transform = both;
    for (int i = 0; i < 3; i++) {
        Rng own = rng_new(7, (uint64_t)i), again = own;
        ck_assert(dataset_get(d, i, &own, &x, &y));
        first = rng_uniform(&again), second = rng_uniform(&again);
        ck_assert_double_eq_tol((double)x->data[0], (values[i] + first) * 3 + second, 40 * REAL_EPSILON);
        ck_assert((double)d->x->data[i] == values[i]);
    }
    dataset_free(d);
}
END_TEST

static Tensor *forgetful(Tensor *x, Rng *rng, void *unused) { return (void)x, (void)rng, (void)unused, NULL; }

START_TEST(a_transform_that_returns_nothing) {
    Transform list[] = {{plus_drawn}, {forgetful}, {0}};
    Rng       rng = rng_new(0, 0);
    transform_compose(list).apply(t_zeros(2), &rng, list);
}
END_TEST

/* What is drawn for a sample depends on the seed and the epoch, not on the order, the batches or the other samples. */
START_TEST(random_transforms_repeat) {
    enum { N = 40 };
    static real noise = 0.5;
    Dataset    *d = numbered(N);
    d->transform = (Transform){add_noise, &noise};
    real first[N], second[N], again[N], other[N];
    DataLoader *loader = loader_of(d, .batch_size = 8, .seed = 5);
    epoch(loader, first);
    epoch(loader, second);
    loader = loader_of(d, .batch_size = 3, .shuffle = true, .seed = 5);
    epoch(loader, again);
    ck_assert(memcmp(first, again, sizeof first) == 0);
    epoch(loader, again);
    ck_assert(memcmp(second, again, sizeof second) == 0);
    epoch(loader_of(d, .seed = 6), other);
    int same = 0;
    for (int i = 0; i < N; i++) {
        same += first[i] == second[i] || first[i] == other[i];
        for (int k = 0; k < i; k++) same += first[i] - (real)i == first[k] - (real)k;
    }
    ck_assert_int_lt(same, 4);
    Dataset *loaded = owned(dataset_load(d, 5)); /* the first epoch */
    for (int i = 0; i < N; i++) ck_assert(loaded->x->data[2 * i] == first[i]);
}
END_TEST

START_TEST(generator_gives_the_seeds) {
    enum { N = 40 };
    static real noise = 0.5;
    Dataset    *d = numbered(N);
    d->transform = (Transform){add_noise, &noise};
    real first[N], second[N], again[N];
    Rng  rng = rng_new(9, 1);
    DataLoader *loader = loader_of(d, .batch_size = 8, .shuffle = true, .generator = &rng);
    epoch(loader, first);
    epoch(loader, second);
    ck_assert(memcmp(first, second, sizeof first) != 0);
    rng = rng_new(9, 1);
    loader = loader_of(d, .batch_size = 8, .shuffle = true, .generator = &rng);
    epoch(loader, again);
    ck_assert(memcmp(first, again, sizeof first) == 0);
    loader = loader_of(d, .batch_size = 8, .shuffle = true, .generator = &rng); /* which has moved on */
    epoch(loader, again);
    ck_assert(memcmp(first, again, sizeof first) != 0);
}
END_TEST

START_TEST(to_tensor) {
    Tensor *image = t_empty(DTYPE_UINT8, T_SHAPE(1, 16, 16));
    for (int i = 0; i < 256; i++) image->u8[i] = (uint8_t)i;
    Tensor *x = transform_to_tensor(image, NULL, NULL);
    ck_assert_str_eq(t_shape_text(x), "(1,16,16)");
    ck_assert(x->dtype == DTYPE_REAL && x->data[0] == 0 && x->data[255] == 1);
    for (int i = 0; i < 256; i++) ck_assert(x->data[i] == (real)(i / 255.0));
}
END_TEST

START_TEST(to_tensor_of_reals_is_a_wrong_call) { transform_to_tensor(t_zeros(1, 2, 2), NULL, NULL); }
END_TEST

int main(void) {
    Suite *suite = suite_create("transforms");
    TCase *tests = tcase_create("transforms");
    tcase_add_checked_fixture(tests, NULL, free_owned);
    tcase_add_test(tests, transforms_of_samples_in_memory);
    tcase_add_test(tests, composed_transforms);
    tcase_add_exit_test(tests, a_transform_that_returns_nothing, EXIT_WRONG_CALL);
    tcase_add_test(tests, random_transforms_repeat);
    tcase_add_test(tests, generator_gives_the_seeds);
    tcase_add_test(tests, to_tensor);
    tcase_add_exit_test(tests, to_tensor_of_reals_is_a_wrong_call, EXIT_WRONG_CALL);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
