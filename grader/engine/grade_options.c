#include "grade_options.h"

#include "budget.h"
#include "compare.h"
#include "compile.h"
#include "hints.h"
#include "shared.h"
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* The build that this grader belongs to. */
#ifndef DEFAULT_CC
#define DEFAULT_CC "gcc"
#endif
#ifndef DEFAULT_PROBES
#define DEFAULT_PROBES "build/gcc/probe"
#endif

_Noreturn void wrong_call(const char *format, ...) {
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(EXIT_USAGE);
}

static void usage(FILE *to) {
    fprintf(to, "grade-%s --code DIR [options]\n"
                "  --code DIR           the folder with", this_lab.name);
    for (int i = 0; this_lab.files[i] != NULL; i++) fprintf(to, " %s", this_lab.files[i]);
    fprintf(to, "\n"
                "  --called NAME        what reports call the folder        (as it was typed)\n"
                "  --task N.M,...       grade these tasks alone\n"
                "  --seed N             draw the same cases again\n"
                "  --key-file FILE      draw the cases under this secret too: who does not have it cannot draw them\n"
                "                       again, with whatever seed           (none)\n"
                "  --kit DIR            the probe's kit                     (%s/%s)\n"
                "  --out DIR            where the history and the curve go  (none)\n"
                "  --report FORMAT=FILE the result as %s;\n"
                "                       may be given several times; autolab=- prints it last  (none)\n"
                "  --once               write reports at the end, and not after each task, too\n"
                "  --json FILE          the same as --report json=FILE      (none)\n"
                "  --cc NAME            the compiler                        (%s)\n"
                "  --gates FILE         the gates of training checks        (grader/labs/%s/gates.tsv)\n"
                "  --calibrate N        write the gates file from N seeds instead of grading\n"
                "  --case-seconds S     CPU time for one case               (%g)\n"
                "  --reveal HOW         all, first or none: how many of the expected values, and of the cases, are\n"
                "                       shown                               (first)\n"
                "  --cflags FLAGS       more flags for the student's files, such as '-O0 -ffast-math'  (none)\n"
                "  --compile-box KIND   bubblewrap, landlock or rlimits: the strongest one to try (bubblewrap)\n"
                "  --run-box KIND       seccomp; or off, for tests: then a submission can do what you can  (seccomp)\n"
                "  --mutant NAME,...    for tests, instead of --code: grade these misconceptions, which the grader\n"
                "                       holds, one after the other; a %% in a report's FILE stands for the name\n"
                "  --glance             with --mutant: a short look at what the misconception does not declare to\n"
                "                       lose; trainings among it are not run\n"
                "  --shared DIR         what the compiler has made, for other gradings of a class, too: a folder that is\n"
                "                       removed with this class's run, and that nobody else can enter  (none)\n"
                "  --no-trainings       for tests: checks that train are not run\n"
                "  --repeat N           grade N times, with this seed and those that follow: a line each, no report\n"
                "  --box weak           grade somebody else's folder, too, where only resource limits hold it\n"
                "  --sanitize HOW       full, all or none: where AddressSanitizer and UBSan look for memory errors:\n"
                "                       in tasks that have all their points, in every check, or nowhere  (full)\n"
                "  --hints N            how many steps of the hints a report gives for a task that is not full: 0 to %d;\n"
                "                       with 0 it does not even say what to look at  (what to look at, no step)\n"
                "  --hints-file FILE    where these stand                   (labs/%s/hints.txt)\n"
                "  --chain LABS         what the report says of a kit in which earlier labs are the student's own\n"
                "  --bonus FILE         the result (json) of the lab's optional tasks, whose points the reports name\n"
                "  --nvcc FILE          for optional tasks, with the next two: the compiler, as toolkit/bin/nvcc;\n"
                "                       what the emulated GPU passes then runs on the GPU of this machine, too  (none)\n"
                "  --gpu NAME           how reports name that GPU, such as 'NVIDIA H200'\n"
                "  --gpu-arch sm_90     what nvcc compiles for\n",
            DEFAULT_PROBES, this_lab.name, report_choices, DEFAULT_CC, this_lab.name, CASE_SECONDS, MAX_HINTS,
            this_lab.name);
}

static uint64_t parse_number(const char *option, const char *text) {
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (errno != 0 || end == text || *end != '\0' || text[0] == '-')
        wrong_call("%s %s: a whole number from 0 is expected", option, text);
    return value;
}

