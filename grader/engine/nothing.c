#include "nothing.h"

#include "asked.h"
#include "compare.h"
#include "draw.h"
#include <string.h>

/* Whole numbers of which no call has set one are -1 in some calls. */
static bool is_blank(const Tensor *x) {
    const double blank = x->dtype == DTYPE_INT64 && x->size > 0 && value_at(x, 0) == -1 ? -1 : 0;
    for (size_t i = 0; i < x->size; i++)
        if (value_at(x, i) != blank) return false;
    return true;
}

static bool is_unset(const Tensor *x) {
    for (size_t i = 0; i < x->size; i++)
        if (!compare_unset(x, i)) return false;
    return true;
}

static bool is_an_input(const Tensor *x, const Case *k) {
    for (const View *v = views_of_inputs(k); v->name != NULL; v++)
        if (v->x->dtype == x->dtype && t_same_shape(v->x, x) && compare_equal(x, v->x, 0)) return true;
    return false;
}

bool nothing_done(Grading *g, const Check *check) {
    int entry;
    if (call_entry(check->call, &entry) == NULL) return false;
    for (int index = 0, cases = check_cases(check); index < cases; index++) {
        t_step();
        Case k;
        draw_case(g, check, index, &k);
        cases = k.cases;
        const Asked *own = asked(g, check, entry, &k);
        if (!own->answered) return false;
        for (const Judged *j = views_judged(check, &k, own->values); j->name != NULL; j++)
            if (!is_blank(j->got) && !is_unset(j->got) && !is_an_input(j->got, &k)) return false;
    }
    return true;
}
