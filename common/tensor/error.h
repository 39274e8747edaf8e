/* error.h: the two kinds of mistake, and how each is told.
 *
 * A wrong call (shapes that do not fit, a tensor that is gone) is a mistake in the program: it prints what is
 * wrong in numbers, the student's own expression and line, and ends the program with status 3.
 * What the world gets wrong (a missing or damaged file, no memory, no device) comes back to the caller, who asks
 * t_error() for the sentence. */
#pragma once
#include <stdarg.h>
#include <stdbool.h>

/* Where a call stands in the student's file, and what was written there. */
typedef struct Site {
    const char *file;
    int         line;
    const char *func;
    const char *expr;
    const struct Site *outer; /* the call that this one is part of, a module's forward say; NULL when it stands alone */
} Site;

#ifndef T_HIDE_TEXT
#define T_HERE(expr) ((Site){__FILE__, __LINE__, __func__, expr, NULL})
#else /* programs that are handed out built, and do not tell how they are written */
#define T_HERE(expr) ((Site){"", 0, "", "code of the course", NULL})
#endif

/* Exit status of a program ended by a mistake of its own. */
enum { EXIT_WRONG_CALL = 3, EXIT_NOT_WRITTEN = 4 };

/* Ends the program: "error: <message>", the site of the operation under way, and "help: ..." where `help` is not NULL.
 */
_Noreturn void t_fail(const char *help, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The same at a site given by the caller. */
_Noreturn void t_fail_at(Site site, const char *help, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Stands in a stub: "3.1 is not written yet", status 4. */
#define TODO(task) t_todo(task, __FILE__, __LINE__)
_Noreturn void t_todo(const char *task, const char *file, int line);

/* Notes a mistake of the world and returns false, so that `return t_error_set("%s: no such file", path)` reads well.
 * Control characters (of a file's names, say) are written as \x1b. */
bool t_error_set(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The last such sentence of this thread; "" if there was none. */
const char *t_error(void);

/* Sets the operation under way, which t_fail names, and returns the one before it, to be set again afterwards. Backward
 * sets the line of the forward. NULL: none. */
const Site *t_site_enter(const Site *site);

/* Whoever runs a student's program may take the last word (the grader's probe does): called with the exit status
 * and the whole message instead of printing it; must not return. NULL restores printing. */
typedef void (*FatalHandler)(int status, const char *message);
void t_on_fatal(FatalHandler handler);
