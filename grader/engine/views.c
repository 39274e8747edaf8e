#include "views.h"

#include "step.h"

static int count(const Layout *const parts[], int n) {
    int views = 0;
    for (int i = 0; i < n; i++) views += parts[i] != NULL ? parts[i]->n : 1;
    return views;
}

const View *views_of_inputs(const Case *k) {
    const Call *c = &k->call;
    View *views = step_header(((size_t)count((const Layout *const *)c->in_parts, c->n_in) + 1) * sizeof *views);
    int   n = 0;
    for (int i = 0; i < c->n_in; i++) {
        const Layout *parts = c->in_parts[i];
        if (parts == NULL) views[n++] = (View){k->in_name[i], c->in[i]};
        for (int p = 0; parts != NULL && p < parts->n; p++)
            views[n++] = (View){parts->part[p].name, block_part(parts, c->in[i], p)};
    }
    views[n] = (View){.name = NULL};
    return views;
}

const Judged *views_judged(const Check *check, const Case *k, Tensor *const answer[]) {
    const Call *c = &k->call;
    Judged *judged = step_header(((size_t)count((const Layout *const *)c->out_parts, c->n_out) + 1) * sizeof *judged);
    int     n = 0;
    for (int i = 0; i < c->n_out; i++) {
        const Layout *parts = c->out_parts[i];
        if (check->output >= 0 && check->output != i) continue;
        if (parts == NULL) judged[n++] = (Judged){k->out_name[i], answer[i], c->out[i]};
        for (int p = 0; parts != NULL && p < parts->n; p++)
            judged[n++] =
                (Judged){parts->part[p].name, block_part(parts, answer[i], p), block_part(parts, c->out[i], p)};
    }
    judged[n] = (Judged){.name = NULL};
    return judged;
}
