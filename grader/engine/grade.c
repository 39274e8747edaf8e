/* grade.c: the program of a grader. Exit status: 0 full points, 1 fewer, 2 a wrong call, 3 the grader itself failed: a
 * report could not be written, or nothing could be compiled. */
#include "engine.h"

#include "bonus.h"
#include "compare.h"
#include "glance.h"
#include "grade_options.h"
#include "hints.h"
#include "intake.h"
#include "privileges.h"
#include "real_gpu.h"
#include "sanitize.h"
#include "sha256.h"
#include "team.h"
#include "training.h"
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* Seeds drawn at random: as many as SEED= takes, 18 digits, nearly 60 bits. */
#define SEEDS 1000000000000000000u
/* A hand-in tries some hundred thousand seeds a second, for no longer than the lab's time. */
#define SMALL_SEEDS 1000000000000u
enum { MIN_KEY = 16 };

/* Every check belongs to a task of the lab's table, and every task has a check. */
static void compare_with_table(void) {
    for (const Check *c = this_lab.checks; c->task != NULL; c++) {
        const Task *t = this_lab.tasks;
        while (t->id != NULL && strcmp(t->id, c->task) != 0) t++;
        if (t->id == NULL)
            t_fail(NULL, "check \"%s\" is of task %s, which labs/%s/lab.tsv does not have", c->title, c->task,
                   this_lab.name);
    }
    for (const Task *t = this_lab.tasks; t->id != NULL; t++) {
        const Check *c = this_lab.checks;
        while (c->task != NULL && strcmp(t->id, c->task) != 0) c++;
        if (c->task == NULL) t_fail(NULL, "task %s of labs/%s/lab.tsv has no check", t->id, this_lab.name);
    }
}

/* --- Steps of a grading ------------------------------------------------------------------------------------------- */
static void take_in(const Options *o, Result *r, Source sources[]) {
    char reason[200];
    int folder = intake_folder(o->code, reason);
    if (folder < 0) wrong_call("%s: %s (--code is the folder with the files to grade)", o->code, reason);
    for (int i = 0; i < r->n_sources; i++) {
        sources[i] = intake_read(folder, this_lab.files[i]);
        SourceResult *s = &r->sources[i];
        s->size = sources[i].size;
        if (sources[i].ok) strcpy(s->sha256, sources[i].sha256);
        else s->problem = text_format("%s: %s", s->shown, sources[i].reason);
    }
    close(folder);
}

static void random_bytes(void *to, size_t n) {
    if (getrandom(to, n, 0) == (ssize_t)n) return;
    fprintf(stderr, "the system gives no random numbers: %s\n", strerror(errno));
    exit(EXIT_FAILED);
}

static void read_key(const char *path, unsigned char secret[32]) {
    char bytes[4096];
    FILE *f = fopen(path, "re");
    if (f == NULL) wrong_call("--key-file %s: %s", path, strerror(errno));
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    if (n < MIN_KEY || n == sizeof bytes)
        wrong_call("--key-file %s: a key has %d to %zu bytes (head -c 32 /dev/urandom >FILE makes one)", path, MIN_KEY,
                   sizeof bytes - 1);
    sha256(bytes, n, secret);
}

static void describe_run(Protections *p, const BoxFilter *filter) {
    static const char *const rights[] = {
        [PRIVILEGES_NONE] = "",
        [PRIVILEGES_NOBODY] = ", as nobody",
        [PRIVILEGES_NO_CAPS] = ", without capabilities",
        [PRIVILEGES_ROOT] = ", AS ROOT",
    };
    if (filter->off) {
        p->run_unprivileged = geteuid() != 0;
        snprintf(p->run, sizeof p->run, "nothing: switched off by --run-box off");
        return;
    }
    Privileges held = privileges_try();
    p->run_seccomp = filter->program.len > 0;
    p->run_unprivileged = held != PRIVILEGES_ROOT;
    if (p->run_seccomp)
        snprintf(p->run, sizeof p->run, "own process, resource limits, seccomp (no files, network, processes)%s",
                 rights[held]);
    else
        snprintf(p->run, sizeof p->run, "own process, resource limits only (%.120s)%s", filter->why, rights[held]);
}

static void describe_compile(Protections *p, const CompileBox *box) {
    static const char *const words[] = {
        [COMPILE_BUBBLEWRAP] = "bubblewrap (sees the toolchain and the public headers)",
        [COMPILE_LANDLOCK] = "Landlock and seccomp (sees the toolchain and the public headers; bubblewrap does not "
                             "work here)",
        [COMPILE_RLIMITS] = "resource limits only (neither bubblewrap nor Landlock works here): a file can include "
                            "what its author may read",
    };
    snprintf(p->compile_kind, sizeof p->compile_kind, "%s", compile_tier_name(box->tier));
    snprintf(p->compile, sizeof p->compile, "%s%s", words[box->tier], box->unprivileged ? ", as nobody" : "");
}

