#include "compile_box.h"

#include "autograd.h"
#include "landlock_box.h"
#include "privileges.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CPU_SECONDS = 10, WALL_SECONDS = 15 };
/* For a student's program; and the addresses of AddressSanitizer's tables, with some for the program. */
enum { STUDENT_CPU_SECONDS = 3, STUDENT_WALL_SECONDS = 5 };
#ifdef __x86_64__
#define STUDENT_ADDRESSES ((20ULL << 40) + (2ULL << 30))
#else
#define STUDENT_ADDRESSES RLIM_INFINITY
#endif

/* What a C compiler needs to see. Not /usr/local, /usr/share or /opt: the course itself may be installed there. */
static const char *const toolchain[] = {"/usr/bin",     "/usr/lib",          "/usr/lib32", "/usr/lib64",
                                        "/usr/libexec", "/usr/include",      "/bin",       "/lib",
                                        "/lib64",       "/etc/alternatives", NULL};

const char *compile_tier_name(CompileTier tier) {
    static const char *const names[] = {"bubblewrap", "landlock", "rlimits"};
    return names[tier];
}

void command_add(Command *c, const char *argument) {
    if (c->argc == 0) c->argc = 1; /* argv[0] is the program's */
    if (c->argc < COMMAND_ARGS - 1) c->argv[c->argc++] = argument;
}

bool command_ok(const Command *c) { return !c->out_of_time && WIFEXITED(c->status) && WEXITSTATUS(c->status) == 0; }

/* --- The child: ends in the compiler ------------------------------------------------------------------------------ */
static char *const environment[] = {
    "PATH=/usr/bin:/bin", "LC_ALL=C", "TMPDIR=.",
    /* Frames as addresses, for locate(); no process of its own; and no handler of the program's own before it. */
    "ASAN_OPTIONS=symbolize=0:detect_leaks=0:handle_abort=2:handle_segv=2:handle_sigbus=2:handle_sigfpe=2:color=never",
    "UBSAN_OPTIONS=symbolize=0:color=never", NULL};

static void limit(int resource, rlim_t value) {
    setrlimit((__rlimit_resource_t)resource, &(struct rlimit){value, value});
}

static void exec_bubblewrap(const CompileBox *box, const Command *c) {
    const char *argv[3 * (sizeof toolchain / sizeof toolchain[0]) + COMMAND_ARGS + 32];
    int n = 0;
    const char *const begin[] = {"bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"};
    for (size_t i = 0; i < sizeof begin / sizeof begin[0]; i++) argv[n++] = begin[i];
    for (int i = 0; toolchain[i] != NULL; i++) {
        argv[n++] = "--ro-bind-try";
        argv[n++] = toolchain[i];
        argv[n++] = toolchain[i];
    }
    const char *const mounts[] = {"--ro-bind", box->kit, box->kit_inside, c->input != NULL ? "--ro-bind" : "--bind",
                                  box->work, "/box"};
    for (size_t i = 0; i < sizeof mounts / sizeof mounts[0]; i++) argv[n++] = mounts[i];
    char filter[16];
    if (c->input != NULL) {
        snprintf(filter, sizeof filter, "%d", landlock_filter_file());
        const char *const more[] = {"--proc", "/proc", "--seccomp", filter};
        for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) argv[n++] = more[i];
    }
    const char *const end[] = {"--remount-ro", "/", "--chdir", "/box", "--"};
    for (size_t i = 0; i < sizeof end / sizeof end[0]; i++) argv[n++] = end[i];
    argv[n++] = c->program != NULL ? c->program : box->compiler;
    for (int i = 1; i < c->argc; i++) argv[n++] = c->argv[i];
    argv[n] = NULL;
    execvpe("bwrap", (char *const *)argv, environment);
}

static void exec_here(const CompileBox *box, const Command *c) {
    if (chdir(box->work) != 0) return;
    if (box->unprivileged && privileges_drop() != PRIVILEGES_NOBODY) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a change of uid has cleared it */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return;
    if (box->tier == COMPILE_LANDLOCK) {
        const char *readable[sizeof toolchain / sizeof toolchain[0] + 3];
        int n = 0;
        for (; toolchain[n] != NULL; n++) readable[n] = toolchain[n];
        readable[n++] = box->kit;
        if (c->input != NULL) {
            readable[n++] = box->work;
            readable[n++] = "/proc/self";
        }
        readable[n] = NULL;
        if (!landlock_enter(readable, c->input != NULL ? NULL : box->work) || !landlock_filter_calls(c->input != NULL))
            return;
    }
    const char *argv[COMMAND_ARGS + 1];
    memcpy(argv, c->argv, sizeof c->argv);
    argv[0] = c->program != NULL ? c->program : box->compiler;
    argv[c->argc] = NULL;
    execve(argv[0], (char *const *)argv, environment);
}

