/* class.h: a class, from what was handed in to what it got: the model that all files of this room share. */
#pragma once
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLASS_FILES = 8, CLASS_TASKS = 32 };
/* Nothing tells when. */
#define NO_TIME INT64_MIN

typedef struct LabTable {
    char *name;               /* 03_softmax */
    char *title;
    char *files[CLASS_FILES]; /* that are handed in */
    int   n_files;
    int   n_tasks;
    struct { char *id, *title; double points; } tasks[CLASS_TASKS];
    char *bonus;              /* the folder of its optional tasks, whose files are among those above; NULL for none */
    char *bonus_file;         /* the first of these */
} LabTable;

/* One attempt of somebody, as the learning platform tells it. */
typedef struct HandIn {
    char   *place;  /* where it was found, for a human */
    char   *id;     /* the platform's number or name of the user; NULL */
    char   *name, *email;
    char   *label;  /* the name of a folder or archive, where nothing else is known */
    int64_t time;   /* seconds since 1970; NO_TIME where nothing tells it */
    char   *bytes[CLASS_FILES]; /* of the lab's files; NULL: not there */
    size_t  size[CLASS_FILES];
    char    hash[65]; /* of names and bytes: equal hand-ins are graded once; "" when it holds none of the files */
    char   *others;   /* names of files in it that are none of the lab's, three at most; NULL */
    int     n_others;
    char   *trouble;  /* why a human has to look before it is graded; NULL */
    char   *sorted, *squeezed; /* the name as match() compares it */
} HandIn;

/* Only the last two come with points: nobody else gets a 0 in silence. */
typedef enum Standing {
    STANDING_MISSING,   /* nothing was handed in */
    STANDING_NO_FILES,  /* none of the lab's files is in it */
    STANDING_UNCLEAR,   /* a human has to decide */
    STANDING_WAITING,   /* to be graded */
    STANDING_FAILED,    /* the grader failed, not the student */
    STANDING_CUT_OFF,   /* graded, and too late to count */
    STANDING_GRADED,
} Standing;

typedef struct Attempt {
    char    hash[65];
    char   *place;
    char   *doubt;    /* what a human should look at in it, as match() found it; NULL */
    int64_t time;
} Attempt;

typedef struct Student {
    char    *id, *name, *email, *section;
    char    *login, *canvas, *github; /* what platforms call the student besides */
    char    *extension;               /* as it stands in the roster: days, or a moment */
    char    *sorted, *twice;          /* the name as match() compares it; NULL before */
    bool     on_roster;
    int      n_attempts;
    Attempt *attempts;                /* from the first to the last */
    char    *trouble;
    char    *perhaps;                 /* a hand-in that is this student's or another one's, as match() found it; NULL */
    /* Found by gather(). */
    Standing standing;
    int      chosen;                  /* of the attempts; -1 */
    bool     has_points;
    double   points[CLASS_TASKS], total, penalty, final;
    double   bonus;                   /* of the optional tasks, in none of the sums; below 0: none were handed in */
    int      late_days;
    char    *note;                    /* of the late policy's program */
    char    *seed, *protections;
} Student;

/* What a human has to look at: where, and what is wrong there. */
typedef struct Remark {
    char *where, *what;
} Remark;

typedef struct Class {
    LabTable lab;
    char    *platform;                /* that the hand-ins come from */
    int      n_students, n_remarks;
    Student *students;                /* by id */
    Remark  *remarks;
} Class;

Student *class_add_student(Class *c, const char *id);
void     class_remark(Class *c, const char *where, const char *format, ...) __attribute__((format(printf, 3, 4)));
const char *standing_name(Standing s);

/* The state of a run lies in OUT/state, and nothing else is needed to go on with it, on another machine either. */
typedef struct Settings {
    const char *lab, *table, *submissions, *roster, *out, *key, *late, *deadline;
    const char *grader, *kit, *gates, *reference, *compiler;
    const char *bonus, *bonus_kit; /* the grader of the lab's optional tasks, and its kit; NULL for none */
    const char *bonus_file;        /* what it grades, from the lab's table */
    const char *root;      /* where gradings run: data sets are found from there */
    const char *step;      /* all, intake, work, gather */
    int   slice, slices;   /* of an array of jobs; slices 0: no slices */
    int   late_seconds;    /* that the program of the late policy may take */
    int   jobs;            /* 0: as many as the machine can carry */
    bool  slurm, regrade, anonymous, best;
    const char *sbatch;    /* words for it */
} Settings;

/* A path below OUT; free() it. */
char *class_path(const Settings *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The state of the intake. false and t_error(). */
bool class_write(const Settings *s, const Class *c);
bool class_read(const Settings *s, Class *c);
