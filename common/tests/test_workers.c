/* Loaders with workers: the batches, errors and guards of a loader without, and no more batches ahead than asked for. */
#include "ops.h"
#include "owned.h"
#include "scratch.h"
#include "team_private.h"
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define loader_of(...) owned_loader(data_loader(__VA_ARGS__))

enum { NONE = -1 };

/* --- Samples ------------------------------------------------------------------------------------------------------ */
typedef struct Source {
    atomic_int asked;
    int64_t    broken, odd; /* a sample that cannot be had, and one of another shape */
} Source;

/* x (2,3) of i, y (2) of i and 2 i. */
static bool get(void *data, int64_t i, Tensor **x, Tensor **y) {
    Source *s = data;
    atomic_fetch_add(&s->asked, 1);
    if (i == s->broken) return t_error_set("sample %d cannot be had", (int)i);
    *x = t_full((double)i, i == s->odd ? 1 : 2, 3);
    *y = t_tensor(((real[]){(real)i, (real)(2 * i)}), 2);
    return true;
}

static Source source;

static Dataset *samples(int n, int64_t broken, int64_t odd) {
    source = (Source){.broken = broken, .odd = odd};
    return owned(dataset_map("samples", n, (SampleSource){.get = get, .data = &source}, NULL, 0));
}

/* Draws more numbers for some samples than for others, and takes longer. */
static Tensor *noisy(Tensor *x, Rng *rng, void *data) {
    (void)data;
    for (int turn = 0, turns = 1 + (int)rng_below(rng, 200); turn < turns; turn++)
        for (size_t i = 0; i < x->size; i++) x->data[i] += (real)rng_normal(rng);
    return t_mul(x, t_exp(t_scalar(-1))); /* an operation of the library */
}

/* --- The same batches --------------------------------------------------------------------------------------------- */
static void check_same(DataLoader *a, DataLoader *b) {
    for (Tensor *x, *y, *p, *q;;) {
        const bool more = data_next(a, &x, &y);
        ck_assert(more == data_next(b, &p, &q));
        if (!more) break;
        ck_assert(t_same_shape(x, p) && t_same_shape(y, q));
        ck_assert(memcmp(x->raw, p->raw, x->size * t_element_size(x->dtype)) == 0);
        ck_assert(memcmp(y->raw, q->raw, y->size * t_element_size(y->dtype)) == 0);
    }
    const char *error = data_error(a), *same = data_error(b);
    ck_assert((error == NULL) == (same == NULL));
    if (error) ck_assert_str_eq(error, same);
}

static const struct {
    int workers, factor;
} teams[] = {{1, 0}, {1, 1}, {2, 0}, {3, 1}, {5, 7}};
enum { TEAMS = sizeof teams / sizeof teams[0] };

/* Several epochs with and without workers. */
static void check_team(Dataset *d, int batch_size, bool drop_last, int team) {
    DataLoader *alone = loader_of(d, .batch_size = batch_size, .shuffle = true, .seed = 3, .drop_last = drop_last);
    DataLoader *shared = loader_of(d, .batch_size = batch_size, .shuffle = true, .seed = 3, .drop_last = drop_last,
                                   .num_workers = teams[team].workers, .prefetch_factor = teams[team].factor);
    for (int epoch = 0; epoch < 3; epoch++) check_same(alone, shared);
}

START_TEST(same_batches) {
    Dataset *d = samples(47, NONE, NONE);
    d->transform.apply = noisy;
    d->target_transform.apply = noisy;
    check_team(d, 4, false, _i);
    check_team(d, 4, true, _i);
    check_team(d, 47, false, _i);
    check_team(d, 100, true, _i); /* no batch at all */
    check_team(owned(dataset_load(d, 0)), 4, false, _i);
}
END_TEST

START_TEST(same_samples_in_memory) {
    Dataset *d = owned(dataset_new("images", t_keep(t_rand(21, 1, 4, 4)), t_keep(t_randint(0, 5, 21)), 5));
    check_team(d, 4, false, _i);
    d->transform.apply = noisy;
    check_team(d, 4, false, _i);
}
END_TEST

/* A transform that is set, or taken away, between two epochs. */
START_TEST(transforms_that_come_and_go) {
    Dataset    *d = owned(dataset_new("numbers", t_keep(t_rand(9, 3)), t_keep(t_rand(9, 1)), 0));
    DataLoader *alone = loader_of(d, .batch_size = 2), *shared = loader_of(d, .batch_size = 2, .num_workers = 2);
    for (int epoch = 0; epoch < 4; epoch++) {
        d->transform.apply = epoch % 2 ? noisy : NULL;
        check_same(alone, shared);
    }
}
END_TEST

