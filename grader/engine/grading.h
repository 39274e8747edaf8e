/* grading.h: the run under way. Each part of it belongs to the file that is named beside it. */
#pragma once
#include "box.h"
#include "budget.h"
#include "compile.h"
#include "compile_gpu.h"
#include "result.h"
#include "text.h"

struct History;
struct Misconception;

/* What is graded. session.c runs it, locate.c and sanitize.c look into it. */
typedef struct Code {
    const Source *sources;              /* as handed in */
    Build         build;
    const struct Misconception *mutant; /* graded in the place of a hand-in, for tests; NULL: a hand-in is */
    int           program;              /* of the session that was opened last */
} Code;

/* For what is compiled or looked up on the way: locate.c, sanitize.c. */
typedef struct Toolchain {
    const char *compiler;
    const char *kits; /* the folder of all labs'; NULL: nothing is compiled */
    CompileBox  box;  /* the one that the probes were made in; its scratch folder is gone */
} Toolchain;

/* Where the numbers of cases come from: draw.c. */
typedef struct Draws {
    unsigned char secret[32];  /* the hash of the instructor's key file; zeros without one */
    Rng           streams[16]; /* of the cases in use */
    int           next_stream;
} Draws;

/* What training checks show and are judged by: training.c. */
typedef struct Trainings {
    const char *out;         /* folder for the history and the curve; NULL: none is kept */
    const char *gates;       /* the file of the gates */
    bool        calibrating; /* gates are being measured: measured values are written down, none is judged */
    bool        quiet;       /* many gradings in a row: nothing of the training is shown or kept */
    Text        measured;    /* then: "quantity\tvalue" a line */
    struct History *history;
    Progress    progress;
    char        note[96];
    char        history_path[512], curve_stem[512], curve_title[128];
    int         curve;       /* of the result's, the one that rows go to */
    int         curves;
} Trainings;

/* What the sanitizers look at besides crashes: tasks with all their points, or every check. */
typedef enum Sanitize { SANITIZE_FULL, SANITIZE_ALL, SANITIZE_NONE } Sanitize;

/* The GPU of this machine, for optional tasks: real_gpu.c. */
enum { GPU_CHECKS = 32 };
typedef struct RealGpu {
    Gpu       of;
    int       program;         /* -1: none is asked for, or nvcc has refused the kernels */
    BoxFilter filter;
    bool      given_up;        /* it cannot be used */
    bool      ran[GPU_CHECKS]; /* by check */
} RealGpu;

/* The small mistakes that have been told: edits.c. */
enum { EDITS_TOLD = 16 };
typedef struct Told {
    int edit[EDITS_TOLD], n;
} Told;

struct Grading {
    const Lab *lab;
    Result    *result;
    Code       code;
    Toolchain  tools;
    Sanitize   sanitize;
    Session   *glanced_at; /* the probe of glance.c */
    BoxFilter  filter;   /* of every probe */
    uint64_t   nonce;    /* of the request sent last; begins anywhere, since it tells the probe nothing */
    Budget     budget;
    Draws      draws;
    Trainings  trainings;
    RealGpu    gpu;
    Told       told;
};

static inline int check_index(const Grading *g, const Check *check) { return (int)(check - g->lab->checks); }
