#include "device.h"
#include "module_private.h"
#include "safetensors.h"
#include "written_private.h"
#include <stdlib.h>
#include <string.h>

/* --- The keys ----------------------------------------------------------------------------------------------------- */
typedef struct Walk {
    TensorVisit visit;
    void       *data;
    char        key[sizeof((StateEntry *)0)->key];
    size_t      length; /* of the key so far, with its last dot */
} Walk;

static size_t extend(Walk *w, const char *name, const char *end) {
    size_t before = w->length, room = sizeof w->key - before;
    int    n = snprintf(w->key + before, room, "%s%s", name, end);
    if ((size_t)n >= room) t_fail("nest less deeply, or shorten the names", "the key %s... is too long", w->key);
    w->length += (size_t)n;
    return before;
}

static void visit_tensors(Walk *w, const NamedTensor *list, int n, bool are_parameters) {
    for (int i = 0; i < n; i++) {
        size_t before = extend(w, list[i].name, "");
        w->visit(w->key, list[i].tensor, are_parameters, w->data);
        w->length = before;
    }
}

static void walk_below(Walk *w, const Module *m) {
    visit_tensors(w, m->parameters, m->n_parameters, true);
    visit_tensors(w, m->buffers, m->n_buffers, false);
    for (int i = 0; i < m->n_children; i++) {
        size_t before = extend(w, m->children[i].name, ".");
        walk_below(w, m->children[i].module);
        w->length = before;
    }
}

void module_walk(const Module *m, TensorVisit visit, void *data) {
    if (!m) t_fail("make the model before this call", "the module is NULL");
    Walk w = {.visit = visit, .data = data};
    walk_below(&w, m);
}

typedef struct Entries {
    StateEntry *list; /* NULL while they are only counted */
    int         n;
} Entries;

static void add_entry(const char *key, Tensor *tensor, bool is_parameter, void *data) {
    (void)is_parameter;
    Entries *e = data;
    if (e->list) {
        strcpy(e->list[e->n].key, key);
        e->list[e->n].tensor = tensor;
    }
    e->n++;
}

StateEntry *nn_state(const Module *m, int *n) {
    Entries e = {0};
    module_walk(m, add_entry, &e);
    e = (Entries){.list = t_calloc((size_t)e.n + 1, sizeof *e.list)};
    module_walk(m, add_entry, &e);
    *n = e.n;
    return e.list;
}

static Tensor *find(const StateEntry *entries, int n, const char *key) {
    for (int i = 0; i < n; i++)
        if (strcmp(entries[i].key, key) == 0) return entries[i].tensor;
    return NULL;
}

Tensor *nn_find(const Module *m, const char *key) {
    int         n;
    StateEntry *entries = nn_state(m, &n);
    Tensor     *found = find(entries, n, key);
    free(entries);
    return found;
}

/* written_by, once for all tensors that a function writes to. */
static void assign(Tensor *to, const Tensor *from, uint64_t written) {
    const size_t bytes = to->size * t_element_size(to->dtype);
    dev_kernels(to->device)->to_device(to->raw, t_host(from), bytes);
    to->written = written;
}

void nn_assign(Tensor *to, const Tensor *from) {
    t_check_alive(to, "to");
    t_check_alive(from, "from");
    if (!t_same_shape(to, from) || to->dtype != from->dtype)
        t_fail("pass two tensors of the same shape and dtype", "nn_assign: %s is %s, and %s is %s", t_label(to, "to"),
               t_dtype_name(to->dtype), t_label(from, "from"), t_dtype_name(from->dtype));
    assign(to, from, written_by("nn_assign"));
}

/* --- Files -------------------------------------------------------------------------------------------------------- */
bool nn_save(const Module *m, const char *path) {
    int         n;
    StateEntry *entries = nn_state(m, &n);
    NamedView  *views = t_calloc((size_t)n + 1, sizeof *views);
    for (int i = 0; i < n; i++) views[i] = (NamedView){entries[i].key, entries[i].tensor};
    bool saved = safetensors_write(path, n, views);
    free(views);
    free(entries);
    return saved;
}

static void list_missing(FILE *to, const StateEntry entries[], int n, const Safetensors *file) {
    const char *before = "; missing: ";
    for (int i = 0; i < n; i++) {
        if (safetensors_find(file, entries[i].key)) continue;
        fprintf(to, "%s%s", before, entries[i].key);
        before = ", ";
    }
}

static void list_unexpected(FILE *to, const StateEntry entries[], int n, const Safetensors *file) {
    const char *before = "; unexpected: ";
    for (int j = 0; j < file->n; j++) {
        if (find(entries, n, file->keys[j])) continue;
        fprintf(to, "%s%s", before, file->keys[j]);
        before = ", ";
    }
}

static void list_unlike(FILE *to, const StateEntry entries[], int n, const Safetensors *file) {
    const char *before = "; of another shape or dtype: ";
    for (int j = 0; j < file->n; j++) {
        const Tensor *ours = find(entries, n, file->keys[j]), *theirs = file->tensors[j];
        if (!ours || (t_same_shape(ours, theirs) && ours->dtype == theirs->dtype)) continue;
        fprintf(to, "%s%s is %s %s in the file and %s %s in the model", before, file->keys[j], t_shape_text(theirs),
                t_dtype_name(theirs->dtype), t_shape_text(ours), t_dtype_name(ours->dtype));
        before = ", ";
    }
}

static bool fits(const Module *m, const char *path, const StateEntry entries[], int n, const Safetensors *file) {
    char  *wrong = NULL;
    size_t size = 0;
    FILE  *to = open_memstream(&wrong, &size);
    if (!to) return t_error_set("%s: no memory to compare the keys", path);
    list_missing(to, entries, n, file);
    list_unexpected(to, entries, n, file);
    list_unlike(to, entries, n, file);
    fclose(to);
    if (size > 0) t_error_set("%s does not fit %s%s", path, m->type->name, wrong);
    free(wrong);
    return size == 0;
}

bool nn_load(Module *m, const char *path) {
    Safetensors *file = safetensors_read(path);
    if (!file) return false;
    int         n;
    StateEntry *entries = nn_state(m, &n);
    bool        loaded = fits(m, path, entries, n, file);
    uint64_t    now = written_by("nn_load");
    for (int i = 0; loaded && i < file->n; i++) assign(find(entries, n, file->keys[i]), file->tensors[i], now);
    free(entries);
    safetensors_free(file);
    return loaded;
}
