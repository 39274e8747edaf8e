#include "gnuplot.h"
#include "error.h"
#include <ctype.h>
#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Octal escapes for all but letters: between double quotes gnuplot would run what stands in backticks, and it would
 * take a digit after an escape for a part of it. */
void gnuplot_quote(FILE *script, const char *text) {
    fputc('"', script);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++)
        if (isalpha(*c) || *c >= 0x80) fputc(*c, script);
        else fprintf(script, "\\%03o", *c);
    fputc('"', script);
}

/* What gnuplot complains about is in the last line that it writes; the lines before quote the script. */
static void last_line(FILE *from, char *text, size_t size) {
    char line[512];
    snprintf(text, size, "no reason given");
    rewind(from);
    while (fgets(line, sizeof line, from)) {
        line[strcspn(line, "\r\n")] = '\0';
        if (*line) snprintf(text, size, "%s", line);
    }
}

/* A terminal of characters begins with a form feed, which clears some screens. */
static void show_characters(FILE *picture) {
    rewind(picture);
    for (int c; (c = fgetc(picture)) != EOF;)
        if (c != '\f') putchar(c);
    fflush(stdout);
}

static bool run(FILE *script, FILE *picture, FILE *complaints) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fileno(script), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(complaints), STDERR_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(picture), STDOUT_FILENO);
    pid_t child;
    char *const arguments[] = {"gnuplot", "--default-settings", NULL};
    int   failure = posix_spawnp(&child, "gnuplot", &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failure == ENOENT)
        return t_error_set("gnuplot is not installed: the curve is missing (make setup installs it)");
    if (failure) return t_error_set("gnuplot cannot be started: the curve is missing (%s)", strerror(failure));

    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return t_error_set("gnuplot got lost: %s", strerror(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
    char reason[512];
    last_line(complaints, reason, sizeof reason);
    return t_error_set("gnuplot could not draw the curve: %s", reason);
}

bool gnuplot_run(FILE *script, bool show) {
    FILE *picture = tmpfile(), *complaints = tmpfile();
    bool  drawn = false;
    if (!picture || !complaints)
        t_error_set("no temporary file for gnuplot: %s", strerror(errno));
    else if (fflush(script) != 0 || ferror(script) || lseek(fileno(script), 0, SEEK_SET) != 0)
        t_error_set("cannot write the script for gnuplot: %s", strerror(errno));
    else
        drawn = run(script, picture, complaints);
    if (drawn && show) show_characters(picture);
    if (picture) fclose(picture);
    if (complaints) fclose(complaints);
    return drawn;
}