/* Neither the course's folder for this lab nor its solution: perhaps somebody else's hand-in. */
static bool is_foreign(const Options *o) {
    static const char *const own[] = {"labs", "reference"};
    struct stat code, here;
    if (stat(o->code, &code) != 0) return false;
    bool  foreign = true;
    char *folder = result_folder(&this_lab);
    for (int i = 0; i < 2; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/%.200s", own[i], folder);
        if (stat(path, &here) == 0 && here.st_dev == code.st_dev && here.st_ino == code.st_ino) foreign = false;
    }
    free(folder);
    return foreign;
}

static void warn_of_seed(const Options *o, Result *r) {
    if (!o->has_seed || o->seed >= SMALL_SEEDS || o->key_file != NULL || !is_foreign(o)) return;
    result_note(r, "SEED=%llu is small, and goes without KEY: a hand-in can find it by trial, and then it knows all "
                "cases. For points that count leave SEED out, or add KEY=file", (unsigned long long)o->seed);
}

/* Where nothing but resource limits holds a hand-in, it can read and change what the caller can. */
static void refuse_weak(const Options *o, const Grading *g, const CompileBox *box) {
    const bool run = g->result->protections.run_seccomp, compiled = box->tier != COMPILE_RLIMITS;
    if ((run && compiled) || o->weak || !is_foreign(o)) return;
    compile_box_close((CompileBox[]){*box});
    wrong_call("%s is not labs/%s, and here %s under resource limits alone: somebody else's code could read and change "
               "your files. BOX=weak (--box weak) grades it all the same", o->code, this_lab.name,
               run ? "the compiler runs" : compiled ? "hand-ins run" : "the compiler and hand-ins run");
}

typedef struct Caller {
    const Options *o;
    const Grading *g;
} Caller;

static bool box_found(const CompileBox *box, void *of) {
    refuse_weak(((Caller *)of)->o, ((Caller *)of)->g, box);
    return true;
}

/* By nvcc for the GPU, too, where one is asked for. What nvcc refuses loses nothing: it is said. */
static void compile_gpu_too(Grading *g, CompileBox *box) {
    if (g->gpu.of.nvcc == NULL || g->code.build.has_stubs) return;
    char *why;
    g->gpu.program = compile_for_gpu(box, &g->gpu.of, g->lab, g->result->sources[0].shown, &why);
    if (g->gpu.program < 0)
        result_note(g->result, "nothing runs on %s: %s. The emulated GPU's word counts", g->gpu.of.name, why);
    else g->gpu.filter = box_filter_build(BOX_GPU);
    free(why);
}

