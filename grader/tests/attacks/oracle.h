/* oracle.h: what the world looks like before a grading and after it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* --- Files -------------------------------------------------------------------------------------------------------- */
typedef struct Snapshot {
    char **lines; /* path, size, time of change; sorted */
    int    n, room;
} Snapshot;

/* All that is below `folder`. */
void snapshot_tree(Snapshot *s, const char *folder);
/* What in a folder that others use too has `mark` in its name, or belongs to `uid` (0: to nobody in particular). */
void snapshot_shared(Snapshot *s, const char *folder, const char *mark, uid_t uid);
/* Writes what is in one and not in the other, at most three of them; false when there is nothing. */
bool snapshot_differ(const Snapshot *before, const Snapshot *after, char *text, size_t size);
void snapshot_free(Snapshot *s);
void remove_tree(const char *folder);

/* --- Listeners: on the loopback, and in the abstract namespace ---------------------------------------------------- */
typedef struct Listeners {
    int  tcp, udp, abstract;
    int  tcp_port, udp_port;
    char abstract_name[64];
} Listeners;

bool listeners_open(Listeners *l);
/* Whether somebody has called since the last time. */
bool listeners_hit(const Listeners *l, char *text, size_t size);
void listeners_close(Listeners *l);

/* --- Processes ---------------------------------------------------------------------------------------------------- */
/* Orphans of the processes that this one starts become its children from now on: no survivor can be overlooked. */
void survivors_watch(void);
/* Waits up to `seconds` for all children but those in `known` to end. True, and their names, when some are left; these
 * are killed. */
bool survivors_left(double seconds, const pid_t known[], int n_known, char *text, size_t size);
/* The largest resident size that the process has had, in kB; 0 when it is gone. */
long peak_memory(pid_t pid);

/* --- Text --------------------------------------------------------------------------------------------------------- */
/* The first byte that has no place in a report: a control character but \n and \t, or anything above 0x7e; -1. */
long bad_byte(const char *text, size_t n);
double seconds_now(void);
