#include "lab.h"
#include "toy.h"

static void draw_half(Case *k) {
    const Tensor *x = k->index == 0 ? case_normal(k, "x", 2, 1, (int[]){1})
                                    : case_normal(k, "x", 2, 2, (int[]){case_between(k, 2, 5), case_between(k, 2, 7)});
    case_op(k, 1, x->ndim, x->shape);
}

static void draw_mean(Case *k) {
    const int least = k->index == 0 ? 1 : 3, most = k->index == 0 ? 1 : 5;
    case_uniform(k, "x", 1, 3, 2, (int[]){case_between(k, least, most), case_between(k, least, most)});
    case_output(k, "toy_mean", DTYPE_REAL, 0, NULL);
}

/* Some hundred tensors as one value, each weight another one. */
static bool parameters_come_back(Grading *g, const Check *check, Session *s) {
    enum { LAYERS = 150 };
    int     size[LAYERS + 1];
    Tensor *answer[CALL_MAX_VALUES];
    for (int i = 0; i <= LAYERS; i++) size[i] = 1 + i % 4;
    t_step();
    Case k = check_case(g, check, 4);
    case_network(&k, TO_BE_TRIED, "", LAYERS, size);
    case_network_output(&k, "", LAYERS, size);
    return session_call(s, "parameters", &k, answer) &&
           check_compare("parameters", answer[0], k.call.in[0], 1e-6)[0] == '\0';
}

/* One probe, three calls: what the first leaves the next one finds. */
static void run_count(Grading *g, const Check *check) {
    Session *s = session_open(g, check, PRECISION_FLOAT);
    if (s == NULL) return;
    int right = 0;
    for (int i = 1; i <= 3; i++) {
        t_step();
        Case k = check_case(g, check, i);
        case_input(&k, i == 1 ? "first" : "later", t_zeros(2));
        case_output(&k, "count", DTYPE_REAL, 0, NULL);
        Tensor *answer[CALL_MAX_VALUES];
        if (!session_call(s, "count", &k, answer)) break;
        right += t_item(answer[0]) == i;
    }
    if (right == 3 && !parameters_come_back(g, check, s))
        check_fail(g, check, "the parameters of a network are not what they were");
    session_close(s);
    if (right == 3) check_pass(g, check);
    else check_partial(g, check, right / 3.0, "%d of 3 calls count right", right);
}

const Check lab_checks[] = {
    {"90.1", "values", "half", draw_half, "y = x/2", .cases = 4, .tolerance = 1e-12, .growth = GROWTH_FAILS},
    {"90.1", "gradient", "half", draw_half, "dx += dy/2", .cases = 4, .output = 1, .tolerance = 1e-12,
     .growth = GROWTH_TOLD},
    {"90.2", "mean", "mean", draw_mean, "sum / n", .weight = 30, .cases = 3, .output = ALL_OUTPUTS, .tolerance = 1e-12},
    {"90.2", "count", .run = run_count, .weight = 10, .hint = "a static variable"},
    {0},
};