static CompileTier parse_box(const char *text) {
    for (int tier = 0; tier < COMPILE_TIERS; tier++)
        if (strcmp(text, compile_tier_name((CompileTier)tier)) == 0) return (CompileTier)tier;
    wrong_call("--compile-box %s: bubblewrap, landlock or rlimits", text);
}

static bool parse_run_box(const char *text) {
    if (strcmp(text, "seccomp") != 0 && strcmp(text, "off") != 0) wrong_call("--run-box %s: seccomp or off", text);
    return strcmp(text, "off") == 0;
}

static bool parse_weak(const char *text) {
    if (strcmp(text, "weak") != 0) wrong_call("--box %s: weak is the only choice; leave --box out otherwise", text);
    return true;
}

static Sanitize parse_sanitize(const char *text) {
    static const char *const names[] = {[SANITIZE_FULL] = "full", [SANITIZE_ALL] = "all", [SANITIZE_NONE] = "none"};
    for (int how = 0; how < 3; how++)
        if (strcmp(text, names[how]) == 0) return (Sanitize)how;
    wrong_call("--sanitize %s: full, all or none", text);
}

static Reveal parse_reveal(const char *text) {
    for (int reveal = 0; reveal < REVEALS; reveal++)
        if (strcmp(text, reveal_name((Reveal)reveal)) == 0) return (Reveal)reveal;
    wrong_call("--reveal %s: all, first or none", text);
}

static void check_task(const char *task, size_t length) {
    Text choices = {0};
    for (const Task *t = this_lab.tasks; t->id != NULL; t++) {
        if (strlen(t->id) == length && strncmp(t->id, task, length) == 0) return;
        text_add(&choices, "%s%s", t == this_lab.tasks ? "" : ", ", t->id);
    }
    wrong_call("%s has no task %.*s; its tasks are %s", this_lab.name, (int)length, task, text_of(&choices));
}

static const char *parse_tasks(const char *list) {
    for (const char *task = list;; task++) {
        const size_t length = strcspn(task, ",");
        check_task(task, length);
        task += length;
        if (*task == '\0') return list;
    }
}

static int parse_hints(const char *text) {
    const uint64_t steps = parse_number("--hints", text);
    if (steps > MAX_HINTS) wrong_call("--hints %s: 0 to %d", text, MAX_HINTS);
    return (int)steps;
}

static void add_mutants(Options *o, char *names) {
    for (char *rest, *name = strtok_r(names, ",", &rest); name != NULL; name = strtok_r(NULL, ",", &rest)) {
        const Misconception *m = misconception_find(name);
        if (m == NULL) wrong_call("--mutant %s: %s holds no such misconception", name, this_lab.name);
        if (o->n_mutants == MAX_MUTANTS) wrong_call("--mutant: %d misconceptions are the most", MAX_MUTANTS);
        o->mutants[o->n_mutants++] = m;
    }
}

static void add_report(Options *o, const char *argument) {
    if (o->n_reports == MAX_REPORTS) wrong_call("--report %s: %d reports are the most", argument, MAX_REPORTS);
    if (!report_parse(argument, &o->reports[o->n_reports++])) wrong_call("%s", t_error());
}