/* --- Errors ------------------------------------------------------------------------------------------------------- */
START_TEST(same_errors) {
    for (int64_t at = 0; at < 11; at++) {
        check_team(samples(11, at, NONE), 2, false, _i);
        check_team(samples(11, NONE, at), 2, false, _i);
        free_owned();
    }
    check_team(samples(11, 4, 5), 3, false, _i);
}
END_TEST

START_TEST(damaged_image) {
    ck_assert_int_eq(mkdir(scratch_path("set"), 0777), 0);
    ck_assert_int_eq(mkdir(scratch_path("set/a"), 0777), 0);
    for (int i = 0; i < 9; i++) {
        Tensor *image = t_full(1, 3, 6, 5);
        Tensor *bytes = t_empty(DTYPE_UINT8, image->ndim, image->shape);
        for (size_t p = 0; p < bytes->size; p++) bytes->u8[p] = (uint8_t)(20 * i + (int)p);
        char file[32];
        snprintf(file, sizeof file, "set/a/%d.png", i);
        ck_assert_msg(image_write_png(scratch_path(file), bytes), "%s", t_error());
    }
    Dataset *d = owned(data_image_folder(scratch_path("set")));
    d->transform.apply = transform_to_tensor;
    check_team(d, 2, false, 2);
    ck_assert_int_eq(truncate(scratch_path("set/a/6.png"), 60), 0);
    check_team(d, 2, false, 2);
    DataLoader *loader = loader_of(d, .batch_size = 2, .num_workers = 2);
    int         batches = 0;
    for (Tensor *x, *y; data_next(loader, &x, &y); batches++) ck_assert_int_eq(x->shape[0], 2);
    ck_assert_int_eq(batches, 3);
    ck_assert_msg(strstr(data_error(loader), "set/a/6.png"), "%s", data_error(loader));
}
END_TEST

START_TEST(error_not_asked_for_ends_the_program) {
    DataLoader *loader = data_loader(samples(6, 1, NONE), .batch_size = 2, .num_workers = 2);
    Tensor *x, *y;
    ck_assert(!data_next(loader, &x, &y));
    data_next(loader, &x, &y);
}
END_TEST

/* --- Wrong calls -------------------------------------------------------------------------------------------------- */
/* A wrong call in a job within a step. */
static void in_a_shared_loop(void *context, int part, int begin, int end) {
    (void)part, (void)begin, (void)end;
    t_fail("help", "sample %d is refused", *(int *)context);
}

static Tensor *refuses(Tensor *x, Rng *rng, void *data) {
    (void)rng, (void)data;
    t_step();
    int number = (int)x->data[0];
    if (number == 7) t_parallel(4, in_a_shared_loop, &number);
    return x;
}

static int batches_seen;

static void check_and_leave(int status, const char *message) {
    ck_assert_int_eq(status, EXIT_WRONG_CALL);
    ck_assert_str_eq(message, "error: sample 7 is refused\n help: help\n");
    ck_assert_int_eq(batches_seen, 3);
    _exit(42);
}

/* It ends the program on the caller's thread, when the batch is asked for. */
START_TEST(wrong_call_in_a_transform) {
    Dataset *d = samples(12, NONE, NONE);
    d->transform.apply = refuses;
    DataLoader *loader = data_loader(d, .batch_size = 2, .num_workers = _i);
    t_on_fatal(check_and_leave);
    team_set_sharing(SHARE_NEVER); /* so that the worker itself does all parts of the job */
    for (Tensor *x, *y; data_next(loader, &x, &y);) batches_seen++;
}
END_TEST

/* One that is never asked for is not told, and the workers go on. */
START_TEST(wrong_call_that_nobody_waits_for) {
    Dataset    *d = samples(12, NONE, NONE);
    d->transform.apply = refuses;
    team_set_sharing(SHARE_NEVER);
    DataLoader *loader = loader_of(d, .batch_size = 2, .num_workers = 2, .prefetch_factor = 6);
    for (int round = 0; round < 20; round++) {
        Tensor *x, *y;
        for (int b = 0; b < 3; b++) ck_assert(data_next(loader, &x, &y) && x->data[0] == 2 * b);
        data_rewind(loader);
    }
}
END_TEST

static Tensor *draws_for_all(Tensor *x, Rng *rng, void *data) {
    (void)rng, (void)data;
    return t_add(x, t_rand_like(x));
}

START_TEST(global_generator_is_a_wrong_call) {
    Dataset *d = samples(12, NONE, NONE);
    d->transform.apply = draws_for_all;
    Tensor *x, *y;
    data_next(data_loader(d, .batch_size = 2, .num_workers = 2), &x, &y); /* the first sample is the caller's */
}
END_TEST

START_TEST(options_that_are_wrong_calls) {
    Dataset *d = samples(3, NONE, NONE);
    if (_i == 0) data_loader(d, .num_workers = -1);
    if (_i == 1) data_loader(d, .num_workers = 65);
    if (_i == 2) data_loader(d, .num_workers = 1, .prefetch_factor = -1);
    if (_i == 3) data_loader(d, .prefetch_factor = 2);
}
END_TEST

