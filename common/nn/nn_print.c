#include "nn.h"

enum { INDENT = 2 };

static void print_at(FILE *to, const Module *m, int depth) {
    char extra[256] = "";
    if (m->type->extra_repr) m->type->extra_repr(m, extra, sizeof extra);
    if (m->n_children == 0) {
        fprintf(to, "%s(%s)", m->type->name, extra);
        return;
    }
    fprintf(to, "%s(\n", m->type->name);
    if (*extra) fprintf(to, "%*s%s\n", (depth + 1) * INDENT, "", extra);
    for (int i = 0; i < m->n_children; i++) {
        fprintf(to, "%*s(%s): ", (depth + 1) * INDENT, "", m->children[i].name);
        print_at(to, m->children[i].module, depth + 1);
        fputc('\n', to);
    }
    fprintf(to, "%*s)", depth * INDENT, "");
}

void nn_fprint(FILE *to, const Module *m) {
    if (!m) t_fail("was the model made?", "nn_print: the module is NULL");
    print_at(to, m, 0);
    fputc('\n', to);
}

void nn_print(const Module *m) { nn_fprint(stdout, m); }
