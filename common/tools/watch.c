/* watch.c: grades again at every save. `make watch` calls it:
 *
 *     watch CODE RESULTS GRADER ARGUMENT...
 *
 * GRADER ARGUMENT... grades all tasks of the lab with the files of CODE. Watch adds --json RESULTS, and --task with the
 * tasks of the files that have changed. When these are full, it grades the tasks of the other files too, since they may
 * call what has changed. On a terminal there is one screen, else a few lines a grading. Ctrl-C ends it, status 0. */
#include "tools/watch.h"

#include "autograd.h"
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

/* Milliseconds. An editor may write a file in several steps: it is read when nothing has happened for QUIET. Where a
 * file system tells of no changes, as in shared folders of virtual machines, files are looked at every LOOK. */
enum { QUIET = 150, LOOK = 1000, MOST_QUIET = 2000 };
enum { CTRL_C = 3, CTRL_D = 4, CTRL_BACKSLASH = 28, MAX_ARGUMENTS = 64, EXIT_FAILED = 3 };

static volatile sig_atomic_t ended, resized;
static void on_end(int number) { (void)number, ended = 1; }
static void on_resize(int number) { (void)number, resized = 1; }

/* --- The terminal ------------------------------------------------------------------------------------------------- */
static bool           on_screen, reads_keys;
static struct termios before;

/* Keys come one by one, and Ctrl-C as a key: then neither make nor a shell around this has to end, too. */
static void open_terminal(void) {
    const char *term = getenv("TERM");
    on_screen = isatty(STDOUT_FILENO) && term != NULL && strcmp(term, "dumb") != 0;
    if (!on_screen) return;
    if (isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0) {
        struct termios keys = before;
        keys.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
        reads_keys = tcsetattr(STDIN_FILENO, TCSADRAIN, &keys) == 0;
    }
    screen_open();
}

static void close_terminal(void) {
    if (!on_screen) return;
    screen_close();
    if (reads_keys) tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
    on_screen = reads_keys = false;
}

