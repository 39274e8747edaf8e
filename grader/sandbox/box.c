#include "box.h"

#include "landlock_box.h"
#include "privileges.h"
#include "watch.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { GPU_FILES = 256 };

/* --- The child, between fork and the start of its program: async-signal-safe calls only --------------------------- */
static void limit(int resource, rlim_t value) {
    setrlimit((__rlimit_resource_t)resource, &(struct rlimit){value, value});
}

static _Noreturn void child_fail(const char *message, int status) {
    if (write(STDERR_FILENO, message, strlen(message)) < 0) _exit(status);
    _exit(status);
}

static _Noreturn void start_program(void) {
    /* The driver keeps no file of what it compiles, and sees one GPU. */
    static char *const argv[] = {"probe", NULL};
    static char *const envp[] = {"OPENBLAS_NUM_THREADS=1", "CUDA_CACHE_DISABLE=1", "CUDA_VISIBLE_DEVICES=0", NULL};
    syscall(SYS_execveat, PROGRAM_FD, "", argv, envp, AT_EMPTY_PATH);
    child_fail("the probe's program cannot be started\n", 127);
}

/* The order matters: a change of uid clears the death signal; NPROC counts the uid's processes; the filter comes
 * last. */
static _Noreturn void child_run(const int fd[4], int program, const BoxFilter *filter, BoxLimits limits, pid_t parent) {
    /* Out of the way first, so that no dup2 below overwrites a descriptor that is still to be moved. */
    int high[4], high_program = fcntl(program, F_DUPFD_CLOEXEC, 32);
    for (int i = 0; i < 4; i++) high[i] = fcntl(fd[i], F_DUPFD_CLOEXEC, 32);
    for (int i = 0; i < 4; i++)
        if (dup2(high[i], i) != i) _exit(126);
    if (dup3(high_program, PROGRAM_FD, O_CLOEXEC) != PROGRAM_FD)
        child_fail("the probe's program cannot be placed\n", 126);
    if (syscall(SYS_close_range, 4, PROGRAM_FD - 1, 0) != 0 || syscall(SYS_close_range, PROGRAM_FD + 1, ~0U, 0) != 0)
        for (int i = 4; i < 65536; i++)
            if (i != PROGRAM_FD) close(i);

    if (filter->off) start_program();

    setsid(); /* no terminal to write to */
    signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (chdir("/") != 0) child_fail("chdir\n", 126);

    rlim_t seconds = (rlim_t)ceil(limits.life_seconds) + 1;
    limit(RLIMIT_CPU, seconds);
    limit(RLIMIT_STACK, 64 << 20);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    if (!filter->gpu) {
        limit(RLIMIT_AS, limits.memory);
        limit(RLIMIT_NOFILE, PROGRAM_FD + 1);
        limit(RLIMIT_MEMLOCK, 0);
    } else { /* CUDA reserves addresses for all memory there is, opens its devices often, and starts threads */
        limit(RLIMIT_DATA, limits.memory);
        limit(RLIMIT_NOFILE, GPU_FILES);
    }
    if (privileges_drop() == PRIVILEGES_ROOT) child_fail("root's rights cannot be given up\n", 126);
    if (!filter->gpu) limit(RLIMIT_NPROC, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(126);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) child_fail("no_new_privs\n", 126);
    if (filter->gpu && (filter->program.len == 0 || !landlock_enter(box_gpu_readable, NULL, box_gpu_devices)))
        child_fail("this system has no Landlock or no seccomp, which a program on a GPU is held by\n", 126);
    if (filter->program.len > 0 && !box_filter_load(filter)) child_fail("the seccomp filter was refused\n", 126);

    start_program();
}

/* --- Start and stop ----------------------------------------------------------------------------------------------- */
static void nonblocking(int fd) { fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK); }

static void close_one(int *fd) {
    if (*fd >= 0) close(*fd);
    *fd = -1;
}

