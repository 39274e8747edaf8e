#include "work.h"

#include "autograd.h"
#include "cgroup.h"
#include "error.h"
#include "grade_file.h"
#include "kept_headers.h"
#include "progress.h"
#include "store.h"
#include "text.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A grading has 120 s of its own for the lab; the compilers, the sanitizers and a busy machine have the rest. */
enum { WALL_SECONDS = 600, TRIES = 2 };
/* Of memory, what one grading may need at a time: compilers, or a sanitized program (compile_box.h). */
#define JOB_MEMORY (2.0 * (1 << 30))

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* --- How many ----------------------------------------------------------------------------------------------------- */
static double number_in(const char *path, const char *format) {
    double value = INFINITY;
    char   line[256];
    FILE  *f = fopen(path, "re");
    while (f != NULL && fgets(line, sizeof line, f) != NULL)
        if (sscanf(line, format, &value) == 1) break;
    if (f != NULL) fclose(f);
    return value;
}

static double memory_1(const char *folder) {
    double bytes[2]; /* without a limit a number that no machine has */
    return cgroup_numbers(folder, "memory.limit_in_bytes", bytes) > 0 ? bytes[0] : INFINITY;
}

static double memory_2(const char *folder) {
    double bytes[2]; /* without a limit "max" */
    return cgroup_numbers(folder, "memory.max", bytes) > 0 ? bytes[0] : INFINITY;
}

int work_jobs(const Settings *s) {
    cpu_set_t set;
    const int cores = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    if (s->jobs > 0) return s->jobs;
    /* A job of Slurm has been given so many, whether or not it is held to them. */
    const char *given = getenv("SLURM_CPUS_ON_NODE");
    if (given != NULL && atoi(given) > 0) return atoi(given);
    double memory = 1024 * number_in("/proc/meminfo", "MemAvailable: %lf");
    memory = fmin(memory, cgroup_least("/sys/fs/cgroup", "/proc/self/cgroup", "memory", memory_1, memory_2));
    const int fit = memory / JOB_MEMORY < 1 ? 1 : memory / JOB_MEMORY < cores ? (int)(memory / JOB_MEMORY) : cores;
    return fit;
}

/* --- What is to be done ------------------------------------------------------------------------------------------- */
static int by_text(const void *a, const void *b) { return strcmp(a, b); }

Todo work_todo(const Settings *s, const Class *c, const Late *l) {
    int most = 0, n = 0;
    for (int i = 0; i < c->n_students; i++) most += c->students[i].n_attempts;
    Todo t = {.hash = t_calloc((size_t)most + 1, sizeof *t.hash)};
    for (int i = 0; i < c->n_students; i++) {
        const Student *one = &c->students[i];
        const int chosen = late_choose(l, one);
        for (int a = 0; a < one->n_attempts && one->trouble == NULL; a++)
            if ((s->best || a == chosen) && one->attempts[a].hash[0] != '\0')
                memcpy(t.hash[n++], one->attempts[a].hash, 65);
    }
    qsort(t.hash, (size_t)n, sizeof *t.hash, by_text);
    for (int i = 0; i < n; i++)
        if (t.n == 0 || strcmp(t.hash[t.n - 1], t.hash[i]) != 0) memmove(t.hash[t.n++], t.hash[i], 65);
    return t;
}

/* --- One grading -------------------------------------------------------------------------------------------------- */
typedef struct Job {
    const char *name; /* of the result's folder: a hash, or "reference" */
    char  *code, *temporary;
    pid_t  pid;
    int    tries, slot;
    double until;
} Job;

typedef struct Bench {
    const Settings *s;
    const BuildId  *build;
    char host[65];
    char shared[PATH_MAX];  /* what gradings of this run share */
    char scratch[PATH_MAX]; /* of the compilers; on this machine, and not in a folder that several share */
} Bench;

/* The optional tasks, where their file is among what was handed in: "--bonus" and their result for the lab's grader;
 * NULL twice where there are none. Their grader's failure is this one's. */
