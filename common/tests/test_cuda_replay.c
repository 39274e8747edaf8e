/* On the second device: a step that is recorded and replayed does what the step as it is written does, to the bit;
 * batches of a data set that is there; memory that is not. */
#include "data.h"
#include "optim.h"
#include "replay.h"
#include "training_step.h"
#include "two_devices.h"
#include "cuda/emulated/emulator.h"
#include <dlfcn.h>

enum { ROWS = 64, IN = 40, CLASSES = 5, STEPS = 9 };

/* --- A step ------------------------------------------------------------------------------------------------------- */
static Tensor *linear_forward(Module *m, Tensor *x) {
    return t_add(t_matmul(x, t_transpose(m->parameters[0].tensor)), m->parameters[1].tensor);
}
static const ModuleType linear_type = {"Linear", linear_forward, NULL};

/* With random numbers, as dropout has them, and a sum that is folded from parts in memory of its own. */
static Tensor *noisy_loss(Tensor *y, Tensor *target) {
    Tensor *kept = t_mul(y, t_cast(t_gt(t_rand_like(y), 0.25), DTYPE_REAL));
    Tensor *log_p = t_sub(kept, t_log(t_sum_keep(t_exp(kept), -1)));
    return t_neg(t_mean(t_mul(log_p, t_one_hot(target, CLASSES))));
}

typedef struct Training {
    Module    *model;
    Optimizer *optimizer;
    Tensor    *x, *y;
} Training;

static Training training_new(Device device) {
    Training t = {.model = nn_module(&linear_type)};
    t_manual_seed(4);
    nn_register_parameter(t.model, "weight", t_keep(t_randn(CLASSES, IN)));
    nn_register_parameter(t.model, "bias", t_keep(t_randn(CLASSES)));
    t.x = t_keep(t_to(t_randn(ROWS, IN), device));
    t.y = t_keep(t_to(labels(ROWS, CLASSES), device));
    nn_to(t.model, device);
    t.optimizer = optim_adam(nn_parameters(t.model), 0.05);
    return t;
}

static void training_end(Training *t) {
    optim_free(t->optimizer);
    nn_free(t->model);
    t_free(t->x);
    t_free(t->y);
}

/* The learning rate falls, and other steps come in between: of fewer rows, as the last batch of an epoch has. */
static void take_steps(double losses[STEPS], bool replayed, Tensor **weights) {
    t_step();
    t_debug(0);
    Training      t = training_new(DEV_CUDA);
    TrainingStep *step = training_step_new(t.model, noisy_loss, t.optimizer);
    for (int i = 0; i < STEPS; i++) {
        const int rows = i % 4 == 3 ? ROWS / 2 : ROWS;
        optim_set_lr(t.optimizer, 0.05 / (1 + i));
        t.x->shape[0] = t.y->shape[0] = rows;
        t.x->size = (size_t)rows * IN;
        t.y->size = (size_t)rows;
        if (replayed) losses[i] = t_item(training_step(step, t.x, t.y));
        else {
            t_step();
            Tensor *L = noisy_loss(nn_forward(t.model, t.x), t.y);
            t_backward(L);
            optim_step(t.optimizer);
            optim_zero_grad(t.optimizer);
            losses[i] = t_item(L);
        }
    }
    *weights = t_keep(t_to(t_detach(nn_parameters(t.model)->tensors[0]), DEV_CPU));
    training_step_free(step);
    training_end(&t);
}

START_TEST(the_same_to_the_bit) {
    double  written[STEPS], replayed[STEPS];
    Tensor *expected, *got;
    take_steps(written, false, &expected);
    take_steps(replayed, true, &got);
    for (int i = 0; i < STEPS; i++)
        ck_assert_msg(written[i] == replayed[i], "step %d: %.17g, not %.17g", i, replayed[i], written[i]);
    ck_assert(t_equal(got, expected));
    t_free(expected);
    t_free(got);
}
END_TEST

/* --- Who waits ---------------------------------------------------------------------------------------------------- */
/* The emulated GPU's; of a real one NULL. */
static const EmuCounts *counts(void) {
    void *plugin = dlopen(getenv("GRADLAB_CUDA_PLUGIN"), RTLD_LAZY | RTLD_NOLOAD);
    ck_assert(plugin != NULL);
    return dlsym(plugin, "emu_counts");
}

