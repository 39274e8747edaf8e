/* compile_run.c: commands in the compile box. To enter it costs as much as to start a compiler; so all commands that
 * run one after the other enter it once, in one lane: a shell there runs them, and says after each how it has ended. It
 * says so behind a word that is drawn for this lane, and that no source can know. */
#include "autograd.h"
#include "compile_enter.h"
#include "error.h"
#include "text.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* The clock is for what waits and does not compute: on a busy machine a compiler of 2 s may take 20 and more. */
enum { WALL_SECONDS = 60 };
/* For a student's program. No limit of addresses bounds what it uses of them: that is looked at from outside, every
 * some milliseconds. */
enum { STUDENT_WALL_SECONDS = 5, STUDENT_MEMORY = 1 << 30, LOOK_MILLISECONDS = 10 };
/* What a command that has not run is said to have ended with. */
#define NOT_RUN (125 << 8)

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

enum { WORD = 32, LINE = WORD + 16 };

typedef struct Lane {
    Command *commands;   /* of all lanes */
    const int *lane_of;  /* which lane a command runs in */
    int   n, number;     /* how many commands there are; of these, this lane's have lane_of[i] == number */
    int   at;            /* the command under way, n when none is left */
    pid_t pid;
    int   fd;            /* -1: nothing runs */
    double until;
    char  word[WORD + 1];
    char  line[LINE + 1]; /* of the output, the line that has begun, as far as it may be the shell's word */
    int   length;
    bool  middle;         /* the line is too long to be that */
} Lane;

static void next_command(Lane *l) {
    while (l->at < l->n && l->lane_of[l->at] != l->number) l->at++;
}

static bool of_student(const Lane *l) { return l->at < l->n && l->commands[l->at].input != NULL; }

static double seconds_for(const Command *c) {
    return c->seconds > 0 ? c->seconds : c->input != NULL ? STUDENT_WALL_SECONDS : WALL_SECONDS;
}

/* --- What the shell is to do -------------------------------------------------------------------------------------- */
/* Of a command that another one goes before: if that one has ended already, it is known how; else the shell knows. */
static char *script_for(const CompileBox *box, const Lane *l) {
    Text to = {0};
    for (int i = l->at; i < l->n; i++) {
        const Command *c = &l->commands[i];
        const int before = c->after > 0 ? i - c->after : -1;
        if (l->lane_of[i] != l->number) continue;
        if (before >= l->at) text_add(&to, "if [ \"$e%d\" = 0 ]; then ", before);
        else if (before >= 0 && !command_ok(&l->commands[before])) continue;
        text_add_word(&to, " ", c->program != NULL ? c->program : box->compiler);
        for (int a = 1; a < c->argc; a++) text_add_word(&to, " ", c->argv[a]);
        text_add(&to, "; e%d=$?; printf '\\n%s %d %%d\\n' $e%d", i, l->word, i, i);
        text_add(&to, before >= l->at ? "; fi\n" : "\n");
    }
    return to.s;
}

static void draw_word(char word[WORD + 1]) {
    unsigned char bytes[WORD / 2];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        t_fail(NULL, "the system gives no random numbers: %s", strerror(errno));
    for (size_t i = 0; i < sizeof bytes; i++) snprintf(word + 2 * i, 3, "%02x", bytes[i]);
}

/* --- What it has said --------------------------------------------------------------------------------------------- */
static void keep(Command *c, const char *bytes, size_t n) {
    const size_t room = COMMAND_KEEP - c->size;
    n = n < room ? n : room;
    memcpy(c->diagnostics + c->size, bytes, n);
    c->size += n;
}

static void flush_line(Lane *l) {
    if (l->at < l->n) keep(&l->commands[l->at], l->line, (size_t)l->length);
    l->length = 0;
}

/* The line is the shell's word on a command: what was printed before it is that command's, but for the newline that
 * goes before the word. Those in between have not run. */
static bool take_word(Lane *l) {
    int number, status;
    l->line[l->length] = '\0';
    if (l->length < WORD || memcmp(l->line, l->word, WORD) != 0) return false;
    if (sscanf(l->line + WORD, "%d %d", &number, &status) != 2 || number < l->at || number >= l->n) return false;
    Command *c = &l->commands[number];
    if (number != l->at && l->at < l->n) { /* it is of the one that has run */
        Command *skipped = &l->commands[l->at];
        keep(c, skipped->diagnostics, skipped->size);
        skipped->size = 0;
        skipped->diagnostics[0] = '\0';
    }
    if (c->size > 0 && c->size < COMMAND_KEEP) c->size--;
    c->diagnostics[c->size] = '\0';
    c->status = status << 8;
    l->length = 0;
    l->at = number + 1;
    next_command(l);
    if (l->at < l->n) l->until = now() + seconds_for(&l->commands[l->at]);
    return true;
}

static void take(Lane *l, const char *bytes, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] == '\n' && !l->middle && take_word(l)) continue;
        l->line[l->length++] = bytes[i];
        if (bytes[i] == '\n' || l->length == LINE) {
            l->middle = bytes[i] != '\n';
            flush_line(l);
        }
    }
}

/* Reads on past what is kept, so that a compiler with much to say does not wait for ever. false at the end. */
static bool read_output(Lane *l) {
    char bytes[8192];
    const ssize_t n = read(l->fd, bytes, sizeof bytes);
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    if (n == 0) return false;
    if (of_student(l)) keep(&l->commands[l->at], bytes, (size_t)n);
    else take(l, bytes, (size_t)n);
    return true;
}

