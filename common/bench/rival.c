#include "rival.h"
#include "error.h"
#include "autograd.h"
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct Rival {
    pid_t pid;
    FILE *to, *from;
    char  name[256], line[4096];
};

static bool read_line(Rival *r, char *line, size_t size) {
    if (!fgets(line, (int)size, r->from)) return false;
    line[strcspn(line, "\n")] = '\0';
    return true;
}

Rival *rival_start(const char *python, const char *script, const char *folder) {
    int to[2], from[2];
    if (pipe2(to, O_CLOEXEC) != 0 || pipe2(from, O_CLOEXEC) != 0) {
        t_error_set("no pipe can be had");
        return NULL;
    }
    signal(SIGPIPE, SIG_IGN); /* its end is seen where it is asked */
    const pid_t pid = fork();
    if (pid == 0) {
        dup2(to[0], STDIN_FILENO);
        dup2(from[1], STDOUT_FILENO);
        execlp(python, python, script, folder, (char *)NULL);
        _exit(127);
    }
    close(to[0]);
    close(from[1]);
    Rival *r = t_calloc(1, sizeof *r);
    *r = (Rival){.pid = pid, .to = fdopen(to[1], "w"), .from = fdopen(from[0], "r")};
    if (pid > 0 && read_line(r, r->name, sizeof r->name)) return r;
    rival_stop(r);
    t_error_set("%s cannot run torch", python);
    return NULL;
}

const char *rival_name(const Rival *r) { return r->name; }

const char *rival_ask(Rival *r, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vfprintf(r->to, format, args);
    va_end(args);
    fputc('\n', r->to);
    fflush(r->to);
    return read_line(r, r->line, sizeof r->line) ? r->line : NULL;
}

void rival_stop(Rival *r) {
    fclose(r->to);
    fclose(r->from);
    if (r->pid > 0) waitpid(r->pid, NULL, 0);
    free(r);
}
