/* cgroup.h: what the control groups of a process leave it. Linux counts and limits by groups, which lie in each other as
 * folders do; containers, batch systems and desktops make them. */
#pragma once

/* What the group of this folder may use, INFINITY where nothing is set. */
typedef double (*CgroupLimit)(const char *folder);

/* The least that the process's own group and those above it may use; INFINITY where none has a limit. `root` is the
 * folder where groups are mounted, `own` the file that tells the process's own (/sys/fs/cgroup, /proc/self/cgroup).
 * Of version 1 a controller has a folder of its own name below `root`; version 2 has one for all. */
double cgroup_least(const char *root, const char *own, const char *controller, CgroupLimit version_1,
                    CgroupLimit version_2);
/* As many numbers as a file of the folder begins with, at most two; returns how many. */
int cgroup_numbers(const char *folder, const char *name, double number[2]);