/* --- A lane ------------------------------------------------------------------------------------------------------- */
/* What is left of it: a student's program by itself, other commands by way of the shell. */
static void start(const CompileBox *box, Lane *l, const BoxFilter *sanitized) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        l->at = l->n;
        return;
    }
    Command *c = &l->commands[l->at], shell = {.program = "/bin/sh"};
    char *script = NULL;
    draw_word(l->word);
    if (c->input == NULL) {
        command_add(&shell, "-c");
        command_add(&shell, script = script_for(box, l));
    }
    l->pid = fork();
    if (l->pid == 0) compile_box_enter(box, c->input != NULL ? c : &shell, ends[1], sanitized);
    free(script);
    close(ends[1]);
    l->fd = ends[0];
    l->length = 0;
    l->middle = false;
    l->until = now() + seconds_for(c);
}

/* When it has closed its output, or has no time left. The command that was under way has ended so; the ones behind it
 * are still to be run. */
static void end(Lane *l, bool out_of_time) {
    int status = NOT_RUN;
    const bool by_shell = !of_student(l);
    flush_line(l);
    close(l->fd);
    l->fd = -1;
    if (l->pid > 0) {
        if (out_of_time) kill(-l->pid, SIGKILL);
        if (out_of_time) kill(l->pid, SIGKILL);
        while (waitpid(l->pid, &status, 0) < 0 && errno == EINTR) continue;
        kill(-l->pid, SIGKILL); /* what it may have left in its session */
    }
    if (l->at == l->n) return;
    Command *c = &l->commands[l->at++];
    c->status = by_shell && status == 0 ? NOT_RUN : status;
    c->out_of_time = out_of_time;
    c->diagnostics[c->size] = '\0';
    next_command(l);
}

/* Bytes of memory that a process and all that it has started use; what cannot be told counts as 0. */
static double memory_of(pid_t pid) {
    char  path[64];
    long  pages = 0;
    int   child;
    snprintf(path, sizeof path, "/proc/%d/statm", (int)pid);
    FILE *f = fopen(path, "re");
    if (f != NULL && fscanf(f, "%*d %ld", &pages) != 1) pages = 0;
    if (f != NULL) fclose(f);
    double bytes = (double)pages * (double)sysconf(_SC_PAGESIZE);
    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)pid, (int)pid);
    f = fopen(path, "re");
    while (f != NULL && fscanf(f, "%d", &child) == 1) bytes += memory_of((pid_t)child);
    if (f != NULL) fclose(f);
    return bytes;
}

/* Whether the command under way has had all the time or memory that there is for it. */
static bool is_used_up(const Lane *l) {
    return now() >= l->until || (of_student(l) && memory_of(l->pid) > STUDENT_MEMORY);
}

/* Which one of a lane's commands may begin: those behind one that has failed have not. */
static bool go_on(const CompileBox *box, Lane *l, const BoxFilter *sanitized) {
    while (l->fd < 0 && l->at < l->n) {
        const Command *c = &l->commands[l->at];
        if (c->after == 0 || command_ok(&l->commands[l->at - c->after])) {
            start(box, l, sanitized);
        } else {
            l->at++;
            next_command(l);
        }
    }
    return l->fd >= 0;
}

/* What waits for another command runs in the lane of that one. */
static void share_out(const Command *commands, int n, int lanes, int lane_of[]) {
    int chains = 0;
    for (int i = 0; i < n; i++)
        lane_of[i] = commands[i].after > 0 ? lane_of[i - commands[i].after] : chains++ % lanes;
}

void compile_box_run(const CompileBox *box, Command *commands, int n) {
    const int lanes = compile_box_jobs();
    int       lane_of[n];
    Lane      lane[lanes];
    struct pollfd fds[lanes];
    BoxFilter sanitized = {0};
    share_out(commands, n, lanes, lane_of);
    for (int i = 0; i < n; i++) {
        commands[i].diagnostics = t_calloc(1, COMMAND_KEEP + 1);
        commands[i].status = NOT_RUN;
        if (commands[i].input != NULL && sanitized.program.len == 0) sanitized = box_filter_build(BOX_SANITIZED);
    }
    for (int k = 0; k < lanes; k++) {
        lane[k] = (Lane){.commands = commands, .lane_of = lane_of, .n = n, .number = k, .fd = -1};
        next_command(&lane[k]);
    }
    for (;;) {
        double left = WALL_SECONDS;
        int    running = 0;
        for (int k = 0; k < lanes; k++) {
            running += go_on(box, &lane[k], &sanitized);
            fds[k] = (struct pollfd){.fd = lane[k].fd, .events = POLLIN};
            if (lane[k].fd < 0) continue;
            left = fmin(left, lane[k].until - now());
            if (of_student(&lane[k])) left = fmin(left, 1e-3 * LOOK_MILLISECONDS);
        }
        if (running == 0) break;
        poll(fds, (nfds_t)lanes, (int)(1e3 * fmax(left, 0)) + 1);
        for (int k = 0; k < lanes; k++) {
            if (lane[k].fd < 0) continue;
            if (fds[k].revents != 0 && !read_output(&lane[k])) end(&lane[k], false);
            else if (is_used_up(&lane[k])) end(&lane[k], true);
        }
    }
    box_filter_free(&sanitized);
}
