#include "lab.h"
#include "toy.h"

static void draw_half(Case *k) {
    const Tensor *x = k->index == 0 ? case_normal(k, "x", 2, 1, (int[]){1})
                                    : case_normal(k, "x", 2, 2, (int[]){case_between(k, 2, 5), case_between(k, 2, 7)});
    case_op(k, 1, x->ndim, x->shape);
}

static void draw_mean(Case *k) {
    case_uniform(k, "x", 1, 3, 2, (int[]){case_between(k, 3, 5), case_between(k, 3, 5)});
    case_output(k, "toy_mean", DTYPE_REAL, 0, NULL);
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
        Tensor *answer[CALL_MAX_TENSORS];
        if (!session_call(s, "count", &k, answer)) break;
        right += t_item(answer[0]) == i;
    }
    session_close(s);
    if (right == 3) check_pass(g, check);
    else check_partial(g, check, right / 3.0, "%d of 3 calls count right", right);
}

const Check lab_checks[] = {
    {.task = "90.1",
     .title = "values",
     .call = "half",
     .draw = draw_half,
     .cases = 4,
     .output = 0,
     .tolerance = 1e-12,
     .repeat = 1000,
     .hint = "y = x/2"},
    {.task = "90.1",
     .title = "gradient",
     .call = "half",
     .draw = draw_half,
     .cases = 4,
     .output = 1,
     .tolerance = 1e-12,
     .repeat = 1000,
     .growth_told = true,
     .hint = "dx += dy/2"},
    {.task = "90.2",
     .weight = 30,
     .title = "mean",
     .call = "mean",
     .draw = draw_mean,
     .cases = 3,
     .output = -1,
     .tolerance = 1e-12,
     .hint = "sum / n"},
    {.task = "90.2", .weight = 10, .title = "count", .run = run_count, .hint = "a static variable"},
    {.task = NULL},
};
