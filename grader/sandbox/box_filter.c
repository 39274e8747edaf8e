#include "box_filter.h"

#include "autograd.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Stands in the filter where the child's pid belongs. No process has it: pids end at 2^22. */
#define OWN_PID 0x7ace0001u

/* --- The lists: what computing, printing and the start of a static program need ----------------------------------- */
static const char *const allowed[] = {
    "read",
    "write",
    "readv",
    "writev",
    "brk",
    "munmap",
    "mremap",
    "madvise",
    "mprotect",
    "rt_sigaction",
    "sigaltstack",
    "rt_sigreturn",
    "exit",
    "exit_group",
    "clock_gettime",
    "clock_getres",
    "gettimeofday",
    "time",
    "nanosleep",
    "clock_nanosleep",
    "restart_syscall",
    "futex",
    "getrandom",
    "close",
    "sched_yield",
    "getpid",
    "gettid",
    "getppid",
    "getuid",
    "geteuid",
    "getgid",
    "getegid",
    "arch_prctl",
    "set_tid_address",
    "set_robust_list",
    "rseq",
    "fstat",
    "lseek",
    "times",
    "getrusage",
    "getrlimit",
    "uname",
    "sysinfo",
    "sched_getaffinity",
    "getcpu",
    "membarrier",
    NULL,
};

/* What an honest program may try in passing (a stray fopen, isatty; OpenBLAS asks with mbind where its memory shall
 * lie): it fails, and the program lives. No call that names a path is allowed. */
static const char *const refused[] = {
    "open",   "openat",   "openat2",    "creat",       "access",     "faccessat",  "faccessat2",
    "stat",   "lstat",    "newfstatat", "statx",       "readlink",   "readlinkat", "getcwd",
    "chdir",  "fchdir",   "mkdir",      "mkdirat",     "rmdir",      "unlink",     "unlinkat",
    "rename", "renameat", "renameat2",  "link",        "linkat",     "symlink",    "symlinkat",
    "chmod",  "fchmodat", "truncate",   "ftruncate",   "getdents64", "statfs",     "fstatfs",
    "ioctl",  "fcntl",    "dup",        "dup2",        "dup3",       "pipe",       "pipe2",
    "poll",   "ppoll",    "select",     "pselect6",    "prctl",      "setrlimit",  "sched_setaffinity",
    "umask",  "alarm",    "setitimer",  "getpriority", "mbind",      NULL,
};

/* What is worth a name in the report: the probe's handler tells it. A submission may replace the handler; the call is
 * not made in any case. All other calls end the process. */
static const char *const told[] = {
    "fork", "vfork", "clone", "clone3", "execve", "kill", "tkill", "socket", "connect", "ptrace", "setsid", "pause",
    "rt_sigsuspend", "memfd_create", "shmget", NULL,
};

/* What a dynamically linked program needs besides: its libraries are read and mapped, it is started by its name, and
 * asks for it: by readlink, or by readlinkat on aarch64, which has no other. wait4 is for bubblewrap, which waits for
 * it under the same filter. */
static const char *const allowed_sanitized[] = {"pread64", "mmap", "execve", "readlink", "readlinkat", "wait4", NULL};
static const char *const with_conditions[] = {"open", "openat", "newfstatat", NULL}; /* add_reading() */

/* What NVIDIA's driver needs besides, in the program that uses it: it looks for its libraries and devices, maps them,
 * and controls them by ioctl. Landlock says which files these are. Threads are begun by clone
 * alone: add_gpus_own(). All other calls fail, since the driver tries some in passing: no call ends this program. */
static const char *const allowed_gpu[] = {
    "pread64",    "mmap",     "ioctl",   "fcntl",       "poll",    "ppoll",         "pipe2",  "eventfd2",
    "access",     "faccessat", "faccessat2", "stat",    "lstat",   "newfstatat",    "statx",  "readlink",
    "readlinkat", "getdents64", "statfs", "fstatfs",    "dup",     "get_mempolicy", "mincore", NULL,
};
const char *const box_gpu_readable[] = {
    "/usr/lib",     "/usr/lib64",          "/lib",         "/lib64",       "/usr/local/nvidia", "/etc/ld.so.cache",
    "/proc/self",   "/proc/driver/nvidia", "/proc/devices", "/proc/modules", "/proc/cpuinfo",   "/proc/meminfo",
    "/proc/sys/vm", "/sys/bus/pci",        "/sys/devices", "/sys/module/nvidia", NULL,
};
const char *const box_gpu_devices[] = {
    "/dev/nvidiactl", "/dev/nvidia-uvm", "/dev/nvidia-uvm-tools", "/dev/nvidia0", "/dev/dxg", "/dev/null", NULL,
};

