/* work.h: grading what has no result yet, several at a time. */
#pragma once
#include "build_id.h"
#include "late.h"

/* The hashes of the hand-ins that count, each once, in order; free() it. With s->best all attempts count. */
typedef struct Todo {
    int   n;
    char (*hash)[65];
} Todo;
Todo work_todo(const Settings *s, const Class *c, const Late *l);

/* Grades those of them that have no result under this stamp, and belong to the slice. A grader that fails is tried once
 * more; what fails then is noted in OUT/state/failed/HASH. Returns how many failed; -1 and t_error() when
 * no work can be done. */
int work(const Settings *s, const BuildId *build, const Todo *todo, bool quiet);

/* Grades the reference once: all points, and the sandbox at its floor, or the class is not graded at all. false and
 * t_error(). */
bool work_reference(const Settings *s, const BuildId *build);

/* How many can be graded at a time: processors, and what memory they need. */
int work_jobs(const Settings *s);