/* Steps with new batches from the host: only reading the loss waits, and all copies are of pinned memory. */
START_TEST(nobody_waits) {
    enum { FIRST = 2, LAST = 6 };
    t_debug(0);
    Training         t = training_new(DEV_CUDA);
    const EmuCounts *now = counts();
    long             waits = 0;
    for (int i = 0; now && i < LAST; i++) {
        t_step();
        if (i == FIRST) waits = now->waits;
        Tensor *y = nn_forward(t.model, t_to(t_ones(ROWS, IN), DEV_CUDA));
        Tensor *L = t_mean(t_mul(y, y)); /* without labels, which are read on the host to check them */
        t_backward(L);
        optim_step(t.optimizer);
        optim_zero_grad(t.optimizer);
        if (i + 1 < LAST) continue;
        ck_assert_int_eq(now->waits, waits);
        t_item(L);
        ck_assert_int_eq(now->waits, waits + 1);
        t_host(L);
        ck_assert_int_eq(now->waits, waits + 2);
        ck_assert_int_eq(now->unpinned, 0);
    }
    training_end(&t);
}
END_TEST

/* --- Memory ------------------------------------------------------------------------------------------------------- */
typedef struct Sum {
    Tensor *x, *to;
    int     runs; /* of the C code */
} Sum;

static void sum_step(void *of) {
    Sum *s = of;
    s->runs++;
    t_no_grad();
    t_store(s->to, t_sum(t_mul(s->x, s->x)));
}

/* What is made between two replays keeps its values, and so does the replay its own. */
START_TEST(memory_of_its_own) {
    enum { N = 3000, OTHERS = 40 };
    t_debug(0);
    Sum     s = {.x = t_keep(t_to(t_ones(N), DEV_CUDA)), .to = t_keep(t_to(t_scalar(0), DEV_CUDA))};
    Replay *replay = replay_new(DEV_CUDA, sum_step, &s);
    Tensor *others[OTHERS];
    for (int i = 0; i < 4; i++) replay_run(replay);
    ck_assert_int_eq(s.runs, 3); /* twice as written, once recorded */
    for (int i = 0; i < OTHERS; i++) others[i] = t_keep(t_to(t_full(i, 1 << i % 12), DEV_CUDA));
    for (int round = 0; round < 2; round++) {
        t_step();
        Tensor *in_a_step = t_to(t_full(7, N), DEV_CUDA);
        replay_run(replay);
        ck_assert(t_item(s.to) == N);
        ck_assert(t_equal(t_to(in_a_step, DEV_CPU), t_full(7, N)));
    }
    ck_assert_int_eq(s.runs, 3);
    for (int i = 0; i < OTHERS; i++) {
        ck_assert(t_equal(t_to(others[i], DEV_CPU), t_full(i, 1 << i % 12)));
        t_free(others[i]);
    }
    replay_free(replay);
    t_free(s.x);
    t_free(s.to);
}
END_TEST

/* --- What a recorded step may not do ------------------------------------------------------------------------------ */
static void reads_a_result(void *of) { t_item(t_sum(((Sum *)of)->x)); }
static void sends_a_value(void *of) { t_add(((Sum *)of)->x, t_to(t_ones(3), DEV_CUDA)); }
static void keeps_more(void *of) {
    if (++((Sum *)of)->runs > 2) t_own(DTYPE_REAL, DEV_CUDA, 1, (int[]){12345678});
}

static void refused(void (*step)(void *), const char *error, const char *help) {
    t_debug(0);
    Sum     s = {.x = t_keep(t_to(t_ones(3), DEV_CUDA))};
    Replay *replay = replay_new(DEV_CUDA, step, &s);
    replay_run(replay);
    replay_run(replay);
    expect(error, help);
    replay_run(replay);
}

START_TEST(no_result) { refused(reads_a_result, "recorded for replays reads values on the host", "behind it"); }
END_TEST
START_TEST(no_value_of_the_host) { refused(sends_a_value, "recorded for replays copies from the host", "t_keep"); }
END_TEST
START_TEST(no_more_memory) { refused(keeps_more, " MiB more than the step before it", "same shapes"); }
END_TEST