static bool is_in(const char *name, const char *const names[]) {
    for (int i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], name) == 0) return true;
    return false;
}

static int add_all(scmp_filter_ctx ctx, const char *const names[], uint32_t action, BoxProgram of) {
    for (int i = 0; names[i] != NULL; i++) {
        const bool other = is_in(names[i], with_conditions) ||
                           (is_in(names[i], allowed_sanitized) && action != SCMP_ACT_ALLOW);
        if (of == BOX_SANITIZED && other) continue;
        int nr = seccomp_syscall_resolve_name(names[i]);
        if (nr < 0) continue; /* not a call of this architecture */
        int rc = seccomp_rule_add(ctx, action, nr, 0);
        if (rc < 0) return rc;
    }
    return 0;
}

/* Opening for reading only; `flags` is the argument that says so. */
static int add_opening(scmp_filter_ctx ctx, int call, unsigned flags) {
    static const scmp_datum_t changes[] = {O_WRONLY, O_RDWR, O_CREAT, O_TRUNC};
    scmp_datum_t all = 0;
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) all |= changes[i];
    if (call < 0) return 0; /* not a call of this architecture */
    int rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, call, 1, SCMP_CMP(flags, SCMP_CMP_MASKED_EQ, all, 0));
    for (size_t i = 0; rc == 0 && i < sizeof changes / sizeof changes[0]; i++)
        rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), call, 1,
                              SCMP_CMP(flags, SCMP_CMP_MASKED_EQ, changes[i], changes[i]));
    return rc;
}

/* And asking about a file by its descriptor only. */
static int add_reading(scmp_filter_ctx ctx) {
    int rc = add_opening(ctx, SCMP_SYS(open), 1);
    if (rc == 0) rc = add_opening(ctx, SCMP_SYS(openat), 2);
    if (rc == 0) rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(newfstatat), 1,
                                       SCMP_A3(SCMP_CMP_EQ, AT_EMPTY_PATH, 0));
    if (rc == 0) rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(newfstatat), 1,
                                       SCMP_A3(SCMP_CMP_NE, AT_EMPTY_PATH, 0));
    return rc;
}

static int add_anonymous_memory(scmp_filter_ctx ctx) {
    return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                            SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));
}

/* Newer C libraries (glibc from 2.41) block all signals around fork, and what blocks the trap's signal ends without its
 * name and line. In the probe, which has one thread and no use for it, blocking succeeds and does nothing. */
static int add_blocking(scmp_filter_ctx ctx, BoxProgram of) {
    return seccomp_rule_add(ctx, of == BOX_PROBE ? SCMP_ACT_ERRNO(0) : SCMP_ACT_ALLOW, SCMP_SYS(rt_sigprocmask), 0);
}

/* The start of the program, from its descriptor. */
static int add_start(scmp_filter_ctx ctx) {
    return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(execveat), 2, SCMP_A0(SCMP_CMP_EQ, PROGRAM_FD, 0),
                            SCMP_A4(SCMP_CMP_EQ, AT_EMPTY_PATH, 0));
}

/* Threads, and no processes. clone3 hides its flags from a filter: where it is missing the C library takes clone. */
static int add_gpus_own(scmp_filter_ctx ctx) {
    static const scmp_datum_t changes = O_CREAT | O_TRUNC;
    const int opening[] = {SCMP_SYS(open), SCMP_SYS(openat)};
    int rc = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    if (rc == 0) rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                                       SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
    for (unsigned i = 0; rc == 0 && i < 2; i++)
        if (opening[i] >= 0)
            rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, opening[i], 1,
                                  SCMP_CMP(i + 1, SCMP_CMP_MASKED_EQ, changes, 0));
    return rc;
}

