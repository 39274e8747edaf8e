/* team_private.h: what the team decides by, apart from the clock and from the machine it runs on. */
#pragma once
#include <stdbool.h>

/* How many processors this process may keep busy: those that it may run on, and no more than its control groups give it
 * time for. At least 1. */
int team_processors(void);
/* How many processors' time the control groups give, rounded down, at least 1; INT_MAX where they set no limit. `root`
 * is the folder where they are mounted, `own` the file that tells the process's own (/sys/fs/cgroup,
 * /proc/self/cgroup). Read are cpu.max (version 2), and cpu.cfs_quota_us and cpu.cfs_period_us (version 1), of the own
 * group and of all above it. */
int team_quota(const char *root, const char *own);

/* Whether sharing pays. The parts of a job are about equally long, so nobody waits long for the others, unless another
 * program has the processor that one of them needs. Where waiting eats up what the other threads bring, their work is
 * done by the caller for a while, and longer each time that a new try ends in the same way. */
typedef struct Gain {
    double worked, waited; /* seconds, in the jobs since the last verdict */
    double rest;           /* how long the others rest after the next bad verdict */
} Gain;
/* After a job of so many parts, at which its caller has worked and then waited so long: for how many seconds from now
 * on jobs are not shared; 0: they are. */
double gain_judge(Gain *g, int parts, double worked, double waited);

/* For tests: which threads do the parts of a job. */
typedef enum Sharing { SHARE_WHERE_IT_PAYS, SHARE_ALWAYS, SHARE_NEVER } Sharing;
void team_set_sharing(Sharing s);
