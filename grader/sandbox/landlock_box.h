/* landlock_box.h: closing a process in without namespaces, for itself and all that it starts. */
#pragma once
#include <stdbool.h>

/* Reading and executing under `readable` (ended by NULL; what does not exist is passed over), everything under
 * `writable` (NULL: nothing), reading, writing and controlling `devices` (ended by NULL; NULL: none), nothing else in
 * the file system; no network. Needs PR_SET_NO_NEW_PRIVS. false when the kernel cannot. */
bool landlock_enter(const char *const readable[], const char *writable, const char *const devices[]);
/* Refuses sockets, tracing, mounting and their like: what Landlock leaves open to a compiler. */
bool landlock_filter_calls(void);
