#include "error_private.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Thread_local const Site  *current_site;
static _Thread_local char         world_error[2048];
static FatalHandler               fatal_handler;
static _Thread_local FatalHandler handler_here;

const Site *t_site_enter(const Site *site) {
    const Site *before = current_site;
    current_site = site;
    return before;
}

void t_on_fatal(FatalHandler handler) { fatal_handler = handler; }
void error_on_fatal_here(FatalHandler handler) { handler_here = handler; }

/* Whether a terminal may take the byte for a command: a control character, of ASCII or (80 to 9f, in UTF-8 after c2, or
 * where UTF-8 has no such byte) of Latin 1. A sentence is one line, so a line end is not ours, either. */
static bool commands_terminal(unsigned char before, unsigned char c) {
    if (c < 0x80) return c < ' ' || c == 0x7f;
    return c < 0xa0 && (before < 0x80 || before == 0xc2);
}

/* The sentence as it may be shown: what a file's names and cells hold must not reach the terminal as commands. */
static void set_world_error(const char *text) {
    size_t        used = 0;
    unsigned char before = 0;
    for (; *text && used + sizeof "\\x1b" <= sizeof world_error; before = (unsigned char)*text++) {
        const unsigned char c = (unsigned char)*text;
        if (commands_terminal(before, c)) used += (size_t)sprintf(world_error + used, "\\x%02x", c);
        else world_error[used++] = (char)c;
    }
    world_error[used] = '\0';
}

bool t_error_set(const char *format, ...) {
    char    text[sizeof world_error]; /* an argument may be the last error itself */
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    set_world_error(text);
    return false;
}

const char *t_error(void) { return world_error; }

void error_finish(int status, const char *message) {
    if (handler_here) handler_here(status, message);
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
    error_finish(EXIT_WRONG_CALL, text);
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
    error_finish(EXIT_NOT_WRITTEN, text);
}