void box_adopt(Box *box, pid_t pid, int to, int from, int out, BoxLimits limits) {
    *box = (Box){.pid = pid, .to = to, .from = from, .out = out, .limits = limits};
    box->output = t_malloc(BOX_KEEP_OUTPUT);
    nonblocking(to);
    nonblocking(from);
    nonblocking(out);
}

bool box_start(Box *box, int program, const BoxFilter *filter, BoxLimits limits) {
    *box = (Box){.to = -1, .from = -1, .out = -1};
    int pipes[3][2] = {{-1, -1}, {-1, -1}, {-1, -1}}; /* requests, output, answers */
    bool ok = true;
    for (int i = 0; i < 3 && ok; i++) ok = pipe2(pipes[i], O_CLOEXEC) == 0;
    /* The child shares this process's memory until its program starts: to copy the tables of its pages, and then each
     * page that one of both writes to, costs as much as all else here. */
    pid_t parent = getpid(), pid = ok ? vfork() : -1;
    if (pid == 0)
        child_run((int[]){pipes[0][0], pipes[1][1], pipes[1][1], pipes[2][1]}, program, filter, limits, parent);
    close_one(&pipes[0][0]);
    close_one(&pipes[1][1]);
    close_one(&pipes[2][1]);
    if (pid < 0) {
        t_error_set("no process for a probe: %s", strerror(errno));
        close_one(&pipes[0][1]);
        close_one(&pipes[1][0]);
        close_one(&pipes[2][0]);
        return false;
    }
    box_adopt(box, pid, pipes[0][1], pipes[2][0], pipes[1][0], limits);
    return true;
}

static void kill_and_wait(Box *box) {
    if (box->pid <= 0) return;
    kill(box->pid, SIGKILL);
    while (waitpid(box->pid, &box->status, 0) < 0 && errno == EINTR) continue;
    box->pid = 0;
}

void box_stop(Box *box) {
    kill_and_wait(box);
    close_one(&box->to);
    close_one(&box->from);
    close_one(&box->out);
    free(box->output);
    box->output = NULL;
}

/* --- An exchange -------------------------------------------------------------------------------------------------- */
/* What the probe has printed so far. false once that is too much. */
static bool drain_output(Box *box) {
    char bytes[16 * 1024];
    for (;;) {
        ssize_t n = read(box->out, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR) continue;
        if (n == 0) close_one(&box->out);
        if (n <= 0) return true;
        if (box->output_size < BOX_KEEP_OUTPUT) {
            size_t room = BOX_KEEP_OUTPUT - box->output_size;
            memcpy(box->output + box->output_size, bytes, (size_t)n < room ? (size_t)n : room);
        }
        box->output_size += (size_t)n;
        if (box->output_size > BOX_MAX_OUTPUT) return false;
    }
}

/* The same during an exchange. Whoever has filled the pipe for its output waits for this process, and does not sleep.
 * Pages of a pipe are half full at least. */
static bool take_output(Box *box, Watch *w) {
    const size_t before = box->output_size;
    const int    room = box->out >= 0 ? fcntl(box->out, F_GETPIPE_SZ) : -1;
    const bool   little = drain_output(box);
    if (room > 0 && box->output_size - before >= (size_t)room / 2) watch_pass(w);
    return little;
}

/* It has closed its answers. Normally it is ending: a moment is granted, so that the signal can be told. */
static BoxEnd died(Box *box, const Watch *before) {
    Watch w;
    box->still_used = watch_still(before);
    watch_begin(&w, box->pid);
    while (box->pid > 0 && w.cpu < 0.1 && w.wall < 5 && !watch_is_still(&w, 0.1)) {
        pid_t done = waitpid(box->pid, &box->status, WNOHANG);
        if (done == box->pid) box->pid = 0;
        else nanosleep(&(struct timespec){.tv_nsec = 500000}, NULL);
        watch_look(&w);
    }
    bool ended = box->pid == 0;
    box->cpu_used += w.cpu;
    box->still_used += watch_still(&w);
    kill_and_wait(box);
    if (!drain_output(box)) return BOX_FLOOD;
    return ended ? BOX_DIED : BOX_VIOLATION;
}

