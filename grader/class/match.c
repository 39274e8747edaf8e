#include "match.h"

#include "autograd.h"
#include "error.h"
#include "names.h"
#include "text.h"
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool same(const char *a, const char *b) {
    return a != NULL && b != NULL && a[0] != '\0' && strcasecmp(a, b) == 0;
}

/* Before the @ of an address. */
static bool is_user_of(const char *email, const char *user) {
    const size_t n = user != NULL ? strlen(user) : 0;
    return n > 0 && email != NULL && strncasecmp(email, user, n) == 0 && email[n] == '@';
}

static bool is_known_as(const Student *s, const char *word) {
    return same(s->id, word) || same(s->login, word) || same(s->canvas, word) || same(s->email, word) ||
           same(s->github, word) || is_user_of(s->email, word);
}

static bool same_name(const Student *s, const char *sorted) {
    return s->sorted != NULL && s->sorted[0] != '\0' && strcmp(s->sorted, sorted) == 0;
}

/* Canvas squeezes names, last name first: "doejane" is a part of "janedoejanedoe". */
static bool same_letters(const Student *s, const char *squeezed) {
    return s->twice != NULL && squeezed[0] != '\0' && 2 * strlen(squeezed) == strlen(s->twice) &&
           strstr(s->twice, squeezed) != NULL;
}

/* The name of a folder: it may hold the id, or all of the name, among other words. */
static bool label_has_id(const Student *s, const char *label) {
    const char *const ids[] = {s->id, s->login, s->canvas, s->github};
    for (int i = 0; i < 4; i++) {
        const size_t n = ids[i] != NULL ? strlen(ids[i]) : 0;
        if (n < 2) continue;
        for (const char *p = label; *p != '\0'; p++) {
            const bool begins = p == label || strchr(" _-.,()[]", p[-1]) != NULL;
            if (begins && strncasecmp(p, ids[i], n) == 0 && (p[n] == '\0' || strchr(" _-.,()[]", p[n]) != NULL))
                return true;
        }
    }
    return false;
}

static bool label_has_name(const Student *s, const char *label) {
    if (s->name == NULL || strchr(s->name, ' ') == NULL) return false;
    char *all = name_folded(label), *part = name_folded(s->name);
    const bool has = name_has_words(all, part);
    free(all);
    free(part);
    return has;
}

/* The rules, from the surest on. */
static bool by_id(const Student *s, const HandIn *h) {
    return is_known_as(s, h->id) || is_known_as(s, h->label) || same(s->email, h->email);
}
static bool by_name(const Student *s, const HandIn *h) { return same_name(s, h->sorted); }
static bool by_letters(const Student *s, const HandIn *h) { return same_letters(s, h->squeezed); }
static bool by_part(const Student *s, const HandIn *h) { return h->label != NULL && label_has_id(s, h->label); }
static bool by_words(const Student *s, const HandIn *h) { return h->label != NULL && label_has_name(s, h->label); }

static void prepare(Class *c, HandIns *all) {
    for (int i = 0; i < c->n_students; i++) {
        Student *s = &c->students[i];
        char *squeezed = name_squeezed(s->name);
        s->sorted = name_sorted(s->name);
        s->twice = text_format("%s%s", squeezed, squeezed);
        free(squeezed);
    }
    for (int i = 0; i < all->n; i++) {
        HandIn *h = &all->all[i];
        const char *name = h->name != NULL ? h->name : h->label != NULL ? h->label : "";
        h->sorted = name_sorted(name);
        h->squeezed = name_squeezed(name);
    }
}

static int find(Class *c, const HandIn *h) {
    static bool (*const rules[])(const Student *, const HandIn *) = {by_id, by_name, by_letters, by_part, by_words};
    for (size_t r = 0; r < sizeof rules / sizeof rules[0]; r++) {
        int found = -1;
        for (int i = 0; i < c->n_students; i++) {
            if (!c->students[i].on_roster || !rules[r](&c->students[i], h)) continue;
            if (found >= 0) {
                class_remark(c, h->place, "may be of %s or of %s: it is graded for neither", c->students[found].id,
                             c->students[i].id);
                return -1;
            }
            found = i;
        }
        if (found >= 0) return found;
    }
    char *folded = name_folded(h->label != NULL ? h->label : h->name != NULL ? h->name : h->id != NULL ? h->id : "");
    class_remark(c, h->place, "nobody on the roster is known as %s%s%s", h->id != NULL ? h->id : folded,
                 h->name != NULL ? ", " : "", h->name != NULL ? h->name : "");
    free(folded);
    return -1;
}

