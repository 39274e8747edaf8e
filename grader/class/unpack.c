#include "unpack_private.h"

#include "autograd.h"
#include "box_filter.h"
#include "privileges.h"
#include "text.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

const UnpackLimits limits_of_student = {.entries = 10000, .bytes = 256 << 20, .ratio = 100, .free = 32 << 20,
                                          .seconds = 20};
const UnpackLimits limits_of_class = {.entries = 1000000, .bytes = 64LL << 30, .ratio = 1000, .free = 1LL << 30,
                                        .seconds = 600};
enum { READER_MEMORY = 1 << 30 };

/* --- The reader's process ---------------------------------------------------------------------------------------- */
static void limit(int resource, rlim_t value) {
    setrlimit((__rlimit_resource_t)resource, &(struct rlimit){value, value});
}

static _Noreturn void reader(const Unpacking *r, int fd, const char *bytes, size_t size, const UnpackLimits *l,
                             int to) {
    struct stat st = {.st_size = (off_t)size};
    if (fd >= 0 && fstat(fd, &st) != 0) _exit(2);
    BoxFilter filter = box_filter_build(BOX_PROBE);
    struct archive *a = unpack_reader();
    if (a == NULL) _exit(2);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit(RLIMIT_AS, READER_MEMORY + (rlim_t)size);
    limit(RLIMIT_CPU, (rlim_t)l->seconds);
    limit(RLIMIT_CORE, 0);
    privileges_drop();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) _exit(2);
    if (filter.program.len > 0 && !box_filter_load(&filter)) _exit(2);
    unpack_tell(r, a, fd, bytes, (size_t)st.st_size, l, to);
    _exit(0);
}

/* --- In the parent: nothing that the reader says is believed to be more than it may be ---------------------------- */
static bool read_all(int fd, void *bytes, size_t size) {
    for (char *p = bytes; size > 0;) {
        const ssize_t n = read(fd, p, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        p += n;
        size -= (size_t)n;
    }
    return true;
}

static void note_skipped(Skipped *s, const char *path, const char *why) {
    if (s->n++ > 0) return;
    char *shown = text_name(path, 200), *words = text_name(why, 200);
    s->first = text_format("%s %s", shown, words);
    free(shown);
    free(words);
}

bool unpack_hear(const Unpacking *r, int from, Skipped *skipped, char **refusal) {
    Head h;
    char path[PATH_BYTES + 1];
    while (read_all(from, &h, sizeof h)) {
        if (h.path > PATH_BYTES || h.size > UNPACK_NESTED_MAX || !read_all(from, path, h.path)) return false;
        path[h.path] = '\0';
        char *bytes = t_malloc(h.size + 1);
        if (!read_all(from, bytes, h.size)) {
            free(bytes);
            return false;
        }
        bytes[h.size] = '\0';
        switch (h.kind) {
        case TOLD_FILE: r->file(r->to, path, bytes, h.size, h.time); continue; /* the bytes are its own now */
        case TOLD_NAME: r->file(r->to, path, NULL, 0, h.time); break;
        case TOLD_SKIPPED: note_skipped(skipped, path, bytes); break;
        case TOLD_REFUSED: *refusal = text_name(bytes, 200); break;
        }
        free(bytes);
        if (h.kind == TOLD_END || h.kind == TOLD_REFUSED) return true;
    }
    return false;
}

char *unpack(const Unpacking *r, int fd, const char *bytes, size_t size, const UnpackLimits *limits, bool *refused) {
    int ends[2], status = 0;
    *refused = true;
    if (pipe2(ends, O_CLOEXEC) != 0) return text_format("no pipe to its reader: %s", strerror(errno));
    fflush(NULL);
    const pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        reader(r, fd, bytes, size, limits, ends[1]);
    }
    close(ends[1]);
    Skipped skipped = {0};
    char *refusal = NULL;
    const bool ended = pid > 0 && unpack_hear(r, ends[0], &skipped, &refusal);
    close(ends[0]);
    if (pid > 0 && !ended) kill(pid, SIGKILL);
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
    const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    const bool out_of_time = signal == SIGXCPU || signal == SIGKILL;
    char *line = NULL;
    if (refusal != NULL) line = text_format("not taken: %s", refusal);
    else if (!ended)
        line = text_format("not taken: its reader %s", out_of_time ? "had no time left" : "could not go on");
    else if (skipped.n > 0)
        line = text_format("%s%s", skipped.first, skipped.n == 1 ? ", and is not taken" : "");
    if (refusal == NULL && ended && skipped.n > 1) {
        char *all = text_format("%d entries are not taken: %s, ...", skipped.n, line);
        free(line);
        line = all;
    }
    *refused = refusal != NULL || !ended;
    free(refusal);
    free(skipped.first);
    return line;
}
