/* watch.h: what the files of `make watch` share: the tasks of a lab as the last gradings have found them. */
#pragma once
#include "tools/files.h"

enum { WATCH_MAX_TASKS = 64, WATCH_MAX_FILES = 16 };

typedef struct WatchTask {
    char  *id, *title, *file; /* file: "" where it is the other tasks that are put together */
    double points, max;
    cJSON *checks;            /* an array, as the grader's JSON has them */
    char  *problem;           /* why its file is not read or compiled; "" otherwise */
} WatchTask;

typedef struct Watched {
    const char *code;         /* the folder */
    char       *lab, *title;  /* "03_softmax", "Softmax classifiers" */
    int         n_tasks, n_files;
    WatchTask   tasks[WATCH_MAX_TASKS];
    char       *files[WATCH_MAX_FILES];
    char        sha256[WATCH_MAX_FILES][65]; /* as they are; "" for a file that cannot be read */
    char       *seed;         /* of the last grading */
    double      seconds;
    char        said[400];    /* what the last grading was of, or why there was none */
} Watched;

/* Takes in a grader's JSON, of all tasks or some. false when it is none. */
bool watch_take(Watched *w, const char *results);
/* Hashes the files anew; changed[i] says whether this one has another content than before. Returns how many have. */
int  watch_look(Watched *w, bool changed[]);
bool watch_is_full(const WatchTask *t);
/* The first that is not full; a task without a file comes after all others. NULL when all are. */
const WatchTask *watch_first_open(const Watched *w);
double watch_points(const Watched *w);
double watch_max(const Watched *w);

/* --- The screen --------------------------------------------------------------------------------------------------- */
void screen_open(void);
void screen_close(void);
/* `busy`: what is under way; "" for nothing. */
void screen_draw(const Watched *w, const char *busy);
/* Where there is no terminal: what the last grading has found, in lines. */
void screen_lines(const Watched *w);
