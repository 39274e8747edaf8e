/* grade_options.h: the grader's command line, read. */
#pragma once
#include "compile_box.h"
#include "formats.h"
#include "grading.h"
#include "misconceptions.h"
#include <stdint.h>

/* A wrong call ends at once, with one line and this status. */
enum { EXIT_FULL = 0, EXIT_BELOW = 1, EXIT_USAGE = 2, EXIT_FAILED = 3 };
enum { MAX_REPORTS = 16, MAX_MUTANTS = 256 };

typedef struct Options {
    const char *code, *called, *task, *kit, *out, *compiler, *gates, *key_file, *chain, *hints_file, *bonus;
    const Misconception *mutants[MAX_MUTANTS];
    int    n_mutants;
    Report reports[MAX_REPORTS];
    int    n_reports;
    uint64_t    seed;
    bool        has_seed, run_box_off, weak, glance, once, no_trainings;
    Sanitize    sanitize;
    int         calibrate; /* seeds; 0: grade */
    int         repeat;    /* seeds; 0: grade once, with a report */
    int         hints;     /* steps of hints_file that the report gives; 0: not even what to look at; -1: that alone */
    double      case_seconds;
    CompileTier compile_box;
    Gpu         gpu;       /* where optional tasks run, too */
} Options;

/* Also says how much reports reveal, and with which flags files are compiled. */
Options options_of(int argc, char *argv[]);
_Noreturn void wrong_call(const char *format, ...) __attribute__((format(printf, 1, 2)));