/* Without a roster: GitHub's folders are ASSIGNMENT-USER, and the part that all of them share is no name. */
static size_t shared_beginning(const HandIns *all) {
    size_t n = 0;
    for (int i = 0; i < all->n; i++) {
        const char *label = all->all[i].label, *first = all->all[0].label;
        if (label == NULL || first == NULL) return 0;
        if (i == 0) n = strlen(first);
        size_t k = 0;
        while (k < n && first[k] == label[k]) k++;
        n = k;
    }
    if (all->n < 2 || n == 0) return 0;
    while (n > 0 && all->all[0].label[n - 1] != '-') n--;
    return n > 3 ? n : 0;
}

static int newcomer(Class *c, const HandIn *h, size_t shared) {
    const char *word = h->id != NULL ? h->id : h->email != NULL ? h->email : h->label != NULL ? h->label + shared
                       : h->name != NULL ? h->name : "";
    char *id = name_for_file(word);
    int   i = 0;
    while (i < c->n_students && strcmp(c->students[i].id, id) != 0) i++;
    if (i == c->n_students) {
        Student *s = class_add_student(c, id);
        s->name = text_format("%s", h->name != NULL ? h->name : "");
        s->email = text_format("%s", h->email != NULL ? h->email : "");
    }
    free(id);
    return i;
}

static void give(const HandIn *h, Student *s) {
    s->attempts = realloc(s->attempts, (size_t)(s->n_attempts + 1) * sizeof *s->attempts);
    if (s->attempts == NULL) t_fail(NULL, "no memory for an attempt of %s", s->id);
    Attempt *a = &s->attempts[s->n_attempts++];
    memcpy(a->hash, h->hash, sizeof a->hash);
    a->place = text_format("%s", h->place);
    a->time = h->time;
    if (h->trouble != NULL && s->trouble == NULL) s->trouble = text_format("%s", h->trouble);
}

static int by_time(const void *a, const void *b) {
    const Attempt *x = a, *y = b;
    return x->time != y->time ? (x->time > y->time ? 1 : -1) : strcmp(x->place, y->place);
}

/* What is empty beside an attempt that has files is none: Blackboard has a text beside each. */
static void drop_empty(Student *s) {
    int full = 0, n = 0;
    for (int i = 0; i < s->n_attempts; i++) full += s->attempts[i].hash[0] != '\0';
    for (int i = 0; full > 0 && i < s->n_attempts; i++) {
        if (s->attempts[i].hash[0] != '\0') s->attempts[n++] = s->attempts[i];
        else free(s->attempts[i].place);
    }
    if (full > 0) s->n_attempts = n;
}

void match(Class *c, HandIns *all) {
    const bool roster = c->n_students > 0;
    prepare(c, all);
    const size_t shared = roster ? 0 : shared_beginning(all);
    for (int i = 0; i < all->n; i++) {
        const HandIn *h = &all->all[i];
        const int s = roster ? find(c, h) : newcomer(c, h, shared);
        if (s < 0) continue;
        give(h, &c->students[s]);
        /* Canvas's import finds students by Canvas's number first. */
        Student *one = &c->students[s];
        const bool number = strcmp(all->platform, "Canvas") == 0 && h->id != NULL && h->name != NULL;
        if (number && (one->canvas == NULL || one->canvas[0] == '\0')) one->canvas = text_format("%s", h->id);
    }
    for (int i = 0; i < c->n_students; i++) {
        Student *s = &c->students[i];
        drop_empty(s);
        if (s->n_attempts > 1) qsort(s->attempts, (size_t)s->n_attempts, sizeof *s->attempts, by_time);
        if (s->trouble != NULL) class_remark(c, s->id, "%s: a human has to decide", s->trouble);
        else if (s->n_attempts > 0 && s->attempts[0].hash[0] == '\0')
            class_remark(c, s->id, "has handed in %s, and none of the lab's files is in it", s->attempts[0].place);
    }
}
