/* grade_file.h: what a grader has written about one hand-in, its report json. */
#pragma once
#include "class.h"
#include <cjson/cJSON.h>

/* Reports name the hand-in so; whoever copies one for a student puts the student's name there. */
#define GRADE_PLACEHOLDER "@hand-in@"

typedef struct Grade {
    cJSON *root;
    bool   complete;
    bool   held;        /* the sandbox was at its floor or above: seccomp, and a box for the compiler */
    double score, most, seconds;
    double bonus;       /* of the optional tasks; below 0 where they are not graded */
    double points[CLASS_TASKS];
    char  *protections; /* "seccomp, bubblewrap" */
} Grade;

/* NULL and t_error(). `lab` may be NULL: then no points of tasks are read. */
Grade *grade_read(const char *path, const LabTable *lab);
void   grade_free(Grade *g);
