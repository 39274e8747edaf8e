/* The twins of the methods: a training on the GPU takes the steps that it takes on the CPU, and a method without a twin
 * ends the program. */
#include "linear.h"
#include "losses.h"
#include "optimizers.h"
#include "tests/two_devices.h"
#include "training_step.h"

static const struct Method {
    const OptimType *type;
    OptimArgs        args;
} methods[] = {
    {&sgd_type, {.lr = 0.05, .weight_decay = 0.1}},
    {&momentum_type, {.lr = 0.05, .momentum = 0.9, .dampening = 0.25}},
    {&momentum_type, {.lr = 0.05, .momentum = 0.9, .nesterov = true, .weight_decay = 0.1}},
    {&adagrad_type, {.lr = 0.05, .eps = 0.01, .weight_decay = 0.1}},
    {&rmsprop_type, {.lr = 0.01, .alpha = 0.9, .eps = 0.01, .weight_decay = 0.1}},
    {&adam_type, {.lr = 0.01, .beta1 = 0.9, .beta2 = 0.99, .eps = 0.01, .weight_decay = 0.1}},
    {&adamw_type, {.lr = 0.01, .beta1 = 0.9, .beta2 = 0.99, .eps = 0.01, .weight_decay = 0.5}},
};
enum { METHODS = sizeof methods / sizeof methods[0], EPOCHS = 4, STEPS = 7 };

static Tensor *mse(Tensor *prediction, Tensor *target) { return f_mse_loss(prediction, target); }

/* The weights after some epochs; the last parameter has a group of its own. */
static Tensor *trained(const struct Method *method, Device device, Tensor *x, Tensor *y) {
    t_manual_seed(3);
    Module *m = nn_linear(5, 2);
    nn_to(m, device);
    Optimizer *o = optim_new_of(method->type, nn_parameters(m), method->args);
    optim_group(o, "bias")->lr *= 0.5;
    Rng rng = rng_new(4, 0);
    for (int epoch = 0; epoch < EPOCHS; epoch++) sgd_epoch(t_to(x, device), t_to(y, device), 8, &rng, m, mse, o);
    Tensor *W = t_to(t_detach(m->parameters[0].tensor), DEV_CPU), *b = t_to(t_detach(m->parameters[1].tensor), DEV_CPU);
    Tensor *all = t_cat(0, t_reshape(W, -1), b);
    optim_free(o);
    nn_free(m);
    return all;
}

START_TEST(same_steps_on_both) {
    Tensor *x = t_keep(t_randn(27, 5)), *y = t_keep(t_randn(27, 2));
    check_close(trained(&methods[_i], DEV_CUDA, x, y), trained(&methods[_i], DEV_CPU, x, y), "the weights");
}
END_TEST

/* The losses of a training in which the learning rate falls at every step; replayed from the third step on, or not. */
static void take_steps(const struct Method *method, bool replayed, double losses[STEPS]) {
    t_step();
    t_debug(0);
    t_manual_seed(3);
    Module       *m = nn_linear(5, 2);
    Tensor       *x = t_to(t_randn(27, 5), DEV_CUDA), *y = t_to(t_randn(27, 2), DEV_CUDA);
    nn_to(m, DEV_CUDA);
    Optimizer    *o = optim_new_of(method->type, nn_parameters(m), method->args);
    TrainingStep *step = training_step_new(m, mse, o);
    for (int i = 0; i < STEPS; i++) {
        optim_set_lr(o, method->args.lr / (1 + i));
        if (replayed) losses[i] = t_item(training_step(step, x, y));
        else {
            t_step();
            Tensor *L = mse(nn_forward(m, x), y);
            t_backward(L);
            optim_step(o);
            optim_zero_grad(o);
            losses[i] = t_item(L);
        }
    }
    training_step_free(step);
    optim_free(o);
    nn_free(m);
}

START_TEST(same_steps_when_replayed) {
    double written[STEPS], replayed[STEPS];
    take_steps(&methods[_i], false, written);
    take_steps(&methods[_i], true, replayed);
    for (int i = 0; i < STEPS; i++)
        ck_assert_msg(written[i] == replayed[i], "step %d: %.17g, not %.17g", i, replayed[i], written[i]);
}
END_TEST

START_TEST(another_method_of_the_same_name) {
    const OptimType mine = adamw_type;
    Module *m = nn_linear(5, 2);
    nn_to(m, DEV_CUDA);
    expect("AdamW has no code for cuda:0", ".cu");
    optim_new(&mine, nn_parameters(m), .lr = 0.1);
}
END_TEST

START_TEST(code_is_named) {
    char  text[2000] = "";
    FILE *to = fmemopen(text, sizeof text, "w"), *out = stdout;
    stdout = to;
    dev_print_code(DEV_CUDA);
    stdout = out;
    fclose(to);
    ck_assert_ptr_nonnull(strstr(text, "  reference/04_optimizers/optimizers.cu: sgd_type, momentum_type, adagrad_type, "
                                       "rmsprop_type, adam_type, adamw_type\n"));
}
END_TEST

int main(void) {
    TCase *t = tcase_create("optimizers");
    tcase_add_loop_test(t, same_steps_on_both, 0, METHODS);
    tcase_add_loop_test(t, same_steps_when_replayed, 0, METHODS);
    tcase_add_exit_test(t, another_method_of_the_same_name, EXIT_WRONG_CALL);
    tcase_add_test(t, code_is_named);
    return run_on_two_devices("optimizers on two devices", t);
}
