/* box_filter.h: the system calls that a probe may make, as a seccomp program. */
#pragma once
#include <linux/filter.h>
#include <stdbool.h>

/* The descriptor that a probe's program is started from. It is closed by the start, and no allowed call makes another
 * one, so that the one allowed execveat works once. */
enum { PROGRAM_FD = 9 };

typedef struct BoxFilter {
    struct sock_fprog program; /* len 0: there is none */
    char why[160];             /* then: why there is none */
    bool off;                  /* no box at all, for tests: neither the filter nor a limit */
} BoxFilter;

/* Built once, found usable by asking the kernel. */
BoxFilter box_filter_build(void);
void box_filter_free(BoxFilter *filter);
/* In the child, last before the start of the program: writes the child's own pid into the filter (it may send signals
 * to itself, as abort() does, and to nobody else) and puts it in force. false when the kernel refuses. */
bool box_filter_load(const BoxFilter *filter);
