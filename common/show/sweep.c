#include "sweep.h"
#include "autograd.h"
#include "experiment.h"
#include "progress.h"
#include "team.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MOST_JOBS = 64 };

/* A run under way. */
typedef struct Job {
    pid_t pid; /* 0: none */
    int   run, from;
} Job;

typedef struct State {
    const Sweep *sweep;
    double      *values;
    bool        *done;
    int          finished;
    FILE        *part;
    Progress     progress;
    Job          jobs[MOST_JOBS];
} State;

/* --- The file of what is finished: a line a run, "key<tab>number<tab>number ..." --------------------------------- */
/* What the program did before it was built anew is worth nothing now. */
static long long build_of_program(void) {
    struct stat status;
    return stat("/proc/self/exe", &status) == 0 ? status.st_mtim.tv_sec * 1000000000LL + status.st_mtim.tv_nsec : 0;
}

static void key_of(const Sweep *s, int run, char key[SWEEP_KEY]) {
    s->key(key, SWEEP_KEY - 32, run, s->data);
    const size_t length = strlen(key);
    snprintf(key + length, SWEEP_KEY - length, ", build %lld", build_of_program());
}

static const char *part_path(const Sweep *s) {
    char file[128];
    snprintf(file, sizeof file, "%s.part", s->name);
    return experiment_path(file);
}

/* false for a line that is not whole. */
static bool read_numbers(const char *text, int n, double numbers[]) {
    for (int i = 0; i < n; i++) {
        char *end;
        if (*text++ != '\t') return false;
        numbers[i] = strtod(text, &end);
        if (end == text) return false;
        text = end;
    }
    return *text == '\n';
}

static void write_result(State *s, int run) {
    char key[SWEEP_KEY];
    key_of(s->sweep, run, key);
    fputs(key, s->part);
    for (int i = 0; i < s->sweep->values; i++)
        fprintf(s->part, "\t%.17g", s->values[(size_t)(run * s->sweep->values) + (size_t)i]);
    fputc('\n', s->part);
    if (fflush(s->part) != 0) {
        t_error_set("%s: %s", part_path(s->sweep), strerror(errno));
        experiment_fail("the runs so far cannot be kept");
    }
}

/* Takes over what an earlier sweep has finished. */
static void read_results(State *s) {
    FILE *in = fopen(part_path(s->sweep), "re");
    if (!in) return;
    char  *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, in) > 0)
        for (int run = 0; run < s->sweep->runs; run++) {
            char         key[SWEEP_KEY];
            double      *values = s->values + (size_t)(run * s->sweep->values);
            key_of(s->sweep, run, key);
            const size_t length = strlen(key);
            if (s->done[run] || strncmp(line, key, length) != 0 || line[length] != '\t') continue;
            if (!read_numbers(line + length, s->sweep->values, values)) continue;
            s->done[run] = true;
            s->finished++;
        }
    free(line);
    fclose(in);
}

static void open_part(State *s) {
    if (!history_folders(part_path(s->sweep))) experiment_fail("the runs so far cannot be kept");
    read_results(s);
    s->part = fopen(part_path(s->sweep), "we");
    if (!s->part) {
        t_error_set("%s: %s", part_path(s->sweep), strerror(errno));
        experiment_fail("the runs so far cannot be kept");
    }
    for (int run = 0; run < s->sweep->runs; run++)
        if (s->done[run]) write_result(s, run);
    if (s->finished > 0)
        printf("%d of %d runs are there already, from a sweep that was interrupted\n", s->finished, s->sweep->runs);
}

/* --- Processes ---------------------------------------------------------------------------------------------------- */
static void finish(State *s, int run) {
    write_result(s, run);
    s->done[run] = true;
    progress_update(&s->progress, ++s->finished, NULL);
}

static void start(State *s, Job *job, int run) {
    int ends[2];
    fflush(NULL);
    if (pipe(ends) != 0 || (job->pid = fork()) < 0) {
        t_error_set("%s", strerror(errno));
        experiment_fail("a run cannot be started");
    }
    if (job->pid > 0) {
        close(ends[1]);
        job->run = run;
        job->from = ends[0];
        return;
    }
    const size_t size = (size_t)s->sweep->values * sizeof(double);
    double      *values = t_calloc((size_t)s->sweep->values, sizeof *values);
    close(ends[0]);
    t_set_num_threads(1); /* the other processors have runs of their own */
    s->sweep->run(run, values, s->sweep->data);
    fflush(NULL);
    _exit(write(ends[1], values, size) == (ssize_t)size ? 0 : 1);
}

/* Waits for one run to end. Its numbers are in the pipe by then. */
static void collect(State *s) {
    int         status;
    const pid_t pid = wait(&status);
    if (pid < 0) return;
    for (int i = 0; i < MOST_JOBS; i++) {
        Job *job = &s->jobs[i];
        if (job->pid != pid) continue;
        const size_t size = (size_t)s->sweep->values * sizeof(double);
        const bool   whole = read(job->from, s->values + (size_t)(job->run * s->sweep->values), size) == (ssize_t)size;
        close(job->from);
        job->pid = 0;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || !whole) {
            while (wait(NULL) > 0) continue;
            exit(WIFEXITED(status) && WEXITSTATUS(status) != 0 ? WEXITSTATUS(status) : EXIT_FAILURE);
        }
        finish(s, job->run);
    }
}

static void run_at_once(State *s, int jobs) {
    int running = 0;
    for (int run = 0; run < s->sweep->runs; run++) {
        if (s->done[run]) continue;
        for (; running >= jobs; running--) collect(s);
        int free_job = 0;
        while (s->jobs[free_job].pid != 0) free_job++;
        start(s, &s->jobs[free_job], run);
        running++;
    }
    for (; running > 0; running--) collect(s);
}

static void run_here(State *s) {
    for (int run = 0; run < s->sweep->runs; run++) {
        if (s->done[run]) continue;
        s->sweep->run(run, s->values + (size_t)(run * s->sweep->values), s->sweep->data);
        finish(s, run);
    }
}

void sweep_run(const Sweep *sweep, double values[]) {
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    const int  jobs = sweep->jobs > 0 ? sweep->jobs : processors > 1 ? (int)processors : 1;
    State      s = {.sweep = sweep, .values = values, .done = t_calloc((size_t)sweep->runs, sizeof(bool))};
    open_part(&s);
    s.progress = progress_begin(stderr, sweep->name, sweep->runs);
    if (sweep->jobs == 1) run_here(&s);
    else run_at_once(&s, jobs < MOST_JOBS ? jobs : MOST_JOBS);
    progress_end(&s.progress, NULL);
    fclose(s.part);
    remove(part_path(sweep));
    free(s.done);
}