/* The batch that a graph needs has gone to the workers. */
START_TEST(batch_overwritten_before_backward) {
    DataLoader *loader = data_loader(samples(12, NONE, NONE), .batch_size = 2, .num_workers = _i);
    Tensor     *w = t_requires_grad(t_keep(t_rand(2, 2, 3))), *x, *y;
    ck_assert(data_next(loader, &x, &y));
    Tensor *L = t_sum(t_mul(w, x));
    ck_assert(data_next(loader, &x, &y));
    t_backward(L);
}
END_TEST

/* --- Threads ------------------------------------------------------------------------------------------------------ */
/* Neither goes on before the other has come: one thread alone would wait for ever. */
static pthread_barrier_t meeting;

static bool get_together(void *data, int64_t i, Tensor **x, Tensor **y) {
    if (i > 0) pthread_barrier_wait(&meeting); /* the first one is the caller's */
    return get(data, i, x, y);
}

START_TEST(workers_work_at_the_same_time) {
    pthread_barrier_init(&meeting, NULL, 2);
    source = (Source){.broken = NONE, .odd = NONE};
    Dataset *d = owned(dataset_map("pairs", 9, (SampleSource){.get = get_together, .data = &source}, NULL, 0));
    DataLoader *loader = loader_of(d, .batch_size = 1, .num_workers = 2);
    int         seen = 0;
    for (Tensor *x, *y; data_next(loader, &x, &y); seen++) ck_assert(x->data[0] == seen);
    ck_assert_int_eq(seen, 9);
}
END_TEST

START_TEST(no_more_batches_ahead_than_asked_for) {
    enum { SIZE = 3, BATCHES = 40 };
    for (int workers = 1; workers <= 3; workers++)
        for (int factor = 1; factor <= 2; factor++) {
            Dataset    *d = samples(SIZE * BATCHES, NONE, NONE);
            DataLoader *loader = loader_of(d, .batch_size = SIZE, .num_workers = workers, .prefetch_factor = factor);
            int         taken = 0;
            for (Tensor *x, *y; data_next(loader, &x, &y);) {
                taken++;
                usleep(500);
                ck_assert_int_le(source.asked, SIZE * (taken + workers * factor));
            }
            ck_assert_int_eq(taken, BATCHES);
            ck_assert_int_eq(source.asked, SIZE * BATCHES); /* each once */
        }
}
END_TEST

START_TEST(rewound_or_freed_on_the_way) {
    Dataset *d = samples(60, NONE, NONE);
    d->transform.apply = noisy;
    DataLoader *alone = loader_of(d, .batch_size = 4, .shuffle = true);
    DataLoader *shared = loader_of(d, .batch_size = 4, .shuffle = true, .num_workers = 3);
    Tensor *x, *y;
    for (int taken = 0; taken < 5; taken++) {
        for (int b = 0; b < taken; b++) ck_assert(data_next(alone, &x, &y) && data_next(shared, &x, &y));
        data_rewind(alone);
        data_rewind(shared);
        check_same(alone, shared);
        DataLoader *left = data_loader(d, .batch_size = 4, .num_workers = 2);
        for (int b = 0; b < taken; b++) ck_assert(data_next(left, &x, &y));
        data_loader_free(left);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("workers");
    TCase *tests = tcase_create("workers");
    tcase_add_unchecked_fixture(tests, scratch_make, scratch_remove);
    tcase_add_checked_fixture(tests, NULL, free_owned);
    tcase_add_loop_test(tests, same_batches, 0, TEAMS);
    tcase_add_loop_test(tests, same_samples_in_memory, 0, TEAMS);
    tcase_add_test(tests, transforms_that_come_and_go);
    tcase_add_loop_test(tests, same_errors, 0, TEAMS);
    tcase_add_test(tests, damaged_image);
    tcase_add_exit_test(tests, error_not_asked_for_ends_the_program, EXIT_WRONG_CALL);
    tcase_add_loop_exit_test(tests, wrong_call_in_a_transform, 42, 0, 3);
    tcase_add_test(tests, wrong_call_that_nobody_waits_for);
    tcase_add_exit_test(tests, global_generator_is_a_wrong_call, EXIT_WRONG_CALL);
    tcase_add_loop_exit_test(tests, options_that_are_wrong_calls, EXIT_WRONG_CALL, 0, 4);
    tcase_add_loop_exit_test(tests, batch_overwritten_before_backward, EXIT_WRONG_CALL, 0, 3);
    tcase_add_test(tests, workers_work_at_the_same_time);
    tcase_add_test(tests, no_more_batches_ahead_than_asked_for);
    tcase_add_test(tests, rewound_or_freed_on_the_way);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
