#include "slopes.h"

#include "compare.h"
#include "draw.h"
#include "session.h"
#include <stdlib.h>
#include <string.h>

/* CPU time of the student's code. */
#define SLOPES_SECONDS 1.0
/* Central differences of double numbers are good to some 1e-9, those of numbers that went through float to 1e-4: what
 * differs by more than this, relative to the largest slope, does so for another reason. */
#define SLOPES_DIFFER 1e-3

/* The parts of an op's case: y(x), with dx = before + the gradient of the sum of dy * y. */
typedef struct Parts {
    int input; /* x among the inputs */
    const Tensor *x, *dy, *before;
} Parts;

static int find_input(const Case *k, const char *name) {
    for (int i = 0; i < k->call.n_in; i++)
        if (strcmp(k->in_name[i], name) == 0) return i;
    return -1;
}

static bool find_parts(const Case *k, int output, Parts *p) {
    char before[64];
    if (output < 1 || k->out_name[output][0] != 'd') return false;
    snprintf(before, sizeof before, "%.40s before", k->out_name[output]);
    const int x = find_input(k, k->out_name[output] + 1), dy = find_input(k, "dy"), b = find_input(k, before);
    if (x < 0 || dy < 0 || b < 0 || k->call.in[x]->dtype != DTYPE_REAL || !k->call.in[x]->requires_grad) return false;
    *p = (Parts){.input = x, .x = k->call.in[x], .dy = k->call.in[dy], .before = k->call.in[b]};
    return t_same_shape(p->dy, k->call.out[0]) && t_same_shape(p->x, k->call.out[output]);
}

/* --- The student's forward ---------------------------------------------------------------------------------------- */
typedef struct Forward {
    Session *session;
    int   entry;
    Case  k; /* with y alone as output, and an x that may be changed */
    const Tensor *dy;
} Forward;

/* Sum of dy * y where element i of x is moved by `step`. NaN when there is no answer. */
static double moved(Forward *f, int input, size_t i, double step) {
    Tensor *x = f->k.call.in[input], *y;
    const real old = x->data[i];
    double sum = 0;
    x->data[i] = old + (real)step;
    if (!session_ask(f->session, f->entry, &f->k, &y)) return NAN;
    x->data[i] = old;
    for (size_t j = 0; j < y->size; j++) sum += (double)f->dy->data[j] * (double)y->data[j];
    return sum;
}

static double difference(Forward *f, int input, size_t i, double h) {
    t_step();
    return (moved(f, input, i, h) - moved(f, input, i, -h)) / (2 * h);
}

/* --- What they tell ----------------------------------------------------------------------------------------------- */
typedef struct Found {
    bool   differ;
    size_t first; /* the first element that does */
    double slope, said, largest;
} Found;

static bool measure(Grading *g, Forward *f, const Parts *p, const Tensor *dx, Found *found) {
    size_t n = 0, index[SLOPES_MAX], step = (p->x->size + SLOPES_MAX - 1) / SLOPES_MAX;
    double slope[SLOPES_MAX];
    const double enough = g->budget.seconds_left - SLOPES_SECONDS;
    *found = (Found){.largest = 0};
    for (size_t i = 0; i < p->x->size && g->budget.seconds_left > enough; i += step) {
        const double h = 1e-4 * fmax(1, fabs((double)p->x->data[i]));
        const double coarse = difference(f, p->input, i, h), fine = difference(f, p->input, i, h / 2);
        if (!isfinite(coarse) || !isfinite(fine)) return false;
        if (fabs(coarse - fine) > 1e-4 * fmax(1, fabs(fine))) continue;
        index[n] = i;
        slope[n++] = (4 * fine - coarse) / 3; /* the error in h^2 of the two cancels */
        found->largest = fmax(found->largest, fabs(fine));
    }
    const double allowed = SLOPES_DIFFER * fmax(found->largest, 1e-3);
    bool overwritten = true; /* right but for what was there before, which has been told in other words */
    for (size_t j = 0; j < n; j++) {
        const size_t i = index[j];
        const double said = (double)dx->data[i] - (double)p->before->data[i];
        overwritten = overwritten && fabs((double)dx->data[i] - slope[j]) <= allowed;
        if (found->differ || fabs(said - slope[j]) <= allowed) continue;
        found->differ = true;
        found->first = i;
        found->slope = slope[j];
        found->said = said;
    }
    return n > 0 && !overwritten;
}

static char *sentence(const char *name, const Tensor *dx, const Found *found, bool forward_is_right) {
    if (!found->differ)
        return forward_is_right ? NULL
                                : text_format("your backward is the derivative of your forward: it is the forward that "
                                              "is wrong");
    Text t = {0};
    text_add(&t, "your backward is not the derivative of your forward%s",
             forward_is_right ? ", which is right" : ", which is wrong, too");
    if (compare_revealed() != REVEAL_NONE) {
        text_add(&t, ": at ");
        compare_name_element(&t, name, dx, found->first);
        text_add(&t, " its slope is %.6g, and backward adds %.6g", found->slope, found->said);
    }
    return t.s;
}

char *slopes_explain(Grading *g, const Check *check, const Case *k, Tensor *const answer[]) {
    Parts p;
    Forward f = {.k = *k};
    Found found;
    if (!find_parts(k, check->output, &p) || call_entry(check->call, &f.entry) == NULL) return NULL;
    f.k.call.n_out = 1;
    f.k.call.in[p.input] = t_copy_of(p.x->raw, p.x->dtype, p.x->ndim, p.x->shape);
    f.dy = p.dy;
    f.session = session_on_code(g, check, PRECISION_DOUBLE);
    const bool measured = f.session != NULL && measure(g, &f, &p, answer[check->output], &found);
    session_close(f.session);
    if (!measured) return NULL;
    const bool forward_is_right = compare_equal(answer[0], k->call.out[0], check->tolerance);
    return sentence(k->out_name[check->output], answer[check->output], &found, forward_is_right);
}
