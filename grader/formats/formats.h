/* formats.h: what a result is written as for others to read, one writer a format, and where a grading's reports go.
 *
 * Every writer gives the whole report of the result as it stands, so that it can be written again after each task; a
 * report that a grading was ended in the middle of has the points so far, and says so. Nothing in a report counts as
 * passed that has not run. All text in it has gone through report_text.h. */
#pragma once
#include "result.h"
#include "text.h"

void format_json(const Result *r, Text *to);       /* the whole model; what other tools of the kit read */
void format_gradescope(const Result *r, Text *to); /* results.json of a Gradescope autograder */
/* result.json, "classroom50/result/v1". Its scores are whole numbers: points are rounded down, check by check, and a
 * check that is not passed has less than its maximum. Where the maxima are no whole numbers, they are rounded so that
 * they still sum to the lab's. Who it is about comes from the environment that the runner sets. */
void format_classroom50(const Result *r, Text *to);
/* Two lines: the semantic feedback, and {"scores": {"3.1": 14, ...}, "scoreboard": [100]}, which has to be the last
 * line that an Autolab job prints. The problems of the assessment are the lab's tasks. */
void format_autolab(const Result *r, Text *to);
/* JUnit XML: a suite a task. Wrong answers are failures; what crashed, did not compile, ran out of time or was not run
 * are errors: `skipped` is what build servers take for well. */
void format_junit(const Result *r, Text *to);
void format_tap(const Result *r, Text *to);  /* TAP 14, with a YAML block a test; unfinished, it bails out */
void format_html(const Result *r, Text *to); /* one page without scripts or anything from elsewhere */

/* --- Reports of a grading ---------------------------------------------------------------------------------------- */
typedef struct Report {
    const struct Format *format;
    const char *path; /* "-": standard output, when the grading is complete */
} Report;

extern const char report_choices[]; /* "json, gradescope, ..." */
/* From "FORMAT=FILE", which must outlive the report. false and t_error(). */
bool report_parse(const char *argument, Report *report);
/* false and t_error() when it cannot be written. */
bool report_write(const Report *report, const Result *r);