static void grade_bonus(const Bench *b, const Job *j, const char *seed, const char *words[2]) {
    const Settings *s = b->s;
    words[0] = words[1] = NULL;
    if (s->bonus == NULL || s->bonus_file == NULL) return;
    char *file = text_format("%s/%s", j->code, s->bonus_file), *result = text_format("%s/bonus.json", j->temporary);
    const bool there = access(file, F_OK) == 0;
    free(file);
    if (!there) return;
    fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0) {
        const char *const argv[] = {s->bonus, "--code", j->code, "--called", GRADE_PLACEHOLDER, "--kit", s->bonus_kit,
                                    "--cc", s->compiler, "--seed", seed, "--key-file", b->build->key_file, "--once",
                                    "--sanitize", "none", "--report", text_format("json=%s", result), NULL};
        if (chdir(s->root) == 0) execv(argv[0], (char *const *)argv);
        _exit(3);
    }
    int status;
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) > 1) {
        fprintf(stderr, "the grader of the optional tasks has failed\n");
        _exit(3);
    }
    words[0] = "--bonus";
    words[1] = result;
}

static _Noreturn void become_grader(const Bench *b, const Job *j) {
    char seed[32];
    cpu_set_t all, one;
    /* One processor for each: what a grading may use does not depend on how many the machine has. */
    if (sched_getaffinity(0, sizeof all, &all) == 0) {
        int skip = j->slot % CPU_COUNT(&all);
        CPU_ZERO(&one);
        for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; cpu++)
            if (CPU_ISSET(cpu, &all) && skip-- == 0) CPU_SET(cpu, &one);
        sched_setaffinity(0, sizeof one, &one);
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    umask(022); /* the compiler runs as nobody where it can */
    char *log = text_format("%s/log", j->temporary);
    const int out = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0666), in = open("/dev/null", O_RDONLY);
    if (out < 0 || dup2(in, 0) != 0 || dup2(out, 1) != 1 || dup2(out, 2) != 2) _exit(3);
    setenv("GRADLAB_PROGRESS", "none", 1);
    setenv("TMPDIR", b->scratch, 1);
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)b->build->seed);
    const char *bonus[2];
    grade_bonus(b, j, seed, bonus);
    const char *const argv[] = {b->s->grader, "--code", j->code, "--called", GRADE_PLACEHOLDER, "--kit", b->s->kit,
                                "--gates", b->s->gates, "--cc", b->s->compiler, "--seed", seed, "--key-file",
                                b->build->key_file, "--once", "--shared", b->shared, "--report",
                                text_format("json=%s/result.json", j->temporary),
                                "--report", text_format("html=%s/report.html", j->temporary), bonus[0],
                                bonus[1], NULL};
    if (chdir(b->s->root) == 0) execv(argv[0], (char *const *)argv);
    fprintf(stderr, "%s: %s\n", argv[0], strerror(errno));
    _exit(3);
}

static bool start(const Bench *b, Job *j) {
    j->temporary = class_path(b->s, "state/tmp/%s.%ld.%.16s", b->host, (long)getpid(), j->name);
    store_remove(j->temporary);
    if (!store_folder(j->temporary)) return false;
    fflush(NULL);
    j->pid = fork();
    if (j->pid == 0) become_grader(b, j);
    j->until = now() + WALL_SECONDS;
    j->tries++;
    return j->pid > 0 || t_error_set("no process for a grader: %s", strerror(errno));
}

/* What the grader has said last. */
static char *last_words(const Job *j) {
    char *path = text_format("%s/log", j->temporary), *log = store_read(path, NULL);
    free(path);
    if (log == NULL) return text_format("it has said nothing");
    size_t n = strlen(log);
    while (n > 0 && log[n - 1] == '\n') log[--n] = '\0';
    const char *line = strrchr(log, '\n');
    char *words = text_name(line != NULL ? line + 1 : log, 400);
    free(log);
    return words;
}

