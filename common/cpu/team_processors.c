#include "cgroup.h"
#include "team_private.h"
#include <limits.h>
#include <math.h>
#include <sched.h>
#include <unistd.h>

/* Seconds of processor time a second. */
static double quota_2(const char *folder) {
    double x[2]; /* the first is "max" where nothing is set */
    return cgroup_numbers(folder, "cpu.max", x) == 2 && x[1] > 0 ? x[0] / x[1] : INFINITY;
}

static double quota_1(const char *folder) {
    double quota[2], period[2];
    if (cgroup_numbers(folder, "cpu.cfs_quota_us", quota) < 1 ||
        cgroup_numbers(folder, "cpu.cfs_period_us", period) < 1)
        return INFINITY;
    return quota[0] > 0 && period[0] > 0 ? quota[0] / period[0] : INFINITY; /* -1: none */
}

int team_quota(const char *root, const char *own) {
    const double least = cgroup_least(root, own, "cpu", quota_1, quota_2);
    return least < 1 ? 1 : least < INT_MAX ? (int)least : INT_MAX;
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