static _Noreturn void child(const CompileBox *box, const Command *c, int diagnostics) {
    bool of_student = c->input != NULL;
    char path[PATH_MAX] = "/dev/null";
    if (of_student) snprintf(path, sizeof path, "%.3000s/%.1000s", box->work, c->input);
    diagnostics = fcntl(diagnostics, F_DUPFD, 8);
    int in = fcntl(open(path, O_RDONLY), F_DUPFD, 8), nowhere = fcntl(open("/dev/null", O_WRONLY), F_DUPFD, 8);
    if (dup2(in, 0) != 0 || dup2(diagnostics, 1) != 1 || dup2(diagnostics, 2) != 2 || dup2(nowhere, 3) != 3) _exit(126);
    unsigned first = of_student ? 4 : 3;
    if (syscall(SYS_close_range, first, ~0U, 0) != 0)
        for (int i = (int)first; i < 65536; i++) close(i);
    setsid();
    signal(SIGPIPE, SIG_DFL);
    sigset_t nothing;
    sigemptyset(&nothing);
    sigprocmask(SIG_SETMASK, &nothing, NULL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit(RLIMIT_AS, of_student ? STUDENT_ADDRESSES : (rlim_t)1536 << 20);
    limit(RLIMIT_CPU, of_student ? STUDENT_CPU_SECONDS : CPU_SECONDS);
    limit(RLIMIT_FSIZE, of_student ? 4096 : 64 << 20);
    limit(RLIMIT_CORE, 0);
    if (of_student && box->tier == COMPILE_RLIMITS) _exit(126);
    if (box->tier == COMPILE_BUBBLEWRAP) exec_bubblewrap(box, c);
    else exec_here(box, c);
    static const char message[] = "the compile box could not be entered\n";
    if (write(2, message, sizeof message - 1) < 0) _exit(125);
    _exit(125);
}

/* --- Running ------------------------------------------------------------------------------------------------------ */
static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Reads on past what is kept, so that a compiler with much to say does not wait for ever. false at the end. */
static bool read_diagnostics(Command *c, int fd) {
    char bytes[8192];
    ssize_t n = read(fd, bytes, sizeof bytes);
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    if (n == 0) return false;
    size_t room = COMMAND_KEEP - c->size, keep = (size_t)n < room ? (size_t)n : room;
    memcpy(c->diagnostics + c->size, bytes, keep);
    c->size += keep;
    return true;
}

void compile_box_run(const CompileBox *box, Command *commands, int n) {
    pid_t pids[n];
    struct pollfd fds[n];
    int open_fds = 0;
    for (int i = 0; i < n; i++) {
        Command *c = &commands[i];
        int ends[2];
        c->diagnostics = t_calloc(1, COMMAND_KEEP + 1);
        c->status = 125 << 8;
        fds[i] = (struct pollfd){.fd = -1, .events = POLLIN};
        pids[i] = -1;
        if (pipe2(ends, O_CLOEXEC) != 0) continue;
        pids[i] = fork();
        if (pids[i] == 0) child(box, c, ends[1]);
        close(ends[1]);
        fds[i].fd = ends[0];
        open_fds++;
    }
    const double seconds = n > 0 && commands[0].input != NULL ? STUDENT_WALL_SECONDS : WALL_SECONDS;
    for (double until = now() + seconds; open_fds > 0;) {
        int left = (int)(1e3 * (until - now()));
        if (left <= 0 || (poll(fds, (nfds_t)n, left) < 0 && errno != EINTR)) break;
        for (int i = 0; i < n; i++) {
            if (fds[i].fd < 0 || fds[i].revents == 0 || read_diagnostics(&commands[i], fds[i].fd)) continue;
            close(fds[i].fd);
            fds[i].fd = -1;
            open_fds--;
        }
    }
    for (int i = 0; i < n; i++) {
        commands[i].out_of_time = fds[i].fd >= 0;
        if (fds[i].fd >= 0) close(fds[i].fd);
        if (pids[i] <= 0) continue;
        if (commands[i].out_of_time) kill(-pids[i], SIGKILL);
        if (commands[i].out_of_time) kill(pids[i], SIGKILL);
        while (waitpid(pids[i], &commands[i].status, 0) < 0 && errno == EINTR) continue;
        kill(-pids[i], SIGKILL); /* what it may have left in its session */
    }
}

/* --- Opening and closing ------------------------------------------------------------------------------------------ */
sigset_t compile_box_shield(void) {
    sigset_t ends, before;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGHUP);
    sigprocmask(SIG_BLOCK, &ends, &before);
    return before;
}

