#include "watch.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The longest stretch that counts between two looks: in a longer one the watcher was kept waiting, and the process
 * perhaps waited for it. */
#define LONGEST_STRETCH 0.05
/* A process in the queue for a processor has its wait counted once it gets there; this long at most. */
#define PENDING_WAIT 2.0

static double seconds(struct timespec t) { return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec; }

double watch_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return seconds(t);
}

static double cpu_time(pid_t pid) {
    clockid_t clock;
    struct timespec t;
    return clock_getcpuclockid(pid, &clock) == 0 && clock_gettime(clock, &t) == 0 ? seconds(t) : 0;
}

static bool read_proc(pid_t pid, const char *file, char line[256]) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    ssize_t n = read(fd, line, 255);
    close(fd);
    line[n > 0 ? n : 0] = '\0';
    return n > 0;
}

/* In the queue for a processor, so far; -1 where the kernel does not tell. */
static double waited(pid_t pid) {
    char line[256];
    double running, waiting;
    return read_proc(pid, "schedstat", line) && sscanf(line, "%lf %lf", &running, &waiting) == 2 ? 1e-9 * waiting : -1;
}

/* Asleep or stopped; not runnable, and not waiting for a disk. */
static bool asleep(pid_t pid) {
    char line[256];
    if (!read_proc(pid, "stat", line)) return false;
    const char *after = strrchr(line, ')');
    return after != NULL && after[1] == ' ' && strchr("STt", after[2]) != NULL;
}

void watch_begin(Watch *w, pid_t pid) {
    *w = (Watch){.pid = pid, .begun = watch_now(), .cpu_begun = cpu_time(pid), .waited_begun = waited(pid)};
}

void watch_look(Watch *w) {
    double wall = watch_now() - w->begun, stretch = wall - w->wall;
    if (w->waited_begun >= 0 || asleep(w->pid)) w->observed += fmin(stretch, LONGEST_STRETCH);
    w->wall = wall;
    w->cpu = fmax(w->cpu, cpu_time(w->pid) - w->cpu_begun);
}

void watch_pass(Watch *w) {
    w->wall = watch_now() - w->begun;
    w->cpu = fmax(w->cpu, cpu_time(w->pid) - w->cpu_begun);
}

double watch_still(const Watch *w) {
    double still = w->observed - w->cpu;
    if (still > 0 && w->waited_begun >= 0) still -= fmax(0, waited(w->pid) - w->waited_begun);
    return fmax(0, still);
}

bool watch_is_still(const Watch *w, double limit) {
    if (w->observed - w->cpu <= limit) return false;
    double still = watch_still(w);
    return still > limit && (still > limit + PENDING_WAIT || asleep(w->pid));
}
