/* All methods against torch.optim's, over 200 steps: torch_trajectories.py has made torch_trajectories.tsv, and says
 * what stands in it. */
#include "optimizers.h"
#include <check.h>
#include <stdlib.h>

enum { NUMBERS = 9, PARAMETERS = 7, LINE = 1024 };

static const char file[] = "reference/04_optimizers/tests/torch_trajectories.tsv";

static const struct { const char *name; const OptimType *type; } methods[] = {
    {"sgd", &sgd_type}, {"momentum", &momentum_type}, {"adagrad", &adagrad_type}, {"rmsprop", &rmsprop_type},
    {"adam", &adam_type}, {"adamw", &adamw_type}};
enum { METHODS = sizeof methods / sizeof methods[0] };

typedef struct Row {
    char      name[16];
    OptimArgs group[2];
    int       step;
    double    values[PARAMETERS];
} Row;

static OptimArgs group_of(const double x[NUMBERS]) {
    return (OptimArgs){.lr = x[0], .weight_decay = x[1], .momentum = x[2], .dampening = x[3], .nesterov = x[4] != 0,
                       .beta1 = x[5], .beta2 = x[6], .alpha = x[7], .eps = x[8]};
}

static Row read_row(char *line) {
    Row    row;
    double number[2 * NUMBERS + 1 + PARAMETERS];
    char  *end = strchr(line, '\t');
    ck_assert_msg(end && end - line < (int)sizeof row.name, "%s: no name in: %s", file, line);
    snprintf(row.name, sizeof row.name, "%.*s", (int)(end - line), line);
    for (size_t i = 0; i < sizeof number / sizeof number[0]; i++) {
        char *begin = end;
        number[i] = strtod(begin, &end);
        ck_assert_msg(end != begin, "%s: a number is missing in: %s", file, line);
    }
    row.group[0] = group_of(number);
    row.group[1] = group_of(number + NUMBERS);
    row.step = (int)number[2 * NUMBERS];
    memcpy(row.values, number + 2 * NUMBERS + 1, sizeof row.values);
    return row;
}

/* As in the script. */
static Tensor *function(Tensor *a, Tensor *b) {
    Tensor *bend = t_tensor(((real[]){0.5, 2, 8}), 3), *middle = t_tensor(((real[]){1, -2, (real)0.25}), 3);
    Tensor *d = t_sub(a, middle), *bowl = t_scale(t_sum(t_mul(bend, t_mul(d, d))), 0.5);
    Tensor *waves = t_add(t_sum(t_sin(b)), t_scale(t_sum(t_mul(b, b)), 0.25));
    return t_add(t_add(bowl, waves), t_scale(t_mul(t_select(a, 0), t_select(b, 1)), 0.3));
}

typedef struct Run {
    Module    *model;
    Optimizer *optimizer;
    Tensor    *a, *b;
    int        step;
} Run;

static Tensor *parameter(Module *m, const char *name, int n, const real values[]) {
    return nn_register_parameter(m, name, t_keep(t_copy_of(values, DTYPE_REAL, 1, &n)));
}

static Run begin(const Row *row) {
    static const ModuleType type = {.name = "Parameters"};
    Run run = {.model = nn_module(&type)};
    run.a = parameter(run.model, "a", 3, (real[]){-1, 1, 2});
    run.b = parameter(run.model, "b", 2, (real[]){1.5, -0.5});
    parameter(run.model, "none", 1, (real[]){0.75});
    parameter(run.model, "frozen", 1, (real[]){-0.75})->requires_grad = false;
    int method = 0;
    while (method < METHODS && strcmp(methods[method].name, row->name) != 0) method++;
    ck_assert_msg(method < METHODS, "%s: no method %s", file, row->name);
    run.optimizer = optim_new_of(methods[method].type, nn_parameters(run.model), row->group[0]);
    *optim_group(run.optimizer, "b") = row->group[1];
    return run;
}

static void end(Run *run) {
    if (run->optimizer) optim_free(run->optimizer);
    nn_free(run->model);
    *run = (Run){0};
}

static void step(Run *run) {
    t_step();
    optim_zero_grad(run->optimizer);
    t_backward(function(run->a, run->b));
    optim_step(run->optimizer);
    run->step++;
}

START_TEST(as_torch) {
    const double allowed = sizeof(real) == sizeof(double) ? 1e-11 : 2e-4;
    FILE *in = fopen(file, "r");
    ck_assert_msg(in, "%s cannot be read", file);
    char line[LINE];
    Run  run = {0};
    int  runs = 0, rows = 0;
    for (; fgets(line, sizeof line, in); rows += line[0] != '#') {
        if (line[0] == '#') continue;
        const Row row = read_row(line);
        if (row.step <= run.step || !run.model) {
            end(&run);
            run = begin(&row);
            runs++;
        }
        while (run.step < row.step) step(&run);
        const Params *p = nn_parameters(run.model);
        for (int i = 0, k = 0; i < p->n; i++)
            for (size_t j = 0; j < p->tensors[i]->size; j++, k++)
                ck_assert_msg(fabs(p->tensors[i]->data[j] - row.values[k]) <= allowed,
                              "run %d, %s, step %d: %s[%zu] is %.17g, torch has %.17g", runs, row.name, row.step,
                              p->names[i], j, (double)p->tensors[i]->data[j], row.values[k]);
    }
    end(&run);
    fclose(in);
    ck_assert_int_eq(runs, 22);
    ck_assert_int_eq(rows, 22 * 16);
}
END_TEST

int main(void) {
    Suite *s = suite_create("trajectories");
    TCase *t = tcase_create("trajectories");
    suite_add_tcase(s, t);
    tcase_add_test(t, as_torch);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_NORMAL);
    const int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
