#include "options.h"

#include "autograd.h"
#include "text.h"
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Noreturn void wrong(const char *format, ...) __attribute__((format(printf, 1, 2)));
static _Noreturn void wrong(const char *format, ...) {
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(2);
}

static const char usage[] =
    "class --lab NN_lab --table lab.tsv --out DIR --grader FILE --kit DIR --reference DIR [options]\n"
    "  --submissions PATH   a folder or an archive: what was handed in\n"
    "  --roster FILE        who is in the class                  (whoever has handed in)\n"
    "  --key FILE           the secret that cases are drawn under (OUT/state/key, made by the first run)\n"
    "  --bonus FILE         the grader of the lab's optional tasks, and --bonus-kit DIR, its kit\n"
    "  --gates FILE         the gates of training checks\n"
    "  --cc NAME            the compiler                         (gcc)\n"
    "  --jobs N             how many are graded at a time        (processors, as far as memory goes)\n"
    "  --deadline MOMENT    with a zone: 2026-11-30T23:59+01:00\n"
    "  --late POLICY        grace=DAYS percent=PERCENT-A-DAY cutoff=DAYS, or a program\n"
    "  --late-seconds N     how long the program may take        (60)\n"
    "  --attempt last|best  which of several attempts counts     (last: the last one in time)\n"
    "  --anonymous          reports and page have numbers in the place of ids\n"
    "  --regrade            grade all anew\n"
    "  --slurm              by Slurm: an array of jobs over a folder that all nodes see\n"
    "  --slices N           jobs of the array                    (a job for 25 hand-ins, 100 at most)\n"
    "  --sbatch WORDS       more words for sbatch, such as '--partition=long --time=60'\n"
    "  --step STEP          all, or one of intake, work, gather; --slice I with work: one of --slices\n";

static char *absolute(const char *path) {
    char here[PATH_MAX];
    if (path[0] == '/') return text_format("%s", path);
    if (getcwd(here, sizeof here) == NULL) wrong("the current folder has no name: %s", strerror(errno));
    return text_format("%s/%s", here, path);
}

static int count(const char *option, const char *text, int least) {
    char *end;
    const long n = strtol(text, &end, 10);
    if (end == text || *end != '\0' || n < least || n > 9999)
        wrong("%s %s: a number from %d to 9999", option, text, least);
    return (int)n;
}

static bool is_best(const char *text) {
    if (strcmp(text, "last") != 0 && strcmp(text, "best") != 0) wrong("--attempt %s: last or best", text);
    return text[0] == 'b';
}

Settings options_of(int argc, char *argv[]) {
    enum { LAB = 256, TABLE, SUBMISSIONS, ROSTER, OUT, KEY, LATE, DEADLINE, GRADER, KIT, GATES, REFERENCE, CC, STEP,
           SLICE, SLICES, JOBS, SLURM, REGRADE, ANONYMOUS, ATTEMPT, SBATCH, BONUS, BONUS_KIT, LATE_SECONDS,
           HELP };
    static const struct option known[] = {
        {"lab", 1, NULL, LAB}, {"table", 1, NULL, TABLE}, {"submissions", 1, NULL, SUBMISSIONS},
        {"roster", 1, NULL, ROSTER}, {"out", 1, NULL, OUT}, {"key", 1, NULL, KEY}, {"late", 1, NULL, LATE},
        {"deadline", 1, NULL, DEADLINE}, {"grader", 1, NULL, GRADER}, {"kit", 1, NULL, KIT}, {"gates", 1, NULL, GATES},
        {"reference", 1, NULL, REFERENCE}, {"cc", 1, NULL, CC}, {"step", 1, NULL, STEP}, {"slice", 1, NULL, SLICE},
        {"slices", 1, NULL, SLICES}, {"jobs", 1, NULL, JOBS}, {"slurm", 0, NULL, SLURM}, {"regrade", 0, NULL, REGRADE},
        {"anonymous", 0, NULL, ANONYMOUS}, {"attempt", 1, NULL, ATTEMPT}, {"sbatch", 1, NULL, SBATCH},
        {"bonus", 1, NULL, BONUS}, {"bonus-kit", 1, NULL, BONUS_KIT}, {"late-seconds", 1, NULL, LATE_SECONDS},
        {"help", 0, NULL, HELP}, {0},
    };
    Settings s = {.compiler = "gcc", .step = "all", .late_seconds = 60, .gates = "/nonexistent"};
    for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (c) {
        case LAB: s.lab = optarg; break;
        case TABLE: s.table = absolute(optarg); break;
        case SUBMISSIONS: s.submissions = absolute(optarg); break;
        case ROSTER: s.roster = absolute(optarg); break;
        case OUT: s.out = absolute(optarg); break;
        case KEY: s.key = absolute(optarg); break;
        case LATE: s.late = optarg; break;
        case LATE_SECONDS: s.late_seconds = count("--late-seconds", optarg, 1); break;
        case DEADLINE: s.deadline = optarg; break;
        case GRADER: s.grader = absolute(optarg); break;
        case KIT: s.kit = absolute(optarg); break;
        case BONUS: s.bonus = absolute(optarg); break;
        case BONUS_KIT: s.bonus_kit = absolute(optarg); break;
        case GATES: s.gates = absolute(optarg); break;
        case REFERENCE: s.reference = absolute(optarg); break;
        case CC: s.compiler = optarg; break;
        case STEP: s.step = optarg; break;
        case SLICE: s.slice = count("--slice", optarg, 0); break;
        case SLICES: s.slices = count("--slices", optarg, 1); break;
        case JOBS: s.jobs = count("--jobs", optarg, 1); break;
        case SLURM: s.slurm = true; break;
        case REGRADE: s.regrade = true; break;
        case ANONYMOUS: s.anonymous = true; break;
        case ATTEMPT: s.best = is_best(optarg); break;
        case SBATCH: s.sbatch = optarg; break;
        case HELP: fputs(usage, stdout); exit(0);
        default: fputs(usage, stderr); exit(2);
        }
    }
    if (optind < argc) wrong("%s: an option is expected (--help lists them)", argv[optind]);
    if (s.lab == NULL || s.table == NULL || s.out == NULL || s.grader == NULL || s.kit == NULL || s.reference == NULL)
        wrong("--lab, --table, --out, --grader, --kit and --reference are needed (--help lists all options)");
    if ((s.bonus == NULL) != (s.bonus_kit == NULL)) wrong("--bonus goes with --bonus-kit");
    s.root = absolute(".");
    return s;
}
