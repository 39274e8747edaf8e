/* The twins of the library's optimisers against their steps on the CPU. */
#include "cuda_pairs.h"
#include "cuda_plugin.h"
#include "optim.h"

static void open_device(void) {
    gpu = dev_kernels(DEV_CUDA);
    rng = rng_new(7, 1);
}

/* A step of one of the library's methods: as it is on the CPU, or its twin. */
static void optim_pass(const Kernels *k, const OptimType *type, OptimArgs args, int64_t t, size_t n, real *p,
                       const real *g, real *const state[]) {
    const OptimType *here = k == gpu ? dev_twin(DEV_CUDA, type) : type;
    args.t = t;
    if (type->prepare) type->prepare(&args);
    ck_assert_int_eq(here->states, type->states);
    OptimArgs *there = k->alloc(sizeof args);
    k->to_device(there, &args, sizeof args);
    here->step(there, n, p, g, state);
    k->release(there);
}

START_TEST(optimisers) {
    static const struct {
        const OptimType *type;
        OptimArgs        args;
    } methods[] = {{&sgd_type, {.lr = 0.1, .weight_decay = 0.01}},
                   {&momentum_type, {.lr = 0.1, .momentum = 0.9, .weight_decay = 0.01}},
                   {&momentum_type, {.lr = 0.1, .momentum = 0.9, .dampening = 0.25, .nesterov = true}},
                   {&adagrad_type, {.lr = 0.1, .eps = 1e-10, .weight_decay = 0.01}},
                   {&rmsprop_type, {.lr = 0.01, .alpha = 0.99, .eps = 1e-8, .weight_decay = 0.01}},
                   {&adam_type, {.lr = 0.01, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8, .weight_decay = 0.01}},
                   {&adamw_type, {.lr = 0.01, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8, .weight_decay = 0.5}}};
    EACH_SIZE(n) for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        Pair p = reals(n), g = reals(n), m = reals(n), s = positives(n);
        for (int t = 1; t <= 3; t++)
            ON_BOTH(optim_pass(k, methods[i].type, methods[i].args, t, n, PART(p), PART(g),
                               (real *[]){PART(m), PART(s)}));
        check_and_discard(p, 40);
        check_and_discard(m, 40);
        check_and_discard(s, 40);
        discard(g);
    }
}
END_TEST

/* The plugin holds the labs' twins, too, but the .c files beside those are not in this program. */
START_TEST(no_twins_without_their_ops) {
    for (const Twin *twin = gpu->twins; twin; twin = twin->next)
        ck_assert_str_eq(twin->file, "reference/04_optimizers/optimizers.cu");
    const OptimType mine = adam_type; /* of the same name */
    ck_assert(dev_twin(DEV_CUDA, &adam_type) && !dev_twin(DEV_CUDA, &mine));
}
END_TEST

int main(void) {
    Suite *s = suite_create("CUDA optimisers");
    TCase *t = tcase_create("twins");
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    if (choose_plugin() != PLUGIN_NONE) {
        tcase_set_timeout(t, 60);
        tcase_add_checked_fixture(t, open_device, NULL);
        tcase_add_test(t, optimisers);
        tcase_add_test(t, no_twins_without_their_ops);
    }
    srunner_run_all(r, CK_NORMAL);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