/* The strongest box is taken for granted until a command fails in it. */
static bool compile(const Options *o, Grading *g, const Source sources[]) {
    g->code.build = (Build){{-1, -1}};
    sigset_t before = compile_box_shield();
    CompileBox box;
    Protections *p = &g->result->protections;
    bool ok = (p->run_seccomp ? compile_box_assume : compile_box_open)(&box, o->compiler, g->tools.kits, g->lab->name,
                                                                       o->compile_box);
    if (ok) {
        refuse_weak(o, g, &box);
        g->result->compiler = text_escape(box.version, strlen(box.version), sizeof box.version);
        ok = compile_probes(&box, g->lab, sources, g->result, &g->code.build, box_found, &(Caller){o, g});
        describe_compile(p, &box);
        if (ok) compile_gpu_too(g, &box);
        p->told = is_foreign(o) || !p->run_seccomp || !p->run_unprivileged || box.tier == COMPILE_RLIMITS;
    }
    g->tools.box = box;
    compile_box_close(&box);
    compile_box_unshield(&before);
    return ok;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Of a misconception: a % is its name. */
static bool write_report(const Options *o, Report report, const Result *r) {
    const char *at = o->n_mutants > 0 ? strchr(report.path, '%') : NULL;
    char *path = at == NULL ? NULL : text_format("%.*s%s%s", (int)(at - report.path), report.path, r->code, at + 1);
    if (path != NULL) report.path = path;
    const bool written = report_write(&report, r);
    free(path);
    return written;
}

/* What cannot be written is said once: reports are written after every task. Returns whether all have been. */
static bool write_reports(const Options *o, const Result *r) {
    static bool failed[MAX_REPORTS];
    bool written = true;
    for (int i = 0; i < o->n_reports; i++) {
        if (!failed[i] && write_report(o, o->reports[i], r)) continue;
        if (!failed[i]) fprintf(stderr, "%s\n", t_error());
        failed[i] = true;
        written = false;
    }
    return written;
}

static void grade_one(const Options *o, Grading *g, const Check *check) {
    if (o->no_trainings && check->run != NULL)
        result_set(g->result, check_index(g, check), STATUS_SKIPPED, 0, text_format("%s", TRAINING_NOT_RUN));
    else if (!o->glance || !glance(g, check)) grade_check(g, check);
}

static bool grade(const Options *o, Grading *g, double started) {
    Result *r = g->result;
    report_begin(r, stdout);
    if (!o->once) write_reports(o, r);
    for (const Task *task = g->lab->tasks; task->id != NULL; task++) {
        for (int i = 0; i < r->n_checks; i++)
            if (r->checks[i].wanted && strcmp(r->checks[i].check->task, task->id) == 0)
                grade_one(o, g, r->checks[i].check);
        sanitize_task(g, task);
        report_task(r, task, stdout);
        r->seconds = now() - started;
        if (!o->once) write_reports(o, r);
    }
    if (sanitize_full_tasks(g)) report_lowered(r, stdout);
    sanitize_end(g);
    if (g->lab->beside != NULL) gpu_tell(g);
    r->complete = true;
    r->seconds = now() - started;
    report_end(r, stdout);
    return write_reports(o, r);
}

/* Runs what is judged by gates for many seeds, and writes the gates. */
static int calibrate(const Options *o, Grading *g) {
    g->trainings.calibrating = true;
    Progress progress = progress_begin(stdout, "calibrating", o->calibrate);
    uint64_t first = g->result->seed;
    for (int i = 0; i < o->calibrate; i++) {
        g->result->seed = first + (uint64_t)i;
        g->budget = budget_new(o->case_seconds);
        for (int c = 0; c < g->result->n_checks; c++) {
            const Check *check = &g->lab->checks[c];
            if (check->run == NULL) continue;
            g->result->checks[c].status = STATUS_PENDING;
            grade_check(g, check);
            if (g->result->checks[c].status == STATUS_PASSED) continue;
            fprintf(stderr, "%s, %s: %s\n", check->task, check->title, g->result->checks[c].message);
            return EXIT_BELOW;
        }
        progress_update(&progress, i + 1, NULL);
    }
    progress_end(&progress, NULL);
    if (!gates_write(g, o->calibrate)) {
        fprintf(stderr, "%s\n", t_error());
        return EXIT_FAILED;
    }
    printf("%s is written, from %d seeds of %s\n", g->trainings.gates, o->calibrate, o->code);
    return EXIT_FULL;
}

static void grade_quietly(Grading *g) {
    result_clear(g->result);
    g->budget = budget_new(g->budget.case_seconds);
    for (int i = 0; i < g->result->n_checks; i++)
        if (g->result->checks[i].wanted) grade_check(g, g->result->checks[i].check);
}

/* The same build under many seeds. */
static int repeat(const Options *o, Grading *g) {
    Result *r = g->result;
    double low = INFINITY, high = -INFINITY, max = result_max(r);
    int full = 0;
    g->trainings.quiet = true;
    for (int k = 0; k < o->repeat; k++, r->seed++) {
        grade_quietly(g);
        double score = result_score(r);
        printf("seed %llu: %g/%g", (unsigned long long)r->seed, score, max);
        for (int i = 0; score > 0 && i < r->n_checks; i++) {
            const CheckResult *c = &r->checks[i];
            if (c->wanted && c->status != STATUS_PASSED)
                printf("; %s %s: %s", c->check->task, c->check->title, status_name(c->status));
        }
        printf("\n");
        low = fmin(low, score);
        high = fmax(high, score);
        full += score >= max;
    }
    printf("%d gradings: min %g, max %g of %g; %d full\n", o->repeat, low, high, max, full);
    return full == o->repeat ? EXIT_FULL : EXIT_BELOW;
}

static void make_folders(const char *path) {
    char part[4096];
    for (size_t n = 1; n < sizeof part && path[n - 1] != '\0'; n++)
        if (path[n] == '/' || path[n] == '\0') {
            snprintf(part, sizeof part, "%.*s", (int)n, path);
            mkdir(part, 0777);
        }
}

/* Whatever this program was started with, 0, 1 and 2 are open, no probe inherits more, and no other process reads its
 * memory. */
static void settle(void) {
    for (int fd; (fd = open("/dev/null", O_RDWR | O_CLOEXEC)) >= 0;) {
        if (fd <= 2) continue;
        close(fd);
        break;
    }
    prctl(PR_SET_DUMPABLE, 0);
    signal(SIGPIPE, SIG_IGN);
    setlocale(LC_CTYPE, "");
    t_set_num_threads(1); /* it starts processes, and a class is graded several at a time */
    /* Memory that is given back to the system has to be cleared by it before it is had again. */
    mallopt(M_MMAP_THRESHOLD, 64 << 20);
    mallopt(M_TRIM_THRESHOLD, 64 << 20);
}

/* All but the verdicts. */
static Result *open_result(const Options *o, const Grading *g, const char *code) {
    Result *r = result_new(&this_lab, code, o->task, o->seed);
    if (o->key_file != NULL)
        result_note(r, "the cases are drawn under a key file: the seed repeats them together with it only");
    describe_run(&r->protections, &g->filter);
    if (o->chain != NULL) {
        r->chain = text_name(o->chain, 1000);
        result_note(r, "built on your own %s. Points that count are given on the reference's", r->chain);
    }
    if (o->bonus != NULL && !bonus_read(r, o->bonus)) result_note(r, "no bonus points: %s", t_error());
    for (int i = 0; o->hints == 0 && i < r->n_checks; i++) r->checks[i].hint = NULL;
    if (o->hints > 0 && !hints_read(r, o->hints_file, o->hints)) result_note(r, "no hints: %s", t_error());
    return r;
}

static int run(const Options *o, Grading *g, double started) {
    if (o->calibrate > 0) return calibrate(o, g);
    if (o->repeat > 0) return repeat(o, g);
    const bool told = grade(o, g, started);
    return !told ? EXIT_FAILED : result_score(g->result) >= result_max(g->result) ? EXIT_FULL : EXIT_BELOW;
}

static int grade_code(const Options *o, Grading *g, double started) {
    Result *r = g->result = open_result(o, g, o->called != NULL ? o->called : o->code);
    Source *sources = t_calloc((size_t)r->n_sources, sizeof *sources);
    take_in(o, r, sources);
    warn_of_seed(o, r);
    char kits[4096];
    snprintf(kits, sizeof kits, "%.4000s/..", o->kit);
    g->code.sources = sources;
    g->tools.kits = kits;
    int status = EXIT_FAILED;
    if (compile(o, g, sources)) status = run(o, g, started);
    else fprintf(stderr, "%s\n", t_error());
    for (int i = 0; i < r->n_sources; i++) intake_free(&sources[i]);
    free(sources);
    build_close(&g->code.build);
    if (g->gpu.program >= 0) close(g->gpu.program);
    box_filter_free(&g->gpu.filter);
    result_free(r);
    return status;
}

static int grade_mutants(const Options *o, Grading *g) {
    int status = EXIT_FULL;
    for (int i = 0; i < o->n_mutants; i++) {
        const Misconception *m = g->code.mutant = o->mutants[i];
        g->result = open_result(o, g, m->name);
        g->budget = budget_new(o->case_seconds);
        g->trainings = (Trainings){.out = o->out, .gates = o->gates};
        result_note(g->result, "no hand-in was graded, but the misconception %s that the grader holds", m->name);
        const int own = run(o, g, now());
        status = own > status ? own : status;
        glance_end(g);
        text_free(&g->trainings.measured);
        result_free(g->result);
    }
    return status;
}

int main(int argc, char *argv[]) {
    double started = now();
    settle();
    compare_with_table();
    Options o = options_of(argc, argv);
    if (!o.has_seed) {
        random_bytes(&o.seed, sizeof o.seed);
        o.seed %= SEEDS;
    }
    if (o.out != NULL) make_folders(o.out);
    Grading g = {.lab = &this_lab,
                 .tools = {.compiler = o.compiler},
                 .sanitize = o.n_mutants > 0 ? SANITIZE_NONE : o.sanitize,
                 .filter = box_filter_build(BOX_PROBE),
                 .budget = budget_new(o.case_seconds),
                 .trainings = {.out = o.out, .gates = o.gates},
                 .gpu = {.of = o.gpu, .program = -1}};
    random_bytes(&g.nonce, sizeof g.nonce);
    if (o.key_file != NULL) read_key(o.key_file, g.draws.secret);
    g.filter.off = o.run_box_off;
    const int status = o.n_mutants > 0 ? grade_mutants(&o, &g) : grade_code(&o, &g, started);
    box_filter_free(&g.filter);
    text_free(&g.trainings.measured);
    return status;
}
