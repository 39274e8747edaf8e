/* late.h: what a late hand-in costs. */
#pragma once
#include "class.h"

typedef struct Late {
    bool    has_deadline;
    int64_t deadline;
    int     zone;          /* of the deadline, in seconds */
    double  grace, percent, cutoff; /* days that cost nothing; percent of the points a day; days, then nothing counts */
    const char *program;   /* NULL: the three above */
    int     seconds;       /* that it may take */
} Late;

/* From DEADLINE= (with a zone) and LATE=, "grace=2 percent=10 cutoff=7" or a program. false and t_error(). */
bool late_parse(const char *deadline, const char *policy, Late *to);
/* The student's own deadline. false and t_error() when the extension cannot be read. */
bool late_deadline(const Late *l, const Student *s, int64_t *deadline);
/* Whole days begun after the deadline; 0 when in time, or when one of both times is not known. */
int late_days(const Late *l, const Student *s, int attempt);
/* Which attempt counts: the last one in time, else the last one. -1 when there is none. */
int late_choose(const Late *l, const Student *s);
/* Sets penalty, final and late_days of a student whose total is known, for the chosen attempt. Whether the cut-off has
 * passed. */
bool late_apply(const Late *l, Student *s);
/* The same by the program: one line of JSON for each student who has points, and a line back for each, the penalty in
 * points or {"penalty": 5, "note": "why"}. false and t_error(). */
bool late_ask(const Late *l, Class *c);