/* Every value is looked at under GRADLAB_DEBUG=1: nothing is recorded. */
START_TEST(as_written_when_debugged) {
    t_debug(T_DEBUG_FINITE);
    Sum     s = {.x = t_keep(t_to(t_ones(3), DEV_CUDA)), .to = t_keep(t_to(t_scalar(0), DEV_CUDA))};
    Replay *replay = replay_new(DEV_CUDA, sum_step, &s);
    for (int i = 0; i < 5; i++) replay_run(replay);
    ck_assert_int_eq(s.runs, 5);
    ck_assert(t_item(s.to) == 3);
    replay_free(replay);
}
END_TEST

START_TEST(out_of_memory) {
    expect("error: cuda:0 is out of memory: ", "take a smaller batch; or add up the gradients of several small batches "
           "before a step, as in lab 4; or use a machine or GPU with more memory");
    t_own(DTYPE_REAL, DEV_CUDA, 3, (int[]){1 << 20, 1 << 10, 1 << 10});
}
END_TEST

/* --- A data set on the device ------------------------------------------------------------------------------------- */
static Dataset *set_of(DType x_type) {
    enum { N = 23 };
    Tensor *x = t_own(x_type, DEV_CPU, 2, (int[]){N, 3}), *y = t_own(DTYPE_INT64, DEV_CPU, 1, (int[]){N});
    for (int i = 0; i < 3 * N; i++)
        if (x_type == DTYPE_REAL) x->data[i] = (real)i;
        else x->u8[i] = (uint8_t)i;
    for (int i = 0; i < N; i++) y->i64[i] = i % 4;
    return dataset_new("rows", x, y, 4);
}

START_TEST(the_same_batches) {
    for (int type = 0; type < 2; type++) {
        Dataset    *d = set_of(type ? DTYPE_UINT8 : DTYPE_REAL);
        DataLoader *here = data_loader(d, .batch_size = 4, .shuffle = true, .seed = 3);
        DataLoader *there = data_loader(d, .batch_size = 4, .shuffle = true, .seed = 3, .device = DEV_CUDA);
        for (int epoch = 0; epoch < 2; epoch++) {
            int batches = 0;
            for (Tensor *x, *y, *x_there, *y_there; data_next(here, &x, &y); batches++) {
                t_step();
                ck_assert(data_next(there, &x_there, &y_there));
                ck_assert_int_eq(x_there->device, DEV_CUDA);
                ck_assert(t_equal(t_to(x_there, DEV_CPU), x) && t_equal(t_to(y_there, DEV_CPU), y));
            }
            Tensor *x, *y;
            ck_assert(!data_next(there, &x, &y));
            ck_assert_int_eq(batches, 6);
        }
        data_loader_free(here);
        data_loader_free(there);
        dataset_free(d);
    }
}
END_TEST

/* The rows are gathered on the device: the host's are not looked at again. */
START_TEST(rows_stay_there) {
    Dataset    *d = set_of(DTYPE_REAL);
    DataLoader *loader = data_loader(d, .batch_size = 4, .device = DEV_CUDA);
    Tensor     *x, *y;
    ck_assert(data_next(loader, &x, &y));
    ck_assert(t_at(x, 0, 0) == 0);
    for (size_t i = 0; i < d->x->size; i++) d->x->data[i] = -1;
    uint64_t before = t_allocations;
    for (int i = 0; i < 11; i++)
        if (data_next(loader, &x, &y)) {
            t_step();
            ck_assert(t_at(x, 0, 0) >= 0);
        }
    ck_assert_uint_eq(t_allocations, before);
    data_loader_free(loader);
    dataset_free(d);
}
END_TEST

int main(void) {
    TCase *t = tcase_create("replay");
    tcase_add_test(t, the_same_to_the_bit);
    tcase_add_test(t, nobody_waits);
    tcase_add_test(t, memory_of_its_own);
    tcase_add_exit_test(t, no_result, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, no_value_of_the_host, EXIT_WRONG_CALL);
    tcase_add_exit_test(t, no_more_memory, EXIT_WRONG_CALL);
    tcase_add_test(t, as_written_when_debugged);
    tcase_add_exit_test(t, out_of_memory, EXIT_WRONG_CALL);
    tcase_add_test(t, the_same_batches);
    tcase_add_test(t, rows_stay_there);
    return run_on_two_devices("CUDA replay", t);
}
