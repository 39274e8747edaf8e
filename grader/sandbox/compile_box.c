#include "compile_box.h"

#include "autograd.h"
#include "compile_enter.h"
#include "landlock_box.h"
#include "privileges.h"
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CPU_SECONDS = 10, MAX_JOBS = 2 };
/* For a student's program; and the addresses of AddressSanitizer's tables, with some for the program. */
enum { STUDENT_CPU_SECONDS = 3 };
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

void command_add_linker(Command *c, const CompileBox *box) {
    if (!box->lld) return;
    command_add(c, "-fuse-ld=lld");
    command_add(c, "-Wl,--threads=1");
}

const char *compile_box_headers(const CompileBox *box) {
    return box->tier == COMPILE_BUBBLEWRAP ? "/headers" : box->headers;
}

bool command_ok(const Command *c) { return !c->out_of_time && WIFEXITED(c->status) && WEXITSTATUS(c->status) == 0; }

/* A path of the kit, as the compiler has it in the box or as it is outside. */
enum { KIT_PARTS = 3 };
typedef char KitPath[PATH_MAX + 128];
static void kit_parts(const CompileBox *box, const char *kit, KitPath part[KIT_PARTS]) {
    snprintf(part[0], sizeof part[0], "%.4000s/include", kit);
    snprintf(part[1], sizeof part[1], "%.4000s/%.100s", kit, box->lab);
    snprintf(part[2], sizeof part[2], "%.4000s/blas.a", kit);
}

/* --- The child: ends in the compiler ------------------------------------------------------------------------------ */
static char *const environment[] = {
    "PATH=/usr/bin:/bin", "LC_ALL=C", "TMPDIR=.", "OPENBLAS_NUM_THREADS=1", /* as in the probe: threads are forbidden */
    /* Frames as addresses, for locate(); no process of its own; no handler of the program's own before it; and no
     * change of limits, which is not on the box's list. */
    "ASAN_OPTIONS=symbolize=0:detect_leaks=0:handle_abort=2:handle_segv=2:handle_sigbus=2:handle_sigfpe=2:"
    "disable_coredump=0:color=never",
    "UBSAN_OPTIONS=symbolize=0:disable_coredump=0:color=never", NULL};

int compile_box_jobs(void) {
    cpu_set_t set;
    const int processors = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return processors < MAX_JOBS ? processors : MAX_JOBS;
}

static void limit(int resource, rlim_t value) {
    setrlimit((__rlimit_resource_t)resource, &(struct rlimit){value, value});
}

