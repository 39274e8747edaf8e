#include "oracle.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

double seconds_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* --- Files -------------------------------------------------------------------------------------------------------- */
static void add_line(Snapshot *s, const char *path, const struct stat *st) {
    if (s->n == s->room) {
        s->room = 2 * s->room + 64;
        s->lines = realloc(s->lines, (size_t)s->room * sizeof *s->lines);
        if (s->lines == NULL) abort();
    }
    bool folder = S_ISDIR(st->st_mode); /* its time changes with what is in it, which is listed itself */
    char line[4400];
    snprintf(line, sizeof line, "%.4000s (mode %o, %lld bytes, %lld.%09ld)", path, (unsigned)st->st_mode,
             folder ? 0 : (long long)st->st_size, folder ? 0 : (long long)st->st_mtim.tv_sec,
             folder ? 0 : st->st_mtim.tv_nsec);
    s->lines[s->n] = strdup(line);
    if (s->lines[s->n++] == NULL) abort();
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static Snapshot *walking;
static int walk(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void)type;
    (void)ftw;
    add_line(walking, path, st);
    return 0;
}

void snapshot_tree(Snapshot *s, const char *folder) {
    walking = s;
    nftw(folder, walk, 16, FTW_PHYS);
    qsort(s->lines, (size_t)s->n, sizeof *s->lines, by_text);
}

void snapshot_shared(Snapshot *s, const char *folder, const char *mark, uid_t uid) {
    DIR *d = opendir(folder);
    if (d == NULL) return;
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        struct stat st;
        char path[4096];
        snprintf(path, sizeof path, "%.2000s/%.255s", folder, e->d_name);
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0 || lstat(path, &st) != 0) continue;
        if (strstr(e->d_name, mark) != NULL || (uid != 0 && st.st_uid == uid)) add_line(s, path, &st);
    }
    closedir(d);
    qsort(s->lines, (size_t)s->n, sizeof *s->lines, by_text);
}

bool snapshot_differ(const Snapshot *before, const Snapshot *after, char *text, size_t size) {
    int found = 0;
    text[0] = '\0';
    for (int a = 0, b = 0; a < before->n || b < after->n;) {
        int order = a == before->n ? 1 : b == after->n ? -1 : strcmp(before->lines[a], after->lines[b]);
        if (order != 0 && found++ < 3) {
            size_t used = strlen(text);
            snprintf(text + used, size - used, "%s%s %s", used > 0 ? "; " : "",
                     order < 0 ? "gone:" : "new:", order < 0 ? before->lines[a] : after->lines[b]);
        }
        if (order <= 0) a++;
        if (order >= 0) b++;
    }
    return found > 0;
}

void snapshot_free(Snapshot *s) {
    for (int i = 0; i < s->n; i++) free(s->lines[i]);
    free(s->lines);
    *s = (Snapshot){0};
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    (void)st;
    (void)type;
    (void)ftw;
    remove(path);
    return 0;
}

void remove_tree(const char *folder) { nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS); }

/* --- Listeners ---------------------------------------------------------------------------------------------------- */
static int bound(int kind, int *port) {
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof a;
    int s = socket(AF_INET, kind | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s < 0 || bind(s, (struct sockaddr *)&a, sizeof a) != 0 || getsockname(s, (struct sockaddr *)&a, &size) != 0)
        return -1;
    *port = ntohs(a.sin_port);
    return kind == SOCK_STREAM && listen(s, 8) != 0 ? -1 : s;
}

bool listeners_open(Listeners *l) {
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    snprintf(l->abstract_name, sizeof l->abstract_name, "gradlab-attack-%d", (int)getpid());
    size_t n = strlen(l->abstract_name);
    memcpy(a.sun_path + 1, l->abstract_name, n);
    l->tcp = bound(SOCK_STREAM, &l->tcp_port);
    l->udp = bound(SOCK_DGRAM, &l->udp_port);
    l->abstract = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    socklen_t size = (socklen_t)(sizeof(sa_family_t) + 1 + n);
    return l->tcp >= 0 && l->udp >= 0 && l->abstract >= 0 && bind(l->abstract, (struct sockaddr *)&a, size) == 0 &&
           listen(l->abstract, 8) == 0;
}

