/* result.h: what a grading has found, in one model that every writer of reports reads. */
#pragma once
#include "curves.h"
#include "intake.h"
#include "lab.h"

#define GRADER_VERSION "0.1"

typedef enum Status {
    STATUS_PENDING, /* its turn has not come */
    STATUS_PASSED,
    STATUS_PARTIAL,
    STATUS_FAILED,
    STATUS_NOT_WRITTEN,
    STATUS_CRASHED,
    STATUS_TIMEOUT,
    STATUS_COMPILE_ERROR, /* its file is missing, or does not compile or link */
    STATUS_SKIPPED        /* not run: the time limit of the lab */
} Status;

typedef struct CheckResult {
    const Check *check;
    bool   wanted; /* false: another task was asked for */
    Status status;
    bool   lowered; /* points were taken when its task had been reported */
    double points, max;
    const char *hint; /* what to look at when it fails; NULL for none */
    char  *message; /* why it is not full; may have several lines. NULL when there is nothing to say */
    char  *output;  /* what the student's program printed in the case that failed, escaped; NULL when nothing */
    double seconds; /* CPU time in probes */
} CheckResult;

typedef struct SourceResult {
    const char *name;
    char  *shown;   /* the path as the student knows it: "labs/03_softmax/softmax.c" */
    char   sha256[65];
    size_t size;
    char  *problem; /* missing, refused, does not compile; NULL when all is well */
    char  *warnings; /* of the compiler, "LINE: words" a line; NULL. Shown where a task of these lines has failed */
} SourceResult;

/* Which protections held, found by trying them. */
typedef struct Protections {
    bool run_seccomp;
    bool run_unprivileged; /* the probe has no root's rights */
    bool told;             /* on the terminal: somebody else's code is graded, or one of them is missing */
    char run[240];         /* in words */
    char compile_kind[16]; /* "bubblewrap", "landlock", "rlimits"; "none" when nothing was compiled */
    char compile[240];
} Protections;

typedef struct TaskResult {
    const Task *task;
    bool   wanted;
    double points, max;
    int    checks, not_written, not_passed;
} TaskResult;

/* Of an optional task (bonus.h). What is not written is no fail: it has no points, and that is all. */
typedef struct BonusTask {
    double points; /* never more than the lab's table gives it */
    Status status; /* of its first check that is not passed */
    char  *message;
} BonusTask;

typedef struct Result {
    const Lab *lab;
    const char *only_task; /* "3.1" or "3.1,3.4"; NULL: all of them */
    char    *code;         /* the folder, as typed */
    uint64_t seed;
    int      n_checks;
    CheckResult *checks;   /* in the order of lab->checks */
    int      n_sources;
    SourceResult *sources;
    Protections protections;
    char    *compiler;     /* "gcc (Debian 12.2.0-14) 12.2.0" */
    char    *curve;        /* the stem of the curve's files; NULL when there is none */
    Curves   curves;       /* of the training checks that have run */
    char   **hints;        /* by task: the steps that the report gives, a line each; NULL for none */
    BonusTask *bonus;      /* of the optional tasks (bonus.h); NULL: they are not graded */
    char    *chain;        /* "labs 0 to 2" where these are the student's own too; NULL: the reference's */
    char    *notes;        /* sentences on the run as a whole, one a line; NULL */
    char     started[32];  /* ISO 8601 */
    double   seconds;
    bool     complete;     /* false in a report that is written on the way */
} Result;

Result *result_new(const Lab *lab, const char *code, const char *only_task, uint64_t seed);
void    result_free(Result *r);
/* All verdicts are open again. */
void    result_clear(Result *r);
/* What the report gives as hints of a task that is not full; NULL for nothing. */
const char *result_hints(const Result *r, const Task *task);
/* Gives a verdict, the first one counts. `message` is the result's from now on. */
void    result_set(Result *r, int check, Status status, double points, char *message);
/* Takes points from a check that has passed. */
void    result_lower(Result *r, int check, double points, char *message);
void    result_note(Result *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
double  result_score(const Result *r);
double  result_max(const Result *r);
TaskResult result_task(const Result *r, const Task *task);
/* "03_softmax", and "03_softmax/03_cuda" of its optional tasks: the folder below labs/ and reference/. free() it. */
char   *result_folder(const Lab *lab);
const char *status_name(Status status); /* as in the JSON: "not_written" */

/* The terminal. */
void report_begin(const Result *r, FILE *to);
void report_task(const Result *r, const Task *task, FILE *to);
void report_lowered(const Result *r, FILE *to); /* the tasks that have lost points since */
void report_end(const Result *r, FILE *to);
