#include "module_private.h"
#include <string.h>

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
    if (!m) t_fail("make the model before this call", "nn_print: the module is NULL");
    print_at(to, m, 0);
    fputc('\n', to);
}

void nn_print(const Module *m) { nn_fprint(stdout, m); }

const char *module_label(const Module *m) {
    static _Thread_local char text[256];
    char path[128] = "", longer[128];
    for (const Module *child = m; child->parent; child = child->parent) {
        const NamedModule *entry = child->parent->children;
        while (entry->module != child) entry++;
        int n = snprintf(longer, sizeof longer, "%s%s%s", entry->name, *path ? "." : "", path);
        if (n >= (int)sizeof longer) break;
        strcpy(path, longer);
    }
    snprintf(text, sizeof text, *path ? "%.100s (%s)" : "%.100s%s", m->type->name, path);
    return text;
}