static int add_rules(scmp_filter_ctx ctx, BoxProgram of) {
    int rc = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    if (rc == 0)
        rc = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a binary tree: 120 rules are not walked in a row */
    if (rc == 0) rc = add_all(ctx, allowed, SCMP_ACT_ALLOW, of);
    if (rc == 0 && of != BOX_GPU) rc = add_all(ctx, refused, SCMP_ACT_ERRNO(EPERM), of);
    if (rc == 0 && of != BOX_GPU) rc = add_all(ctx, told, SCMP_ACT_TRAP, of);
    if (rc == 0) rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, OWN_PID, 0));
    if (rc == 0) rc = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A2(SCMP_CMP_EQ, 0, 0));
    if (rc == 0) rc = add_blocking(ctx, of);
    if (rc == 0 && of == BOX_PROBE) rc = add_anonymous_memory(ctx);
    if (rc == 0 && of != BOX_SANITIZED) rc = add_start(ctx);
    if (rc == 0 && of == BOX_GPU) rc = add_all(ctx, allowed_gpu, SCMP_ACT_ALLOW, of);
    if (rc == 0 && of == BOX_GPU) rc = add_gpus_own(ctx);
    if (rc == 0 && of == BOX_SANITIZED) rc = add_all(ctx, allowed_sanitized, SCMP_ACT_ALLOW, of);
    if (rc == 0 && of == BOX_SANITIZED) rc = add_reading(ctx);
    return rc;
}

/* The program's bytes, through a memory file: older libseccomps export to descriptors only. */
static int export_program(scmp_filter_ctx ctx, struct sock_fprog *program) {
    int fd = memfd_create("filter", MFD_CLOEXEC);
    if (fd < 0) return -errno;
    int rc = seccomp_export_bpf(ctx, fd);
    off_t size = lseek(fd, 0, SEEK_END);
    if (rc == 0 && size > 0) {
        program->filter = t_malloc((size_t)size);
        if (pread(fd, program->filter, (size_t)size, 0) == size)
            program->len = (unsigned short)((size_t)size / sizeof(struct sock_filter));
        else rc = -EIO;
    }
    close(fd);
    return rc;
}

BoxFilter box_filter_for(BoxProgram of, uint32_t architecture) {
    BoxFilter f = {.gpu = of == BOX_GPU};
    scmp_filter_ctx ctx = seccomp_init(of == BOX_GPU ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_KILL_PROCESS);
    int rc = ctx != NULL ? 0 : -ENOMEM;
    // Calls are named by this machine's numbers; the library translates them.
    if (rc == 0 && architecture != seccomp_arch_native()) {
        rc = seccomp_arch_add(ctx, architecture);
        if (rc == 0) rc = seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE);
    }
    if (rc == 0) rc = add_rules(ctx, of);
    if (rc == 0) rc = export_program(ctx, &f.program);
    if (ctx != NULL) seccomp_release(ctx);
    if (rc != 0) {
        box_filter_free(&f);
        snprintf(f.why, sizeof f.why, "the seccomp filter could not be built (%s)", strerror(-rc));
    }
    return f;
}

BoxFilter box_filter_build(BoxProgram of) {
    uint32_t action = SECCOMP_RET_KILL_PROCESS;
    if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0)
        return box_filter_for(of, seccomp_arch_native());
    BoxFilter none = {0};
    snprintf(none.why, sizeof none.why, "this system has no seccomp (%s)", strerror(errno));
    return none;
}

void box_filter_free(BoxFilter *filter) {
    free(filter->program.filter);
    filter->program = (struct sock_fprog){0};
}

/* The child that loads it shares the grader's memory (box.c): what the next one needs is left as it is. */
static void fill_in(const BoxFilter *filter, pid_t pid, struct sock_filter to[]) {
    for (unsigned i = 0; i < filter->program.len; i++) {
        to[i] = filter->program.filter[i];
        if (BPF_CLASS(to[i].code) == BPF_JMP && to[i].k == OWN_PID) to[i].k = (uint32_t)pid;
    }
}

bool box_filter_load(const BoxFilter *filter) {
    struct sock_filter own[filter->program.len];
    fill_in(filter, getpid(), own);
    const struct sock_fprog program = {.len = filter->program.len, .filter = own};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
}

int box_filter_file(const BoxFilter *filter, pid_t pid) {
    const ssize_t size = (ssize_t)(filter->program.len * sizeof(struct sock_filter));
    int fd = size > 0 ? memfd_create("filter", 0) : -1;
    if (fd < 0) return -1;
    struct sock_filter own[filter->program.len];
    fill_in(filter, pid, own);
    if (write(fd, own, (size_t)size) == size && lseek(fd, 0, SEEK_SET) == 0) return fd;
    close(fd);
    return -1;
}
