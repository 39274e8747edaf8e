/* box_filter.h: the system calls that a hand-in may make, as a seccomp program. Whatever runs a hand-in, the run box or
 * the box for its sanitized program, takes its list from here. */
#pragma once
#include <linux/filter.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The descriptor that a probe's program is started from. It is closed by the start, and no allowed call makes another
 * one, so that the one allowed execveat works once. */
enum { PROGRAM_FD = 9 };

typedef struct BoxFilter {
    struct sock_fprog program; /* len 0: there is none */
    char why[160];             /* then: why there is none */
    bool off;                  /* no box at all, for tests: neither the filter nor a limit */
    bool gpu;                  /* built for BOX_GPU: the run box opens a GPU to the program (box.h) */
} BoxFilter;

/* A probe is a static program, and opens nothing. A sanitized program is linked dynamically: it also reads and maps
 * files, and is started by its name. Where these files are limited is the box's affair (compile_box.h). A program for
 * a GPU is linked dynamically, too, and drives the GPU through the files of box_gpu_devices. */
typedef enum BoxProgram { BOX_PROBE, BOX_SANITIZED, BOX_GPU, BOX_PROGRAMS } BoxProgram;

/* What a program for a GPU may open: these to read, and these to read, write and control. Both end in NULL. */
extern const char *const box_gpu_readable[], *const box_gpu_devices[];

/* Built once, found usable by asking the kernel. */
BoxFilter box_filter_build(BoxProgram of);
/* The same for another architecture (SCMP_ARCH_AARCH64): this kernel is not asked, and would not take it. */
BoxFilter box_filter_for(BoxProgram of, uint32_t architecture);
void box_filter_free(BoxFilter *filter);
/* In the child, last before the start of the program: writes the child's own pid into the filter (it may send signals
 * to itself, as abort() does, and to nobody else) and puts it in force. false when the kernel refuses. */
bool box_filter_load(const BoxFilter *filter);
/* The same for a launcher that reads the filter from a descriptor, which is inherited: -1 when there is none. `pid` is
 * the program's, as it sees itself. */
int box_filter_file(const BoxFilter *filter, pid_t pid);