/* NULL when there is a result, and it is in its place. */
static char *finish(const Bench *b, Job *j, int status, bool out_of_time) {
    char *why = NULL, *path = text_format("%s/result.json", j->temporary);
    const bool ended = WIFEXITED(status) && WEXITSTATUS(status) <= 1;
    if (out_of_time) why = text_format("the grader has not ended within %d s", WALL_SECONDS);
    else if (!ended) {
        char *words = last_words(j);
        why = WIFSIGNALED(status) ? text_format("the grader was ended by signal %d", WTERMSIG(status))
                                  : text_format("the grader ended with status %d: %s", WEXITSTATUS(status), words);
        free(words);
    } else {
        Grade *g = grade_read(path, NULL);
        if (g == NULL) why = text_format("%s", t_error());
        else if (!g->complete) why = text_format("the result is not complete");
        else if (!g->held) why = text_format("%s: the sandbox is below its floor there: %s", b->host, g->protections);
        grade_free(g);
    }
    free(path);
    char *log = text_format("%s/log", j->temporary);
    if (why == NULL) unlink(log);
    free(log);
    if (why == NULL) {
        char *place = class_path(b->s, "state/results/%s/%s", b->build->stamp, j->name);
        if (!store_move(j->temporary, place)) why = text_format("%s", t_error());
        free(place);
    }
    if (why != NULL) store_remove(j->temporary);
    free(j->temporary);
    j->temporary = NULL;
    return why;
}

/* --- The bench: what runs that died have left is removed ---------------------------------------------------------- */
static bool is_dead(const char *pid) {
    const long n = strtol(pid, NULL, 10);
    return n > 0 && kill((pid_t)n, 0) != 0 && errno == ESRCH;
}

static void sweep(const char *folder, const char *begins) {
    DIR *d = opendir(folder);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        struct stat st;
        if (strncmp(e->d_name, begins, strlen(begins)) != 0 || !is_dead(e->d_name + strlen(begins))) continue;
        if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || st.st_uid != geteuid()) continue;
        char *path = text_format("%s/%s", folder, e->d_name);
        store_remove(path);
        free(path);
    }
    if (d != NULL) closedir(d);
}

static bool open_bench(Bench *b, const Settings *s, const BuildId *build) {
    *b = (Bench){.s = s, .build = build};
    if (gethostname(b->host, sizeof b->host - 1) != 0) snprintf(b->host, sizeof b->host, "here");
    const char *tmp = getenv("TMPDIR");
    tmp = tmp != NULL && tmp[0] == '/' ? tmp : "/tmp";
    char *begins = text_format("%s.", b->host), *folder = class_path(s, "state/tmp");
    sweep(tmp, "gradlab-class.");
    sweep(folder, begins);
    free(begins);
    snprintf(b->scratch, sizeof b->scratch, "%.3000s/gradlab-class.%ld", tmp, (long)getpid());
    snprintf(b->shared, sizeof b->shared, "%.3100s/shared", b->scratch);
    bool ok = store_folder(folder) && store_folder(b->scratch) && chmod(b->scratch, 0711) == 0 &&
              store_folder(b->shared) && chmod(b->shared, 0700) == 0;
    free(folder);
    char *results = class_path(s, "state/results/%s", build->stamp), *failed = class_path(s, "state/failed");
    ok = ok && store_folder(results) && store_folder(failed);
    free(results);
    free(failed);
    return ok;
}

static void close_bench(Bench *b) { store_remove(b->scratch); }

/* --- All of them -------------------------------------------------------------------------------------------------- */
/* One that can be read: what a disk has lost, or somebody has cut, is graded again. */
static bool has_result(const Settings *s, const BuildId *build, const char *name) {
    char  *path = class_path(s, "state/results/%s/%s/result.json", build->stamp, name);
    Grade *g = grade_read(path, NULL);
    const bool has = g != NULL && g->complete;
    grade_free(g);
    free(path);
    return has;
}

/* Waits until one of them has ended, or has no time left. */
static int wait_for_one(Job *jobs, int n, int *status, bool *out_of_time) {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    for (;;) {
        for (int i = 0; i < n; i++) {
            if (jobs[i].pid <= 0) continue;
            *out_of_time = now() > jobs[i].until;
            if (*out_of_time) kill(jobs[i].pid, SIGKILL);
            if (waitpid(jobs[i].pid, status, *out_of_time ? 0 : WNOHANG) == jobs[i].pid) return i;
        }
        sigtimedwait(&child, NULL, &(struct timespec){.tv_sec = 1});
    }
}