bool listeners_hit(const Listeners *l, char *text, size_t size) {
    struct pollfd fds[3] = {{.fd = l->tcp, .events = POLLIN},
                            {.fd = l->udp, .events = POLLIN},
                            {.fd = l->abstract, .events = POLLIN}};
    static const char *const names[3] = {"TCP", "UDP", "unix"};
    text[0] = '\0';
    while (poll(fds, 3, 0) > 0) {
        for (int i = 0; i < 3; i++) {
            if (fds[i].revents == 0) continue;
            char bytes[256];
            int s = i == 1 ? -1 : accept4(fds[i].fd, NULL, NULL, SOCK_CLOEXEC);
            if (s >= 0) close(s);
            if (i == 1 && recv(fds[i].fd, bytes, sizeof bytes, 0) < 0) continue;
            size_t used = strlen(text);
            snprintf(text + used, size - used, "%s%s", used > 0 ? ", " : "somebody has called by ", names[i]);
        }
    }
    return text[0] != '\0';
}

void listeners_close(Listeners *l) {
    close(l->tcp);
    close(l->udp);
    close(l->abstract);
}

/* --- Processes ---------------------------------------------------------------------------------------------------- */
void survivors_watch(void) { prctl(PR_SET_CHILD_SUBREAPER, 1); }

static bool among(pid_t pid, const pid_t known[], int n) {
    for (int i = 0; i < n; i++)
        if (known[i] == pid) return true;
    return false;
}

/* This process's children, read from the kernel: a zombie is not one of them. */
static int children(pid_t pids[], int room, const pid_t known[], int n_known) {
    int n = 0;
    DIR *d = opendir("/proc");
    if (d == NULL) return 0;
    for (struct dirent *e; (e = readdir(d)) != NULL && n < room;) {
        pid_t pid = (pid_t)atoi(e->d_name);
        char path[64], line[512];
        if (pid <= 0 || among(pid, known, n_known)) continue;
        snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
        FILE *f = fopen(path, "re");
        if (f == NULL) continue;
        size_t size = fread(line, 1, sizeof line - 1, f);
        fclose(f);
        line[size] = '\0';
        char state, *after = strrchr(line, ')');
        int parent;
        if (after == NULL || sscanf(after + 1, " %c %d", &state, &parent) != 2 || parent != (int)getpid()) continue;
        if (state == 'Z') waitpid(pid, NULL, WNOHANG);
        else pids[n++] = pid;
    }
    closedir(d);
    return n;
}

bool survivors_left(double seconds, const pid_t known[], int n_known, char *text, size_t size) {
    pid_t pids[64];
    int n;
    for (double until = seconds_now() + seconds; (n = children(pids, 64, known, n_known)) > 0 && seconds_now() < until;)
        nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
    text[0] = '\0';
    for (int i = 0; i < n; i++) {
        char path[64], name[64] = "";
        snprintf(path, sizeof path, "/proc/%d/comm", (int)pids[i]);
        FILE *f = fopen(path, "re");
        if (f != NULL && fgets(name, sizeof name, f) != NULL) name[strcspn(name, "\n")] = '\0';
        if (f != NULL) fclose(f);
        size_t used = strlen(text);
        snprintf(text + used, size - used, "%s%s (%d)", used > 0 ? ", " : "still there: ", name, (int)pids[i]);
        kill(pids[i], SIGKILL);
        waitpid(pids[i], NULL, 0);
    }
    return n > 0;
}

long peak_memory(pid_t pid) {
    char path[64], line[256];
    long kb = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    FILE *f = fopen(path, "re");
    if (f == NULL) return 0;
    while (fgets(line, sizeof line, f) != NULL)
        if (sscanf(line, "VmHWM: %ld", &kb) == 1) break;
    fclose(f);
    return kb;
}

/* --- Text --------------------------------------------------------------------------------------------------------- */
long bad_byte(const char *text, size_t n) {
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c != '\n' && c != '\t' && (c < 0x20 || c > 0x7e)) return (long)i;
    }
    return -1;
}