static void handle_signals(void) {
    struct sigaction end = {.sa_handler = on_end}, resize = {.sa_handler = on_resize};
    sigaction(SIGINT, &end, NULL);
    sigaction(SIGTERM, &end, NULL);
    sigaction(SIGHUP, &end, NULL);
    sigaction(SIGWINCH, &resize, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* Reads the keys that have been pressed; whether one of them asks for all tasks. */
static bool read_keys(void) {
    char keys[64];
    bool all = false;
    const ssize_t n = read(STDIN_FILENO, keys, sizeof keys);
    if (n == 0 || (n < 0 && errno != EINTR)) ended = 1; /* the terminal is gone */
    for (ssize_t i = 0; i < n; i++) {
        if (keys[i] == CTRL_C || keys[i] == CTRL_D || keys[i] == CTRL_BACKSLASH || keys[i] == 'q') ended = 1;
        all = all || keys[i] == '\n' || keys[i] == '\r';
    }
    return all;
}

/* --- The folder --------------------------------------------------------------------------------------------------- */
static int notify = -1, folder = -1;

/* The folder, since an editor that renames a new file to the old one's name leaves nothing to watch of the old one. */
static void watch_folder(const char *path) {
    if (notify < 0) notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (notify >= 0 && folder < 0)
        folder = inotify_add_watch(notify, path, IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
                                                     IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR);
}

static void read_events(void) {
    _Alignas(struct inotify_event) char events[4096];
    for (ssize_t n; (n = read(notify, events, sizeof events)) > 0;)
        for (char *at = events; at < events + n;) {
            const struct inotify_event *e = (const struct inotify_event *)at;
            at += sizeof *e + e->len;
            if (!(e->mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) || folder < 0) continue;
            inotify_rm_watch(notify, folder); /* a folder of this name may come again: a checkout, say */
            folder = -1;
        }
}

/* Waits up to so many milliseconds. Whether something has happened in the folder; *all when all tasks are asked for. */
static bool wait_for_event(int milliseconds, bool *all) {
    const int     keys = reads_keys ? STDIN_FILENO : -1;
    struct pollfd from[] = {{.fd = notify, .events = POLLIN}, {.fd = keys, .events = POLLIN}, {.fd = STDOUT_FILENO}};
    if (poll(from, 3, milliseconds) <= 0) return false;
    if (from[2].revents & POLLERR) ended = 1; /* whoever reads the lines has enough: make watch | head */
    if (from[1].revents != 0) *all = read_keys() || *all;
    if (from[0].revents == 0) return false;
    read_events();
    return true;
}

/* Whether it was for a change that this has ended. */
static void wait_for_change(Watched *w, bool changed[], bool *all) {
    for (int quiet = 0; !ended; quiet = 0) {
        watch_folder(w->code);
        bool event = wait_for_event(LOOK, all);
        if (resized && on_screen) screen_draw(w, "");
        resized = 0;
        while (event && quiet < MOST_QUIET && !ended) {
            event = wait_for_event(QUIET, all);
            quiet += QUIET;
        }
        if (watch_look(w, changed) > 0 || *all) return;
    }
}

/* --- A grading ---------------------------------------------------------------------------------------------------- */
/* The grader's last line on stderr, for the student. */
static void keep_last_line(int from, char said[400]) {
    char    bytes[4096];
    ssize_t n = 0, more;
    while ((more = read(from, bytes + n, sizeof bytes - 1 - (size_t)n)) > 0) {
        n += more;
        if (n > (ssize_t)sizeof bytes / 2) memmove(bytes, bytes + n - 400, 400), n = 400;
    }
    while (n > 0 && (bytes[n - 1] == '\n' || bytes[n - 1] == '\r')) n--;
    bytes[n] = '\0';
    const char *last = strrchr(bytes, '\n');
    snprintf(said, 400, "%.390s", last != NULL ? last + 1 : bytes);
}

/* Waits for the process; a key or a signal that ends watch ends it, too. */
static int wait_for_child(pid_t child) {
    for (int status;;) {
        const pid_t done = waitpid(child, &status, WNOHANG);
        if (done == child) return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILED;
        struct pollfd keys = {.fd = reads_keys ? STDIN_FILENO : -1, .events = POLLIN};
        if (poll(&keys, 1, 20) > 0) read_keys();
        if (ended) kill(child, SIGTERM);
    }
}

/* Status of the grader, 0 or 1 when it has graded; else `said` has its words. */
static int run_grader(char *const arguments[], char said[400]) {
    FILE     *words = tmpfile();
    const int to = words != NULL ? fileno(words) : STDERR_FILENO;
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        const int null = open("/dev/null", O_RDWR);
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
        dup2(to, STDERR_FILENO);
        setenv("GRADLAB_PROGRESS", "none", 1);
        execv(arguments[0], arguments);
        fprintf(stderr, "%s cannot be started: %s\n", arguments[0], strerror(errno));
        _exit(EXIT_FAILED);
    }
    const int status = child < 0 ? EXIT_FAILED : wait_for_child(child);
    if (words != NULL) {
        lseek(to, 0, SEEK_SET);
        keep_last_line(to, said);
        fclose(words);
    }
    return status;
}

typedef struct Grader {
    char      **words;
    int         n;
    const char *results;
} Grader;

/* The tasks of "" are all. */
static bool grade(Watched *w, const Grader *g, const char *tasks, const char *of) {
    char *arguments[MAX_ARGUMENTS + 5];
    int   n = 0;
    for (; n < g->n; n++) arguments[n] = g->words[n];
    arguments[n++] = "--json";
    arguments[n++] = (char *)g->results;
    if (*tasks != '\0') arguments[n++] = "--task", arguments[n++] = (char *)tasks;
    arguments[n] = NULL;
    char busy[400];
    snprintf(busy, sizeof busy, "grading %s", of);
    if (on_screen && w->n_tasks > 0) screen_draw(w, busy);
    char said[400] = "";
    const int status = run_grader(arguments, said);
    if (ended) return false;
    if (status > 1 || !watch_take(w, g->results)) {
        snprintf(w->said, sizeof w->said, "%s", *said != '\0' ? said : "the grader has ended without a result");
        return false;
    }
    snprintf(w->said, sizeof w->said, "graded %.300s in %.1f s", of, w->seconds);
    return true;
}

/* "3.1,3.4": those of the files that have changed, or of all others. Whether there are any. */
static bool tasks_of(const Watched *w, const bool changed[], bool others, char tasks[1024], char of[300]) {
    *tasks = *of = '\0';
    for (int f = 0; f < w->n_files; f++)
        if (changed[f] != others)
            snprintf(of + strlen(of), 300 - strlen(of), "%s%s", *of != '\0' ? ", " : "", w->files[f]);
    for (int i = 0; i < w->n_tasks; i++) {
        const WatchTask *t = &w->tasks[i];
        bool             taken = others && *t->file == '\0';
        for (int f = 0; f < w->n_files; f++)
            taken = taken || (strcmp(t->file, w->files[f]) == 0 && changed[f] != others);
        if (taken) snprintf(tasks + strlen(tasks), 1024 - strlen(tasks), "%s%s", *tasks != '\0' ? "," : "", t->id);
    }
    if (others) snprintf(of, 300, "all other tasks");
    return *tasks != '\0';
}

static bool are_full(const Watched *w, const bool changed[]) {
    for (int i = 0; i < w->n_tasks; i++)
        for (int f = 0; f < w->n_files; f++)
            if (changed[f] && strcmp(w->tasks[i].file, w->files[f]) == 0 && !watch_is_full(&w->tasks[i])) return false;
    return true;
}

static void grade_changed(Watched *w, const Grader *g, const bool changed[], bool all) {
    char tasks[1024], of[300];
    if (all) {
        grade(w, g, "", "all tasks");
        return;
    }
    if (!tasks_of(w, changed, false, tasks, of) || !grade(w, g, tasks, of) || !are_full(w, changed)) return;
    char said[400];
    memcpy(said, w->said, sizeof said);
    if (tasks_of(w, changed, true, tasks, of) && grade(w, g, tasks, of))
        snprintf(w->said, sizeof w->said, "%.200s, then all other tasks in %.1f s", said, w->seconds);
}

int main(int argc, char *argv[]) {
    if (argc < 4 || argc - 3 > MAX_ARGUMENTS) {
        fprintf(stderr, "usage: watch CODE RESULTS GRADER ARGUMENT...\n");
        return 2;
    }
    setlocale(LC_CTYPE, "");
    Watched      w = {.code = argv[1]};
    const Grader g = {.words = argv + 3, .n = argc - 3, .results = argv[2]};
    bool         changed[WATCH_MAX_FILES] = {false}, all = false;
    handle_signals();
    watch_folder(w.code);
    if (isatty(STDOUT_FILENO)) printf("grading all tasks ...\n");
    open_terminal();
    const bool begun = grade(&w, &g, "", "all tasks");
    while (begun && !ended) {
        if (on_screen) screen_draw(&w, "");
        else screen_lines(&w);
        all = false;
        wait_for_change(&w, changed, &all);
        if (!ended) grade_changed(&w, &g, changed, all);
    }
    close_terminal();
    if (!begun && !ended) fprintf(stderr, "%s\n", w.said);
    if (begun) printf("%g/%g\n", watch_points(&w), watch_max(&w));
    return begun || ended ? 0 : EXIT_FAILED;
}
