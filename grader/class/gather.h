/* gather.h: from results to grades. */
#pragma once
#include "build_id.h"
#include "grade_file.h"
#include "late.h"

typedef struct Gathered {
    Grade **grades;     /* of each student's chosen attempt, by the student's index; NULL: there is none */
    int count[STANDING_GRADED + 1];
    int changed;        /* grades that differ from those of the run before */
} Gathered;

/* Finds everybody's standing, points, penalty and final grade. false and t_error(). */
bool gather(const Settings *s, const BuildId *build, const Late *l, Class *c, Gathered *to);
void gathered_free(const Class *c, Gathered *g);

/* The files of OUT. Each is false and t_error() when it cannot be written. */
bool book_write(const Settings *s, const BuildId *build, const Class *c); /* gradebook.csv, canvas.csv, moodle.csv */
bool attention_write(const Settings *s, const Class *c);                  /* attention.csv: for a human to look at */
/* reports/ID.html, .json */
bool reports_write(const Settings *s, const BuildId *build, const Class *c, const Gathered *g);
bool page_write(const Settings *s, const BuildId *build, const Late *l, const Class *c, const Gathered *g);
/* changes.csv: whose grade differs from the one before, and why. Counts them. */
bool changes_write(const Settings *s, const BuildId *build, const Class *c, int *changed);

/* What a student is called in reports and on the page: the id, or a number where they are anonymous. free() it. */
char *student_name(const Settings *s, const Class *c, int student);
