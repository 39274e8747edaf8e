#include "error.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local const Site *current_site;
static _Thread_local char        world_error[2048];
static FatalHandler              fatal_handler;

const Site *t_site_enter(const Site *site) {
    const Site *before = current_site;
    current_site = site;
    return before;
}

void t_on_fatal(FatalHandler handler) { fatal_handler = handler; }

bool t_error_set(const char *format, ...) {
    char    text[sizeof world_error]; /* an argument may be the last error itself */
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    memcpy(world_error, text, sizeof world_error);
    return false;
}

const char *t_error(void) { return world_error; }

static _Noreturn void finish(int status, const char *message) {
    if (fatal_handler) fatal_handler(status, message);
    fflush(stdout);
    fputs(message, stderr);
    exit(status);
}

/* The last component: a student knows the file by its name. */
static const char *file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static _Noreturn void fail(const Site *site, const char *help, const char *format, va_list args) {
    char text[4096];
    int  n = snprintf(text, sizeof text, "error: ");
    n += vsnprintf(text + n, sizeof text - (size_t)n, format, args);
    for (const Site *s = site; s && n < (int)sizeof text; s = s->outer) {
        if (s->line == 0) continue; /* T_HIDE_TEXT */
        n += snprintf(text + n, sizeof text - (size_t)n, "\n %s  %s\n   at  %s:%d (%s)", s == site ? "  in" : "from",
                      s->expr, file_name(s->file), s->line, s->func);
    }
    if (n < (int)sizeof text && help) n += snprintf(text + n, sizeof text - (size_t)n, "\n help: %s", help);
    if (n < (int)sizeof text - 1) strcat(text, "\n");
    finish(EXIT_WRONG_CALL, text);
}

void t_fail(const char *help, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fail(current_site, help, format, args);
}

void t_fail_at(Site site, const char *help, const char *format, ...) {
    va_list args;
    va_start(args, format);
    fail(&site, help, format, args);
}

void t_todo(const char *task, const char *file, int line) {
    char text[256];
    snprintf(text, sizeof text, "%s is not written yet (%s:%d)\n", task, file_name(file), line);
    finish(EXIT_NOT_WRITTEN, text);
}
