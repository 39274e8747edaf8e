#include "slurm.h"

#include "autograd.h"
#include "error.h"
#include "progress.h"
#include "store.h"
#include "text.h"
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
/* Hand-ins of a job, and jobs of an array. */
enum { SLICE_SIZE = 25, MAX_SLICES = 100, LOOK_SECONDS = 2 };

/* The first line of what a program prints; NULL and t_error() when it fails. free() it. */
static char *ask(const char *const argv[]) {
    FILE *out = tmpfile(), *err = tmpfile();
    char  line[4096] = "", *said = NULL;
    pid_t pid;
    int   status = -1;
    if (out == NULL || err == NULL) {
        t_error_set("no temporary file: %s", strerror(errno));
        return NULL;
    }
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, fileno(out), 1);
    posix_spawn_file_actions_adddup2(&files, fileno(err), 2);
    const int rc = posix_spawnp(&pid, argv[0], &files, NULL, (char *const *)argv, environ);
    posix_spawn_file_actions_destroy(&files);
    while (rc == 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    FILE *from = rc == 0 && status == 0 ? out : err;
    rewind(from);
    if (fgets(line, sizeof line, from) != NULL) line[strcspn(line, "\n")] = '\0';
    if (rc == 0 && status == 0) said = text_format("%s", line);
    else t_error_set("%s: %s", argv[0], rc != 0 ? strerror(rc) : line);
    fclose(out);
    fclose(err);
    return said;
}

/* This program's call, for one step. */
static char *write_script(const Settings *s, const char *name, char *argv[], const char *step) {
    Text  t = {0};
    char *path = class_path(s, "state/slurm/%s.sh", name), *self = realpath("/proc/self/exe", NULL);
    text_add(&t, "#!/bin/sh\ncd");
    text_add_word(&t, " ", s->root);
    text_add(&t, " || exit 1\nexec");
    text_add_word(&t, " ", self);
    for (int i = 1; argv[i] != NULL; i++)
        if (strcmp(argv[i], "--slurm") != 0 && strcmp(argv[i], "--regrade") != 0) text_add_word(&t, " ", argv[i]);
    text_add(&t, "%s\n", step);
    free(self);
    const bool ok = store_file(path, text_of(&t), t.size);
    text_free(&t);
    if (ok) return path;
    free(path);
    return NULL;
}

typedef struct Words {
    int n;
    const char *argv[64];
} Words;
static void add(Words *w, const char *word) {
    if (w->n < 63) w->argv[w->n++] = word;
}

/* Submits a script; its job's number. NULL and t_error(). */
static char *submit(const Settings *s, const char *name, const char *script, const char *more, const char *dependency) {
    Words w = {0};
    char *copy = text_format("%s", s->sbatch != NULL ? s->sbatch : ""), *rest;
    char *log = class_path(s, "state/slurm/%s-%%j.log", name), *job = text_format("--job-name=gradlab-%s", name);
    add(&w, "sbatch");
    add(&w, "--parsable");
    add(&w, "--requeue");
    add(&w, job);
    char *output = text_format("--output=%s", log);
    add(&w, output);
    if (more != NULL) add(&w, more);
    if (dependency != NULL) add(&w, dependency);
    for (char *word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) add(&w, word);
    add(&w, script);
    char *id = ask(w.argv);
    if (id != NULL) id[strcspn(id, ";")] = '\0';
    free(copy);
    free(log);
    free(job);
    free(output);
    return id;
}

/* Whether Slurm still has the job; what cannot be asked now is asked again. */
static bool is_there(const char *job) {
    const char *const argv[] = {"squeue", "--noheader", "--format=%T", "--jobs", job, NULL};
    char *state = ask(argv);
    const bool there = state != NULL ? state[0] != '\0' : strstr(t_error(), "Invalid job id") == NULL;
    free(state);
    return there;
}

bool slurm_run(const Settings *s, int todo, int (*done)(const void *), const void *of, char *argv[]) {
    char *folder = class_path(s, "state/slurm"), *marker = class_path(s, "state/slurm/gathered");
    int   slices = s->slices > 0 ? s->slices : (todo + SLICE_SIZE - 1) / SLICE_SIZE;
    if (slices < 1) slices = 1;
    if (slices > MAX_SLICES) slices = MAX_SLICES;
    if (!store_folder(folder)) return false;
    unlink(marker);
    char *step = text_format(" --step work --slices %d --slice \"$SLURM_ARRAY_TASK_ID\"", slices);
    char *grade = write_script(s, "grade", argv, step), *gather = write_script(s, "gather", argv, " --step gather");
    free(step);
    if (grade == NULL || gather == NULL) return false;
    char *array = text_format("--array=0-%d", slices - 1), *first = submit(s, "grade", grade, array, NULL);
    free(array);
    if (first == NULL) return false;
    /* When all slices have ended, well or not: what was not graded is told. */
    char *dependency = text_format("--dependency=afterany:%s", first);
    char *last = submit(s, "gather", gather, NULL, dependency);
    free(dependency);
    if (last == NULL) return false;
    printf("Slurm has %d hand-ins: job %s grades them in %d parts, and job %s writes the gradebook\n", todo, first,
           slices, last);
    fflush(stdout);
    Progress bar = progress_begin(stdout, "grading", todo);
    int before = -1;
    while (is_there(last)) {
        const int now = done(of);
        if (now != before) progress_update(&bar, now, NULL);
        before = now;
        nanosleep(&(struct timespec){.tv_sec = LOOK_SECONDS}, NULL);
    }
    progress_update(&bar, done(of), NULL);
    progress_end(&bar, NULL);
    const bool gathered = store_exists(marker);
    if (!gathered)
        t_error_set("job %s has ended without a gradebook; %s has its log. The same command goes on", last, folder);
    free(grade);
    free(gather);
    free(first);
    free(last);
    free(folder);
    free(marker);
    return gathered;
}