static void note_failure(const Settings *s, const char *name, const char *why) {
    char *path = class_path(s, "state/failed/%s", name);
    if (why == NULL) unlink(path);
    else if (!store_file(path, why, strlen(why))) fprintf(stderr, "%s\n", t_error());
    free(path);
}

static int run(const Bench *b, Job *waiting, int n, bool quiet) {
    int jobs = work_jobs(b->s), done = 0, begun = 0, running = 0, failed = 0;
    if (jobs > n) jobs = n;
    kept_headers_take(b->s, b->shared);
    Job *slot = t_calloc((size_t)jobs + 1, sizeof *slot);
    Progress bar = progress_begin(stdout, "grading", n);
    if (quiet) bar.to = NULL;
    sigset_t child, before;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, &before);
    while (failed >= 0 && (begun < n || running > 0)) {
        for (int i = 0; i < jobs && begun < n && failed >= 0; i++) {
            if (slot[i].pid > 0) continue;
            slot[i] = waiting[begun++];
            slot[i].slot = i;
            if (start(b, &slot[i])) running++;
            else failed = -1;
        }
        int  status;
        bool out_of_time;
        if (running == 0) break;
        Job  *j = &slot[wait_for_one(slot, jobs, &status, &out_of_time)];
        char *why = finish(b, j, status, out_of_time);
        kept_headers_keep(b->s, b->shared, b->host);
        j->pid = 0;
        if (why != NULL && j->tries < TRIES && failed >= 0 && start(b, j)) {
            free(why);
            continue;
        }
        running--;
        note_failure(b->s, j->name, why);
        if (why != NULL && failed >= 0) failed++;
        free(why);
        char words[60] = "";
        if (failed > 0) snprintf(words, sizeof words, "%d not graded: the grader failed", failed);
        progress_update(&bar, ++done, words[0] != '\0' ? words : NULL);
    }
    progress_end(&bar, NULL);
    sigprocmask(SIG_SETMASK, &before, NULL);
    free(slot);
    return failed;
}

int work(const Settings *s, const BuildId *build, const Todo *todo, bool quiet) {
    Bench b;
    if (!open_bench(&b, s, build)) return -1;
    Job *jobs = t_calloc((size_t)todo->n + 1, sizeof *jobs);
    int  n = 0;
    for (int i = 0; i < todo->n; i++) {
        if (s->slices > 0 && i % s->slices != s->slice) continue;
        if (has_result(s, build, todo->hash[i])) continue;
        jobs[n++] = (Job){.name = todo->hash[i], .code = class_path(s, "state/code/%s", todo->hash[i])};
    }
    const int failed = n > 0 ? run(&b, jobs, n, quiet) : 0;
    for (int i = 0; i < n; i++) free(jobs[i].code);
    free(jobs);
    close_bench(&b);
    return failed;
}

bool work_reference(const Settings *s, const BuildId *build) {
    Bench b;
    if (!open_bench(&b, s, build)) return false;
    Job  job = {.name = "reference", .code = text_format("%s", s->reference)};
    bool ok = has_result(s, build, "reference") || run(&b, &job, 1, true) >= 0;
    char *path = class_path(s, "state/failed/reference");
    char *why = ok && !has_result(s, build, "reference") ? store_read(path, NULL) : NULL;
    if (why != NULL) ok = t_error_set("no class is graded here, since the solution cannot be: %s", why);
    free(why);
    free(path);
    path = class_path(s, "state/results/%s/reference/result.json", build->stamp);
    Grade *g = ok ? grade_read(path, NULL) : NULL;
    ok = ok && g != NULL;
    if (ok && g->score < g->most)
        ok = t_error_set("no class is graded here, since the solution has %s of %s points: %s says why",
                         text_points(g->score), text_points(g->most), path);
    grade_free(g);
    free(path);
    free(job.code);
    close_bench(&b);
    return ok;
}