static BoxEnd end_with(Box *box, const Watch *w, BoxEnd end) {
    box->still_used = watch_still(w);
    kill_and_wait(box);
    drain_output(box);
    return end;
}

/* Which limit has been passed; BOX_ANSWERED when none. */
static BoxEnd watch_limits(Box *box, Watch *w) {
    watch_look(w);
    box->wall_used = w->wall;
    box->cpu_used = w->cpu;
    if (w->cpu > box->limits.cpu_seconds) return BOX_CPU;
    if (watch_is_still(w, box->limits.still_seconds)) return BOX_STILL;
    return w->wall > box->limits.wall_seconds ? BOX_WALL : BOX_ANSWERED;
}

/* How the frame answers the request: false when it does not. */
static bool frame_fits(const ResponseFrame *f, const void *request, size_t size) {
    RequestFrame asked;
    memcpy(&asked, request, sizeof asked);
    if (f->magic != FRAME_RESPONSE || f->nonce != asked.nonce || f->status > RESPONSE_WITHHELD) return false;
    return f->status == RESPONSE_ANSWER ? f->bytes == size : f->bytes <= FRAME_MAX_TEXT;
}

static bool request_consumed(const Box *box) {
    int left = 0;
    return ioctl(box->to, FIONREAD, &left) != 0 || left == 0;
}

BoxEnd box_exchange(Box *box, const void *request, size_t request_size, void *values, size_t size, BoxAnswer *answer) {
    ResponseFrame frame;
    size_t sent = 0, got = 0, body = 0; /* got: of the frame, then of its body */
    bool have_frame = false, to_open = true;
    char *into = (char *)&frame;
    size_t want = sizeof frame;
    Watch w;
    watch_begin(&w, box->pid);
    answer->text_size = 0;

    for (;;) {
        bool sending = to_open && sent < request_size;
        struct pollfd fds[3] = {{.fd = box->from, .events = POLLIN},
                                {.fd = box->out, .events = POLLIN},
                                {.fd = sending ? box->to : -1, .events = POLLOUT}};
        if (poll(fds, 3, 20) < 0 && errno != EINTR) return end_with(box, &w, BOX_NO_START);
        if (fds[1].revents != 0 && !take_output(box, &w)) return end_with(box, &w, BOX_FLOOD);
        BoxEnd end = watch_limits(box, &w);
        if (end != BOX_ANSWERED) return end_with(box, &w, end);
        if (fds[2].revents != 0) {
            ssize_t n = write(box->to, (const char *)request + sent, request_size - sent);
            if (n > 0) sent += (size_t)n;
            else if (n < 0 && errno != EAGAIN && errno != EINTR)
                to_open = false; /* it no longer reads: the answers tell why */
        }
        if (fds[0].revents == 0) continue;

        ssize_t n = read(box->from, into + got, want - got);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (n <= 0) return died(box, &w);
        got += (size_t)n;
        if (got == want && !have_frame) {
            if (sent < request_size || !request_consumed(box) || !frame_fits(&frame, request, size))
                return end_with(box, &w, BOX_VIOLATION);
            have_frame = true;
            answer->status = (ResponseStatus)frame.status;
            body = frame.status == RESPONSE_ANSWER ? size : (size_t)frame.bytes;
            into = frame.status == RESPONSE_ANSWER ? values : answer->text;
            got = 0;
            want = body;
        }
        if (have_frame && got == want) break;
    }
    watch_limits(box, &w);
    box->still_used = watch_still(&w);
    if (answer->status != RESPONSE_ANSWER) answer->text_size = body;
    answer->text[answer->text_size] = '\0';
    return drain_output(box) ? BOX_ANSWERED : end_with(box, &w, BOX_FLOOD);
}