static void exec_bubblewrap(const CompileBox *box, const Command *c, const BoxFilter *sanitized) {
    const char *argv[3 * (sizeof toolchain / sizeof toolchain[0]) + COMMAND_ARGS + 43];
    int n = 0;
    KitPath outside[KIT_PARTS], inside[KIT_PARTS];
    kit_parts(box, box->kit, outside);
    kit_parts(box, box->kit_inside, inside);
    const char *const begin[] = {"bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"};
    for (size_t i = 0; i < sizeof begin / sizeof begin[0]; i++) argv[n++] = begin[i];
    for (int i = 0; toolchain[i] != NULL; i++) {
        argv[n++] = "--ro-bind-try";
        argv[n++] = toolchain[i];
        argv[n++] = toolchain[i];
    }
    for (int i = 0; i < KIT_PARTS; i++) {
        argv[n++] = "--ro-bind-try";
        argv[n++] = outside[i];
        argv[n++] = inside[i];
    }
    if (box->toolkit != NULL) {
        const char *const more[] = {"--ro-bind", box->toolkit, box->toolkit};
        for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) argv[n++] = more[i];
    }
    if (box->headers != NULL) {
        argv[n++] = "--ro-bind-try";
        argv[n++] = box->headers;
        argv[n++] = "/headers";
    }
    const char *const mounts[] = {c->input != NULL ? "--ro-bind" : "--bind", box->work, "/box"};
    for (size_t i = 0; i < sizeof mounts / sizeof mounts[0]; i++) argv[n++] = mounts[i];
    char filter[16];
    if (c->input != NULL) {
        enum { PID_INSIDE = 2 }; /* 1 is bubblewrap's */
        const int fd = box_filter_file(sanitized, PID_INSIDE);
        if (fd < 0) return;
        snprintf(filter, sizeof filter, "%d", fd);
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

static void exec_here(const CompileBox *box, const Command *c, const BoxFilter *sanitized) {
    if (chdir(box->work) != 0) return;
    if (box->unprivileged && privileges_drop() != PRIVILEGES_NOBODY) return;
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a change of uid has cleared it */
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return;
    if (box->tier == COMPILE_LANDLOCK) {
        const char *readable[sizeof toolchain / sizeof toolchain[0] + KIT_PARTS + 4];
        KitPath part[KIT_PARTS];
        int n = 0;
        kit_parts(box, box->kit, part);
        for (; toolchain[n] != NULL; n++) readable[n] = toolchain[n];
        for (int i = 0; i < KIT_PARTS; i++) readable[n++] = part[i];
        if (box->headers != NULL) readable[n++] = box->headers;
        if (c->input != NULL) {
            readable[n++] = box->work;
            readable[n++] = "/proc/self";
        }
        if (box->toolkit != NULL) readable[n++] = box->toolkit;
        readable[n] = NULL;
        if (!landlock_enter(readable, c->input != NULL ? NULL : box->work, NULL)) return;
        if (c->input != NULL ? !box_filter_load(sanitized) : !landlock_filter_calls()) return;
    }
    const char *argv[COMMAND_ARGS + 1];
    memcpy(argv, c->argv, sizeof c->argv);
    argv[0] = c->program != NULL ? c->program : box->compiler;
    argv[c->argc] = NULL;
    execve(argv[0], (char *const *)argv, environment);
}

/* A grader under AddressSanitizer has more addresses than the limit of memory allows, and then its stack cannot grow any
 * more: it grows beforehand. */
static void grow_stack(void) {
    volatile char room[1 << 18];
    for (size_t i = 0; i < sizeof room; i += 1024) room[i] = 0;
}

void compile_box_enter(const CompileBox *box, const Command *c, int diagnostics, const BoxFilter *sanitized) {
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
    grow_stack();
    limit(RLIMIT_AS, of_student ? STUDENT_ADDRESSES : (rlim_t)(COMPILE_MEMORY / (size_t)compile_box_jobs()));
    limit(RLIMIT_CPU, of_student ? STUDENT_CPU_SECONDS : CPU_SECONDS);
    limit(RLIMIT_FSIZE, of_student ? 4096 : 64 << 20);
    limit(RLIMIT_CORE, 0);
    if (of_student && (box->tier == COMPILE_RLIMITS || sanitized->program.len == 0)) _exit(126);
    if (box->tier == COMPILE_BUBBLEWRAP) exec_bubblewrap(box, c, sanitized);
    else exec_here(box, c, sanitized);
    static const char message[] = "the compile box could not be entered\n";
    if (write(2, message, sizeof message - 1) < 0) _exit(125);
    _exit(125);
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

bool compile_box_folder(const CompileBox *box, const char *name) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.3000s/%.1000s", box->work, name);
    const uid_t user = box->unprivileged ? NOBODY_UID : geteuid();
    if ((mkdir(path, 0700) == 0 || errno == EEXIST) && chown(path, user, (gid_t)-1) == 0) return true;
    return t_error_set("%s: %s", path, strerror(errno));
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

/* The compiler's own words on itself, which need no box. */
static bool read_version(CompileBox *box) {
    CompileBox bare = *box;
    Command    c = {0};
    bare.tier = COMPILE_RLIMITS;
    bare.unprivileged = false;
    command_add(&c, "--version");
    compile_box_run(&bare, &c, 1);
    snprintf(box->version, sizeof box->version, "%.*s", (int)strcspn(c.diagnostics, "\n"), c.diagnostics);
    box->clang = strstr(box->version, "clang") != NULL;
    free(c.diagnostics);
    return command_ok(&c) || t_error_set("%s --version ends with status %d", box->compiler, WEXITSTATUS(c.status));
}

/* Whether the compiler reads a header of the kit and writes a file, with this flag, where there is one. */
static bool tries(const CompileBox *box, const char *flag) {
    char include[PATH_MAX];
    snprintf(include, sizeof include, "-I%.4000s/include", box->kit_inside);
    Command c = {0};
    const char *const args[] = {"-E", include, "-o", "try.i", "try.c", flag};
    for (size_t i = 0; i < sizeof args / sizeof args[0] && args[i] != NULL; i++) command_add(&c, args[i]);
    compile_box_run(box, &c, 1);
    free(c.diagnostics);
    return command_ok(&c);
}

static bool works(CompileBox *box) {
    box->fills_variables = tries(box, "-ftrivial-auto-var-init=pattern");
    return box->fills_variables || tries(box, NULL);
}

static void set_tier(CompileBox *box, CompileTier tier) {
    box->tier = tier;
    box->kit_inside = tier == COMPILE_BUBBLEWRAP ? "/probe" : box->kit;
    box->unprivileged = tier != COMPILE_BUBBLEWRAP && getuid() == 0 && chown(box->work, NOBODY_UID, NOBODY_UID) == 0;
}

static bool find_tier(CompileBox *box, CompileTier best) {
    static const char try[] = "#include \"error.h\"\n";
    if (!compile_box_write(box, "try.c", try, sizeof try - 1)) return false;
    for (CompileTier tier = best; tier < COMPILE_TIERS; tier++) {
        set_tier(box, tier);
        if (works(box)) return true;
        if (!box->unprivileged) continue;
        box->unprivileged = false; /* the kit lies where only root can read */
        if (chown(box->work, 0, 0) == 0 && works(box)) return true;
    }
    return t_error_set("%s cannot compile with the kit in %s", box->compiler, box->kit);
}

static bool make_scratch(CompileBox *box) {
    const char *tmp = getenv("TMPDIR");
    snprintf(box->work, sizeof box->work, "%.3000s/gradlab-XXXXXX", tmp != NULL && *tmp != '\0' ? tmp : "/tmp");
    if (mkdtemp(box->work) != NULL) return true;
    t_error_set("%s: no scratch folder can be made: %s", box->work, strerror(errno));
    box->work[0] = '\0';
    return false;
}

bool compile_box_assume(CompileBox *box, const char *compiler, const char *kit, const char *lab, CompileTier best) {
    memset(box, 0, sizeof *box);
    box->lab = lab;
    if (!resolve_compiler(box, compiler)) return false;
    if (realpath(kit, box->kit) == NULL)
        return t_error_set("%s: %s (the probe's kit; make builds it)", kit, strerror(errno));
    if (!make_scratch(box)) return false;
    set_tier(box, best);
    box->untried = box->fills_variables = true;
    box->lld = access("/usr/bin/ld.lld", X_OK) == 0; /* of the folders of programs, the one that the box shows */
    return read_version(box);
}

bool compile_box_try(CompileBox *box, bool *other) {
    const CompileBox before = *box;
    box->untried = false;
    const bool found = find_tier(box, before.tier);
    *other = box->tier != before.tier || box->unprivileged != before.unprivileged ||
             box->fills_variables != before.fills_variables;
    return found;
}

bool compile_box_open(CompileBox *box, const char *compiler, const char *kit, const char *lab, CompileTier best) {
    bool other;
    return compile_box_assume(box, compiler, kit, lab, best) && compile_box_try(box, &other);
}

bool compile_box_again(CompileBox *box, const CompileBox *like) {
    *box = *like;
    box->kit_inside = box->tier == COMPILE_BUBBLEWRAP ? "/probe" : box->kit;
    if (!make_scratch(box)) return false;
    return !box->unprivileged || chown(box->work, NOBODY_UID, NOBODY_UID) == 0 ||
           t_error_set("%s: %s", box->work, strerror(errno));
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
