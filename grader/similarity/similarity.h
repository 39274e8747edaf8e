/* similarity.h: who has handed in what, and which of it is alike: the model that the files of this room share. */
#pragma once
#include "text.h"
#include "tokens.h"

/* A run of sim_c counts from so many tokens on. A stretch of what is given splits a piece, unless it is short. */
enum { RUN_TOKENS = 20, RUN_OWN = 12, SHORT_GIVEN = 2 * GIVEN_TOKENS, MAX_FILES = 8 };

typedef struct Author {
    char *name;
    char *from;              /* an earlier year's folder; NULL: of this class */
    Code  codes[MAX_FILES];  /* of the lab's files; without text where it is not there */
    int   n_lines;           /* of what sim_c is given: a token each */
    struct { short file; int token; } *lines; /* file -1: between two pieces */
    int   own;               /* tokens of pieces that are not given */
} Author;

typedef struct Run {
    int a, b;                         /* authors, a before b */
    int a_first, a_last, b_first, b_last; /* lines, from 0 */
} Run;

typedef struct Pair {
    int  a, b;
    Run *runs;
    int  n_runs;
    int  shared;             /* own tokens in these runs, of the one who has fewer */
} Pair;

typedef struct Class {
    const char *lab;
    int         n_files;
    const char *files[MAX_FILES];
    Code        solved[MAX_FILES]; /* with the tasks of functions */
    int         n, room;
    Author     *authors;
    int         n_runs, runs_room;
    Run        *runs;        /* by pair */
    int         n_pairs;
    Pair       *pairs;       /* the most alike first */
} Class;

/* Reads a class: the OUT folder of make class, or a folder with a folder for each student. false and t_error(). */
bool authors_read(Class *c, const char *folder, const char *from);
/* Writes pieces into `folder`, has sim_c compare them, and ranks the pairs. false and t_error(). */
bool pairs_find(Class *c, const char *folder);
/* similarity.csv, index.html and pair-1.html ... in `folder`. false and t_error(). */
bool page_write(const Class *c, const char *folder);
/* The task that a token's function belongs to; "" for a function of the student's own. */
const char *task_of(const Class *c, int file, const Code *code, int token);
bool is_own(const Author *x, int line);
