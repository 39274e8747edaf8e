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

/* Moodle's grading worksheet has "Participant 101" for what the folders call 101. */
static bool is_participant(const char *id, const char *number) {
    static const char word[] = "Participant ";
    const size_t n = sizeof word - 1;
    return id != NULL && strncasecmp(id, word, n) == 0 && same(id + n, number);
}

static bool is_known_as(const Student *s, const char *word) {
    return same(s->id, word) || is_participant(s->id, word) || same(s->login, word) ||
           same(s->canvas, word) || same(s->email, word) || same(s->github, word) || is_user_of(s->email, word);
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

/* "Team 7-Jane Doe": Moodle puts the name of a team before each member's. A number or a blank is in it, which tells it
 * from the first half of Anna-Lena. */
static bool by_team(const Student *s, const HandIn *h) {
    for (const char *p = h->name; p != NULL && (p = strchr(p, '-')) != NULL; p++) {
        if (strcspn(h->name, " 0123456789") >= (size_t)(p - h->name)) continue;
        char *sorted = name_sorted(p + 1);
        const bool same = same_name(s, sorted);
        free(sorted);
        if (same) return true;
    }
    return false;
}

/* Whoever has another number of the platform is somebody else, whatever the name. */
static bool has_other_number(const Student *s, const HandIn *h) {
    return s->canvas != NULL && s->canvas[0] != '\0' && h->name != NULL && h->id != NULL && h->id[0] != '\0' &&
           strspn(h->id, "0123456789") == strlen(h->id) && strcmp(s->canvas, h->id) != 0;
}

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

/* Whoever has nothing else is not told to have handed in nothing. */
static void unclear(Class *c, const HandIn *h, int one, int other) {
    const int both[] = {one, other};
    class_remark(c, h->place, "may be of %s or of %s: it is graded for neither%s%s%s", c->students[one].id,
                 c->students[other].id, h->id != NULL ? ". A column \"platform id\" of the roster, with " : "",
                 h->id != NULL ? h->id : "", h->id != NULL ? " beside one of them, decides" : "");
    for (int k = 0; k < 2; k++) {
        Student *s = &c->students[both[k]];
        if (s->perhaps == NULL) s->perhaps = text_format("%s may be of this student, or of another one", h->place);
    }
}

static int find(Class *c, const HandIn *h) {
    static bool (*const rules[])(const Student *, const HandIn *) = {by_id,   by_name,  by_letters,
                                                                   by_part, by_words, by_team};
    for (size_t r = 0; r < sizeof rules / sizeof rules[0]; r++) {
        int found = -1;
        for (int i = 0; i < c->n_students; i++) {
            if (!c->students[i].on_roster || !rules[r](&c->students[i], h)) continue;
            if (rules[r] != by_id && has_other_number(&c->students[i], h)) continue;
            if (found >= 0) {
                unclear(c, h, found, i);
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

/* A lab's file that is missing, where another one may be it under a wrong name; NULL for none. */
static const char *misnamed(const LabTable *lab, const HandIn *h) {
    for (int f = 0; f < lab->n_files && h->others != NULL; f++) {
        const char *file = lab->files[f], *end = strrchr(file, '.');
        if (lab->bonus_file != NULL && strcmp(file, lab->bonus_file) == 0) break; /* optional ones are the last */
        if (h->bytes[f] != NULL) continue;
        char *stem = text_format("%.*s", (int)(end - file), file);
        const bool may_be = strcasestr(h->others, end) != NULL || strcasestr(h->others, stem) != NULL;
        free(stem);
        if (may_be) return file;
    }
    return NULL;
}

/* What a human should look at, though it is clear whose it is; NULL for nothing. free() it. */
static char *doubt_about(const LabTable *lab, const HandIn *h) {
    char *more = h->n_others > 3 ? text_format(" and %d more", h->n_others - 3) : text_format("%s", "");
    const char *missing = misnamed(lab, h);
    char *doubt = NULL;
    if (h->hash[0] == '\0')
        doubt = text_format("has handed in %s, and none of the lab's files is in it%s%s%s", h->place,
                            h->others != NULL ? ": " : "", h->others != NULL ? h->others : "", more);
    else if (missing != NULL)
        doubt = text_format("is graded without %s, which is not in %s. There is: %s%s", missing, h->place,
                            h->others, more);
    free(more);
    return doubt;
}

static void give(const LabTable *lab, const HandIn *h, Student *s) {
    s->attempts = realloc(s->attempts, (size_t)(s->n_attempts + 1) * sizeof *s->attempts);
    if (s->attempts == NULL) t_fail(NULL, "no memory for an attempt of %s", s->id);
    Attempt *a = &s->attempts[s->n_attempts++];
    memcpy(a->hash, h->hash, sizeof a->hash);
    a->place = text_format("%s", h->place);
    a->time = h->time;
    a->doubt = doubt_about(lab, h);
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
        if (s->attempts[i].hash[0] != '\0') {
            s->attempts[n++] = s->attempts[i];
            continue;
        }
        free(s->attempts[i].place);
        free(s->attempts[i].doubt);
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
        give(&c->lab, h, &c->students[s]);
        /* Canvas's import finds students by Canvas's number first. */
        Student *one = &c->students[s];
        const bool number = strcmp(all->platform, "Canvas") == 0 && h->id != NULL && h->name != NULL;
        if (number && (one->canvas == NULL || one->canvas[0] == '\0')) one->canvas = text_format("%s", h->id);
    }
    for (int i = 0; i < c->n_students; i++) {
        Student *s = &c->students[i];
        drop_empty(s);
        if (s->n_attempts == 0 && s->trouble == NULL) {
            s->trouble = s->perhaps;
            s->perhaps = NULL;
        }
        if (s->n_attempts > 1) qsort(s->attempts, (size_t)s->n_attempts, sizeof *s->attempts, by_time);
        if (s->trouble != NULL) class_remark(c, s->id, "%s: a human has to decide", s->trouble);
        else if (s->n_attempts > 0 && s->attempts[s->n_attempts - 1].doubt != NULL)
            class_remark(c, s->id, "%s", s->attempts[s->n_attempts - 1].doubt);
    }
}
