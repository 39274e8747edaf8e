/* landlock_box.h: closing a process in without namespaces, for itself and all that it starts. */
#pragma once
#include <stdbool.h>

/* Reading and executing under `readable` (ended by NULL; what does not exist is passed over), everything under
 * `writable` (NULL: nothing), nothing else in the file system; no network. Needs PR_SET_NO_NEW_PRIVS. false when the
 * kernel cannot. */
bool landlock_enter(const char *const readable[], const char *writable);
/* Refuses sockets, tracing, mounting and their like: what Landlock leaves open. To a student's program new processes
 * and threads, and signals to others, too. */
bool landlock_filter_calls(bool of_student);
/* The filter for a student's program as bubblewrap reads it: a descriptor that is inherited; -1. */
int landlock_filter_file(void);