void compile_box_unshield(const sigset_t *before) { sigprocmask(SIG_SETMASK, before, NULL); }

static bool resolve_compiler(CompileBox *box, const char *name) {
    if (strchr(name, '/') != NULL) {
        if (realpath(name, box->compiler) != NULL && access(box->compiler, X_OK) == 0) return true;
        return t_error_set("%s: no such compiler", name);
    }
    const char *path = getenv("PATH");
    char candidate[PATH_MAX];
    for (const char *p = path != NULL ? path : "/usr/bin:/bin"; *p != '\0';) {
        int n = (int)strcspn(p, ":");
        snprintf(candidate, sizeof candidate, "%.*s/%s", n, p, name);
        if (access(candidate, X_OK) == 0 && realpath(candidate, box->compiler) != NULL) return true;
        p += n + (p[n] == ':');
    }
    return t_error_set("%s: no such compiler in PATH", name);
}

bool compile_box_write(const CompileBox *box, const char *name, const void *bytes, size_t size) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.3000s/%.1000s", box->work, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (fd < 0) return t_error_set("%s: %s", path, strerror(errno));
    bool ok = write(fd, bytes, size) == (ssize_t)size;
    if (close(fd) != 0) ok = false;
    return ok || t_error_set("%s: %s", path, strerror(errno));
}

/* The compiler reads a header of the kit, writes a file, and says its version: all that is wanted of it. */
static bool works(CompileBox *box) {
    char include[PATH_MAX];
    snprintf(include, sizeof include, "-I%.4000s/include", box->kit_inside);
    Command c[2] = {0};
    const char *const args[] = {"-E", include, "-o", "try.i", "try.c"};
    for (size_t i = 0; i < sizeof args / sizeof args[0]; i++) command_add(&c[0], args[i]);
    command_add(&c[1], "--version");
    compile_box_run(box, c, 2);
    snprintf(box->version, sizeof box->version, "%.*s", (int)strcspn(c[1].diagnostics, "\n"), c[1].diagnostics);
    for (int i = 0; i < 2; i++) free(c[i].diagnostics);
    return command_ok(&c[0]) && command_ok(&c[1]);
}

static bool find_tier(CompileBox *box, CompileTier best) {
    for (box->tier = best; box->tier < COMPILE_TIERS; box->tier++) {
        box->kit_inside = box->tier == COMPILE_BUBBLEWRAP ? "/probe" : box->kit;
        box->unprivileged =
            box->tier != COMPILE_BUBBLEWRAP && getuid() == 0 && chown(box->work, NOBODY_UID, NOBODY_UID) == 0;
        if (works(box)) return true;
        if (!box->unprivileged) continue;
        box->unprivileged = false; /* the kit lies where only root can read */
        if (chown(box->work, 0, 0) == 0 && works(box)) return true;
    }
    return t_error_set("%s cannot compile with the kit in %s", box->compiler, box->kit);
}

bool compile_box_open(CompileBox *box, const char *compiler, const char *kit, CompileTier best) {
    memset(box, 0, sizeof *box);
    if (!resolve_compiler(box, compiler)) return false;
    if (realpath(kit, box->kit) == NULL)
        return t_error_set("%s: %s (the probe's kit; make builds it)", kit, strerror(errno));
    const char *tmp = getenv("TMPDIR");
    snprintf(box->work, sizeof box->work, "%.3000s/gradlab-XXXXXX", tmp != NULL && *tmp != '\0' ? tmp : "/tmp");
    if (mkdtemp(box->work) == NULL) {
        t_error_set("%s: no scratch folder can be made: %s", box->work, strerror(errno));
        box->work[0] = '\0';
        return false;
    }
    static const char try[] = "#include \"error.h\"\n";
    return compile_box_write(box, "try.c", try, sizeof try - 1) && find_tier(box, best);
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void)st;
    (void)type;
    (void)ftw;
    remove(path);
    return 0;
}

void compile_box_close(CompileBox *box) {
    if (box->work[0] != '\0') nftw(box->work, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    box->work[0] = '\0';
}
