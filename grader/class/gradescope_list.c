#include "gradescope_list.h"

#include "autograd.h"
#include "error.h"
#include "moment.h"
#include "text.h"
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* The value of a key, which Ruby has written with a colon in front; NULL when there is none. */
static yaml_node_t *value(yaml_document_t *d, const yaml_node_t *map, const char *key) {
    if (map == NULL || map->type != YAML_MAPPING_NODE) return NULL;
    for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top; p++) {
        const yaml_node_t *k = yaml_document_get_node(d, p->key);
        if (k == NULL || k->type != YAML_SCALAR_NODE) continue;
        const char *text = (const char *)k->data.scalar.value;
        if (strcmp(text[0] == ':' ? text + 1 : text, key) == 0) return yaml_document_get_node(d, p->value);
    }
    return NULL;
}

static char *words(yaml_document_t *d, const yaml_node_t *map, const char *key) {
    const yaml_node_t *v = value(d, map, key);
    if (v == NULL || v->type != YAML_SCALAR_NODE || v->data.scalar.length == 0) return NULL;
    return text_format("%s", (const char *)v->data.scalar.value);
}

static HandIn copy_of(const LabTable *lab, const HandIn *h) {
    HandIn c = *h;
    c.place = text_format("%s", h->place);
    c.trouble = h->trouble != NULL ? text_format("%s", h->trouble) : NULL;
    c.others = h->others != NULL ? text_format("%s", h->others) : NULL;
    c.label = NULL;
    for (int f = 0; f < lab->n_files; f++) {
        if (h->bytes[f] == NULL) continue;
        c.bytes[f] = t_malloc(h->size[f] + 1);
        memcpy(c.bytes[f], h->bytes[f], h->size[f] + 1);
    }
    return c;
}

static void add(HandIns *to, HandIn h) {
    if (to->n == to->room) {
        to->room = 2 * to->room + 64;
        to->all = realloc(to->all, (size_t)to->room * sizeof *to->all);
        if (to->all == NULL) t_fail(NULL, "no memory for %d hand-ins", to->room);
    }
    to->all[to->n++] = h;
}

static void read_submission(const Class *c, yaml_document_t *d, const yaml_node_t *map, HandIn folder, int zone,
                            HandIns *to) {
    char *created = words(d, map, "created_at");
    if (created == NULL || !moment_parse(created, zone, &folder.time, NULL, NULL)) folder.time = NO_TIME;
    free(created);
    const yaml_node_t *list = value(d, map, "submitters");
    if (list == NULL || list->type != YAML_SEQUENCE_NODE) return;
    for (yaml_node_item_t *i = list->data.sequence.items.start; i < list->data.sequence.items.top; i++) {
        const yaml_node_t *who = yaml_document_get_node(d, *i);
        HandIn h = copy_of(&c->lab, &folder);
        h.id = words(d, who, "sid");
        h.name = words(d, who, "name");
        h.email = words(d, who, "email");
        add(to, h);
    }
}

static void free_folder(const LabTable *lab, HandIn *h) {
    for (int f = 0; f < lab->n_files; f++) free(h->bytes[f]);
    free(h->label);
    free(h->place);
    free(h->trouble);
    free(h->others);
}

void gradescope_list_read(Class *c, const char *yaml, int zone, HandIns *to) {
    yaml_parser_t parser;
    yaml_document_t d;
    HandIns found = {.platform = to->platform};
    if (!yaml_parser_initialize(&parser)) t_fail(NULL, "no memory for a reader of YAML");
    yaml_parser_set_input_string(&parser, (const unsigned char *)(yaml != NULL ? yaml : ""),
                                 strlen(yaml != NULL ? yaml : ""));
    const bool ok = yaml_parser_load(&parser, &d) != 0;
    if (!ok)
        class_remark(c, "submission_metadata.yml", "line %zu: %s", parser.problem_mark.line + 1,
                     parser.problem != NULL ? parser.problem : "cannot be read");
    for (int i = 0; i < to->n; i++) {
        HandIn *h = &to->all[i];
        const int before = found.n;
        if (ok) read_submission(c, &d, value(&d, yaml_document_get_root_node(&d), h->label), *h, zone, &found);
        if (found.n == before) class_remark(c, h->place, "submission_metadata.yml names nobody who has handed this in");
        free_folder(&c->lab, h);
    }
    if (ok) yaml_document_delete(&d);
    yaml_parser_delete(&parser);
    free(to->all);
    *to = found;
}
