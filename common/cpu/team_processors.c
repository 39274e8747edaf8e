#include "team_private.h"
#include <limits.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Seconds of processor time a second, INFINITY where nothing is set: what the group of a folder may use. */
typedef double (*QuotaOf)(const char *folder);

/* As many numbers as a file begins with, at most two. */
static int numbers_of(const char *folder, const char *name, double number[2]) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.3800s/%s", folder, name);
    FILE *f = fopen(path, "re");
    if (!f) return 0;
    const int found = fscanf(f, "%lf %lf", &number[0], &number[1]);
    fclose(f);
    return found;
}

static double quota_2(const char *folder) {
    double x[2]; /* the first is "max" where nothing is set */
    return numbers_of(folder, "cpu.max", x) == 2 && x[1] > 0 ? x[0] / x[1] : INFINITY;
}

static double quota_1(const char *folder) {
    double quota[2], period[2];
    if (numbers_of(folder, "cpu.cfs_quota_us", quota) < 1 || numbers_of(folder, "cpu.cfs_period_us", period) < 1)
        return INFINITY;
    return quota[0] > 0 && period[0] > 0 ? quota[0] / period[0] : INFINITY; /* -1: none */
}

/* The least of a group's and of those above it. In a container the path may be one that only the host sees; the
 * container's own group is then the topmost. */
static double least(QuotaOf quota_of, const char *mount, char *path) {
    double smallest = INFINITY;
    for (;;) {
        char folder[PATH_MAX];
        snprintf(folder, sizeof folder, "%.1000s%.2800s", mount, path);
        smallest = fmin(smallest, quota_of(folder));
        char *last = strrchr(path, '/');
        if (!last) return smallest;
        *last = '\0';
    }
}

static bool is_among(const char *word, const char *list) {
    const size_t n = strlen(word);
    for (const char *p = list; (p = strstr(p, word)); p += n)
        if ((p == list || p[-1] == ',') && (p[n] == ',' || p[n] == '\0')) return true;
    return false;
}

int team_quota(const char *root, const char *own) {
    double smallest = INFINITY;
    FILE  *f = fopen(own, "re");
    char   line[PATH_MAX], mount[PATH_MAX];
    while (f && fgets(line, sizeof line, f)) { /* number:controllers:path */
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':'), *path = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!path) continue;
        *controllers++ = *path++ = '\0';
        const bool first = is_among("cpu", controllers);
        snprintf(mount, sizeof mount, "%.1000s%s", root, first ? "/cpu" : "");
        if (first || !*controllers) smallest = fmin(smallest, least(first ? quota_1 : quota_2, mount, path));
    }
    if (f) fclose(f);
    return smallest < 1 ? 1 : smallest < INT_MAX ? (int)smallest : INT_MAX;
}

int team_processors(void) {
    const int quota = team_quota("/sys/fs/cgroup", "/proc/self/cgroup");
    int       n = (int)sysconf(_SC_NPROCESSORS_ONLN);
#ifdef CPU_COUNT
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) n = CPU_COUNT(&set);
#endif
    if (n < 1) n = 1;
    return n < quota ? n : quota;
}