Options options_of(int argc, char *argv[]) {
    enum {
        CODE = 256, CALLED, ONCE, MUTANT, TASK, SEED, KEY, KIT, OUT, REPORT, JSON, CC, GATES, CALIBRATE, SECONDS, BOX,
        RUN_BOX, CFLAGS, REPEAT, REVEAL, SANITIZE, WEAK, GLANCE, NO_TRAININGS,
        HINTS, HINTS_FILE, CHAIN, BONUS, SHARED, NVCC, GPU, GPU_ARCH, HELP
    };
    static const struct option known[] = {
        {"code", 1, NULL, CODE},
        {"called", 1, NULL, CALLED},
        {"once", 0, NULL, ONCE},
        {"mutant", 1, NULL, MUTANT},
        {"task", 1, NULL, TASK},
        {"seed", 1, NULL, SEED},
        {"key-file", 1, NULL, KEY},
        {"kit", 1, NULL, KIT},
        {"out", 1, NULL, OUT},
        {"report", 1, NULL, REPORT},
        {"json", 1, NULL, JSON},
        {"cc", 1, NULL, CC},
        {"gates", 1, NULL, GATES},
        {"calibrate", 1, NULL, CALIBRATE},
        {"case-seconds", 1, NULL, SECONDS},
        {"compile-box", 1, NULL, BOX},
        {"run-box", 1, NULL, RUN_BOX},
        {"box", 1, NULL, WEAK},
        {"cflags", 1, NULL, CFLAGS},
        {"repeat", 1, NULL, REPEAT},
        {"reveal", 1, NULL, REVEAL},
        {"sanitize", 1, NULL, SANITIZE},
        {"glance", 0, NULL, GLANCE},
        {"no-trainings", 0, NULL, NO_TRAININGS},
        {"hints", 1, NULL, HINTS},
        {"hints-file", 1, NULL, HINTS_FILE},
        {"chain", 1, NULL, CHAIN},
        {"bonus", 1, NULL, BONUS},
        {"shared", 1, NULL, SHARED},
        {"nvcc", 1, NULL, NVCC},
        {"gpu", 1, NULL, GPU},
        {"gpu-arch", 1, NULL, GPU_ARCH},
        {"help", 0, NULL, HELP},
        {0},
    };
    static char kit[200], gates[200], hints[200];
    snprintf(kit, sizeof kit, "%s/%s", DEFAULT_PROBES, this_lab.name);
    snprintf(gates, sizeof gates, "grader/labs/%s/gates.tsv", this_lab.name);
    snprintf(hints, sizeof hints, "labs/%s/hints.txt", this_lab.name);
    Options o = {.kit = kit, .gates = gates, .hints_file = hints, .hints = -1, .compiler = DEFAULT_CC,
                 .case_seconds = CASE_SECONDS};
    for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (c) {
        case CODE: o.code = optarg; break;
        case CALLED: o.called = optarg; break;
        case ONCE: o.once = true; break;
        case MUTANT: add_mutants(&o, optarg); break;
        case TASK: o.task = parse_tasks(optarg); break;
        case SEED: o.seed = parse_number("--seed", optarg); o.has_seed = true; break;
        case KEY: o.key_file = optarg; break;
        case KIT: o.kit = optarg; break;
        case OUT: o.out = optarg; break;
        case REPORT: add_report(&o, optarg); break;
        case JSON: add_report(&o, text_format("json=%s", optarg)); break;
        case CC: o.compiler = optarg; break;
        case GATES: o.gates = optarg; break;
        case CALIBRATE: o.calibrate = (int)parse_number("--calibrate", optarg); break;
        case SECONDS: o.case_seconds = strtod(optarg, NULL); break;
        case BOX: o.compile_box = parse_box(optarg); break;
        case RUN_BOX: o.run_box_off = parse_run_box(optarg); break;
        case CFLAGS:
            if (!compile_flags(optarg)) wrong_call("--cflags: %s", t_error());
            break;
        case REPEAT: o.repeat = (int)parse_number("--repeat", optarg); break;
        case REVEAL: compare_reveal(parse_reveal(optarg)); break;
        case SANITIZE: o.sanitize = parse_sanitize(optarg); break;
        case WEAK: o.weak = parse_weak(optarg); break;
        case GLANCE: o.glance = true; break;
        case NO_TRAININGS: o.no_trainings = true; break;
        case HINTS: o.hints = parse_hints(optarg); break;
        case HINTS_FILE: o.hints_file = optarg; break;
        case CHAIN: o.chain = optarg; break;
        case BONUS: o.bonus = optarg; break;
        case SHARED:
            if (!shared_open(optarg)) wrong_call("--shared %s", t_error());
            break;
        case NVCC: o.gpu.nvcc = optarg; break;
        case GPU: o.gpu.name = optarg; break;
        case GPU_ARCH: o.gpu.arch = optarg; break;
        case HELP: usage(stdout); exit(0);
        default: usage(stderr); exit(EXIT_USAGE);
        }
    }
    if (optind < argc) wrong_call("%s: an option is expected (--help lists them)", argv[optind]);
    if (o.repeat > 0 && (o.n_reports > 0 || o.out != NULL))
        wrong_call("--repeat goes without --report, --json and --out");
    if (o.n_mutants > 0 && o.code != NULL) wrong_call("--mutant goes without --code");
    if (o.glance && o.n_mutants == 0) wrong_call("--glance goes with --mutant");
    if (o.code == NULL && o.n_mutants == 0) wrong_call("--code DIR is missing: the folder with the files to grade");
    if ((o.gpu.nvcc == NULL) != (o.gpu.name == NULL) || (o.gpu.nvcc == NULL) != (o.gpu.arch == NULL))
        wrong_call("--nvcc, --gpu and --gpu-arch go together");
    if (o.gpu.nvcc != NULL && this_lab.beside == NULL) wrong_call("--nvcc: %s has no kernels", this_lab.name);
    if (!(o.case_seconds > 0)) wrong_call("--case-seconds: a number above 0 is expected");
    return o;
}
