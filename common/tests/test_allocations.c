/* A training loop asks for no memory once it is under way: neither through the library's own counter nor, where the C
 * library lets us look, through malloc. */
#include "gradlab.h"
#include <check.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#define HAS_FEATURE(x) __has_feature(x)
#else
#define HAS_FEATURE(x) 0
#endif

/* --- Counting malloc ---------------------------------------------------------------------------------------------- */
/* glibc lets a program bring its own malloc and still call the real one; a sanitizer brings one already. */
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !HAS_FEATURE(address_sanitizer)
#include <errno.h>
#include <stdatomic.h>

static atomic_ullong mallocs; /* by any thread: the BLAS has some */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t n, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
    mallocs++;
    return __libc_malloc(size);
}

void *calloc(size_t n, size_t size) {
    mallocs++;
    return __libc_calloc(n, size);
}

void *realloc(void *old, size_t size) {
    mallocs++;
    return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
    mallocs++;
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **out, size_t alignment, size_t size) {
    *out = memalign(alignment, size);
    return *out ? 0 : ENOMEM;
}

static unsigned long long mallocs_so_far(void) { return mallocs; }

START_TEST(malloc_is_counted) {
    unsigned long long before = mallocs_so_far();
    uint64_t           ours = t_allocations;
    t_free(t_keep(t_ones(3)));
    ck_assert_uint_gt(mallocs_so_far(), before);
    ck_assert_uint_gt(t_allocations, ours);
}
END_TEST
#else
static unsigned long long mallocs_so_far(void) { return 0; }

START_TEST(malloc_is_counted) {
    uint64_t ours = t_allocations;
    t_free(t_keep(t_ones(3)));
    ck_assert_uint_gt(t_allocations, ours);
}
END_TEST
#endif

/* --- A small classifier of primitive ops -------------------------------------------------------------------------- */
enum { SAMPLES = 200, FEATURES = 64, HIDDEN = 256, CLASSES = 3, BATCH = 64, EPOCHS = 4 };

static Dataset *samples(void) {
    Tensor *y = t_own(DTYPE_INT64, DEV_CPU, 1, (int[]){SAMPLES});
    for (int i = 0; i < SAMPLES; i++) y->i64[i] = i % CLASSES;
    return dataset_new("made up", t_keep(t_randn(SAMPLES, FEATURES)), y, CLASSES);
}

static Tensor *forward(Module *m, Tensor *x) {
    const NamedTensor *p = m->parameters;
    Tensor *h = t_maximum(t_add(t_matmul(x, t_transpose(p[0].tensor)), p[1].tensor), 0);
    return t_add(t_matmul(h, t_transpose(p[2].tensor)), p[3].tensor);
}

static Module *classifier(void) {
    static const ModuleType type = {.name = "Classifier", .forward = forward};
    Module *m = nn_module(&type);
    nn_register_parameter(m, "W1", t_keep(t_scale(t_randn(HIDDEN, FEATURES), 0.1)));
    nn_register_parameter(m, "b1", t_keep(t_zeros(HIDDEN)));
    nn_register_parameter(m, "W2", t_keep(t_scale(t_randn(CLASSES, HIDDEN), 0.1)));
    nn_register_parameter(m, "b2", t_keep(t_zeros(CLASSES)));
    return m;
}

/* Cross-entropy written out: log sum exp z - z[label], over the batch. */
static Tensor *cross_entropy(Tensor *z, Tensor *labels) {
    Tensor *shifted = t_sub(z, t_max_keep(z, 1));
    return t_mean(t_sub(t_log(t_sum_axis(t_exp(shifted), 1)), t_gather(shifted, labels)));
}

static double epoch(Module *m, DataLoader *loader, Optimizer *o) {
    Tensor *x, *y;
    double  total = 0;
    while (data_next(loader, &x, &y)) {
        t_step();
        Tensor *L = cross_entropy(nn_forward(m, x), y);
        optim_zero_grad(o);
        t_backward(L);
        optim_step(o);
        total += t_item(L) * x->shape[0];
    }
    return total / SAMPLES;
}

static double evaluate(Module *m, DataLoader *loader) {
    t_no_grad();
    Tensor *x, *y;
    double  right = 0;
    while (data_next(loader, &x, &y)) {
        t_step();
        right += t_item(t_sum(t_eq(t_argmax_axis(nn_forward(m, x), 1), y)));
    }
    return right / SAMPLES;
}

/* The first epoch has seen full batches and the short one; those after it find all memory in place. */
static void check_training(Module *m, Dataset *d, Optimizer *o) {
    DataLoader *train = data_loader(d, .batch_size = BATCH, .shuffle = true, .seed = 1);
    DataLoader *test = data_loader(d, .batch_size = 2 * BATCH);
    double      first = epoch(m, train, o), last = first;
    evaluate(m, test);
    uint64_t           ours = t_allocations;
    unsigned long long all = mallocs_so_far();
    for (int e = 1; e < EPOCHS; e++) {
        last = epoch(m, train, o);
        evaluate(m, test);
    }
    unsigned long long all_after = mallocs_so_far();
    ck_assert_uint_eq(t_allocations, ours);
    ck_assert_uint_eq(all_after, all);
    ck_assert_double_lt(last, first);
    optim_free(o);
    data_loader_free(train);
    data_loader_free(test);
    dataset_free(d);
    nn_free(m);
}

START_TEST(with_sgd) {
    Module *m = classifier();
    check_training(m, samples(), optim_sgd(nn_parameters(m), 0.1, 0.9, 1e-4));
}
END_TEST

START_TEST(with_adam) {
    Module *m = classifier();
    check_training(m, samples(), optim_adam(nn_parameters(m), 0.01));
}
END_TEST

START_TEST(without_a_block) {
    t_step();
    Module *m = classifier();
    uint64_t ours = 0;
    for (int i = 0; i < 5; i++) {
        t_step();
        nn_zero_grad(m);
        t_backward(t_sum(nn_forward(m, t_randn(4, FEATURES))));
        if (i == 2) ours = t_allocations;
    }
    ck_assert_uint_eq(t_allocations, ours);
    nn_free(m);
}
END_TEST

int main(void) {
    Suite *s = suite_create("allocations");
    TCase *t = tcase_create("allocations");
    suite_add_tcase(s, t);
    tcase_add_test(t, malloc_is_counted);
    tcase_add_test(t, with_sgd);
    tcase_add_test(t, with_adam);
    tcase_add_test(t, without_a_block);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
