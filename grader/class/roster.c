#include "roster.h"

#include "autograd.h"
#include "error.h"
#include "names.h"
#include "table.h"
#include "text.h"
#include <stdlib.h>
#include <string.h>

enum { ID, NAME, FIRST, LAST, EMAIL, SECTION, EXTENSION, LOGIN, CANVAS, GITHUB, MEANINGS };

/* Names of columns, folded; the first one that a file has counts. */
static const struct { int meaning; const char *name; } columns[] = {
    {ID, "id"}, {ID, "student id"}, {ID, "id number"}, {ID, "sis user id"}, {ID, "sid"}, {ID, "matriculation number"},
    {ID, "matrikelnummer"}, {ID, "matrnr"}, {ID, "number"}, {ID, "orgdefinedid"}, {ID, "username"}, {ID, "login"},
    {ID, "sis login id"}, {ID, "identifier"}, {ID, "email"}, {ID, "e mail"}, {ID, "email address"},
    {NAME, "name"}, {NAME, "full name"}, {NAME, "student"}, {NAME, "student name"}, {NAME, "display name"},
    {FIRST, "first name"}, {FIRST, "firstname"}, {FIRST, "given name"}, {FIRST, "vorname"},
    {LAST, "last name"}, {LAST, "lastname"}, {LAST, "surname"}, {LAST, "family name"}, {LAST, "nachname"},
    {EMAIL, "email"}, {EMAIL, "e mail"}, {EMAIL, "email address"}, {EMAIL, "mail"},
    {SECTION, "section"}, {SECTION, "sections"}, {SECTION, "group"}, {SECTION, "tutorial"}, {SECTION, "gruppe"},
    {EXTENSION, "extension"}, {EXTENSION, "extended until"}, {EXTENSION, "extra days"},
    {LOGIN, "login"}, {LOGIN, "username"}, {LOGIN, "user name"}, {LOGIN, "sis login id"},
    {CANVAS, "canvas"}, {CANVAS, "canvas id"}, {CANVAS, "canvas user id"}, {CANVAS, "platform id"},
    {GITHUB, "github"}, {GITHUB, "github username"}, {GITHUB, "github user"},
};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static void find_columns(const Csv *csv, int column[MEANINGS]) {
    for (int m = 0; m < MEANINGS; m++) column[m] = -1;
    for (int k = 0; k < COLUMNS; k++)
        for (int i = 0; i < csv->columns && column[columns[k].meaning] < 0; i++) {
            char *folded = name_folded(csv->header[i]);
            if (strcmp(folded, columns[k].name) == 0) column[columns[k].meaning] = i;
            free(folded);
        }
    /* Canvas's own export: ID is its number of the user, and the student's own is beside it. */
    if (csv->columns < 2 || strcmp(csv->header[0], "Student") != 0 || strcmp(csv->header[1], "ID") != 0) return;
    column[CANVAS] = 1;
    for (int i = 2; i < csv->columns; i++)
        if (strcmp(csv->header[i], "SIS User ID") == 0) column[ID] = i;
}

static char *cell(const Csv *csv, int row, int column) {
    const char *text = column >= 0 ? csv->cells[row][column] : "";
    return text_format("%s", text);
}

static char *full_name(const Csv *csv, int row, const int column[MEANINGS]) {
    if (column[NAME] >= 0) return cell(csv, row, column[NAME]);
    if (column[FIRST] < 0 || column[LAST] < 0) return cell(csv, row, column[FIRST] >= 0 ? column[FIRST] : column[LAST]);
    const char *first = csv->cells[row][column[FIRST]], *last = csv->cells[row][column[LAST]];
    return text_format("%s%s%s", first, first[0] != '\0' && last[0] != '\0' ? " " : "", last);
}

/* A line that describes no student: Canvas's maxima, its test student, and what is empty. */
static bool is_no_student(const char *id, const char *name) {
    char *folded = name_folded(name);
    const bool none = strcmp(folded, "points possible") == 0 || strcmp(folded, "student test") == 0 ||
                      (id[0] == '\0' && name[0] == '\0');
    free(folded);
    return none;
}

/* false and t_error() where the line's id cannot stand. */
static bool is_new_id(const Class *c, const Csv *csv, int row, const char *id, const char *name) {
    if (id[0] == '\0') return t_error_set("%s, line %d: %s has no id", csv->path, csv->lines[row], name);
    for (int i = 0; i < c->n_students; i++)
        if (strcmp(c->students[i].id, id) == 0)
            return t_error_set("%s, line %d: the id %s stands in a line before, too", csv->path, csv->lines[row], id);
    return true;
}

static bool add_row(Class *c, const Csv *csv, int row, const int column[MEANINGS]) {
    char *name = full_name(csv, row, column), *id = cell(csv, row, column[ID]);
    const bool student = !is_no_student(id, name);
    if (student && id[0] == '\0' && column[CANVAS] >= 0) {
        free(id);
        id = cell(csv, row, column[CANVAS]);
    }
    const bool ok = !student || is_new_id(c, csv, row, id, name);
    if (student && ok) {
        Student *s = class_add_student(c, id);
        s->on_roster = true;
        s->name = text_format("%s", name);
        s->email = cell(csv, row, column[EMAIL]);
        s->section = cell(csv, row, column[SECTION]);
        s->extension = cell(csv, row, column[EXTENSION]);
        s->login = cell(csv, row, column[LOGIN]);
        s->canvas = cell(csv, row, column[CANVAS]);
        s->github = cell(csv, row, column[GITHUB]);
    }
    free(name);
    free(id);
    return ok;
}

bool roster_read(Class *c, const char *path) {
    Csv *csv = csv_read(path);
    if (csv == NULL) return false;
    int column[MEANINGS];
    find_columns(csv, column);
    bool ok = column[ID] >= 0 || column[CANVAS] >= 0 ||
              t_error_set("%s: no column is called id (nor Student ID, ID number, SIS User ID, Username, Email)", path);
    for (int row = 0; ok && row < csv->rows; row++) ok = add_row(c, csv, row, column);
    if (ok && c->n_students == 0) ok = t_error_set("%s: there is no student in it", path);
    csv_free(csv);
    return ok;
}
