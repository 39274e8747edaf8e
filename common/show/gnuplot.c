#include "gnuplot.h"
#include "autograd.h"
#include "error.h"
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <locale.h>
#include <spawn.h>
#include <stdlib.h>
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

/* The lines of plots/gnuplot/style.gp, which takes a style and a format. */
static const char *const style[] = {
#include "style.inc"
};

static void write_style(FILE *script, const char *format) {
    fprintf(script, "reset\nset encoding utf8\nstyle = \"light\"\nformat = \"%s\"\n", format);
    for (size_t i = 0; i < sizeof style / sizeof style[0]; i++) fputs(style[i], script);
}

/* gnuplot would take a name that begins with a bar for a command. */
static void write_output(FILE *script, const char *stem, const char *end) {
    char name[PATH_MAX];
    snprintf(name, sizeof name, "%s%s%s", *stem == '/' ? "" : "./", stem, end);
    fputs("set output ", script);
    gnuplot_quote(script, name);
    fputc('\n', script);
}

void gnuplot_png(FILE *script, const char *stem, int height, bool enhanced) {
    const char *texts = enhanced ? "enhanced" : "noenhanced";
    write_style(script, "png");
    fprintf(script, "if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) "
            "{ set terminal pngcairo %s size 1600,%d font normal background rgb background }\n"
            "else { set terminal png %s size 1600,%d font normal }\n", texts, height, texts, height);
    write_output(script, stem, ".png");
}

void gnuplot_svg(FILE *script, const char *stem, int height, bool enhanced) {
    write_style(script, "svg");
    fprintf(script, "set terminal svg %s size 1600,%d font normal background rgb background\n",
            enhanced ? "enhanced" : "noenhanced", height);
    write_output(script, stem, ".svg");
}

static bool failed_to_write;
bool gnuplot_failed_to_write(void) { return failed_to_write; }

static bool check_writable(const char *stem, const char *end) {
    char name[PATH_MAX];
    if (snprintf(name, sizeof name, "%s%s", stem, end) >= (int)sizeof name)
        return t_error_set("cannot write %.80s...: %s", stem, strerror(ENAMETOOLONG));
    if (access(name, W_OK) == 0) return true;
    int   why = errno;
    char *slash = strrchr(name, '/');
    if (slash) slash[slash == name] = '\0';
    if (why == ENOENT && access(slash ? name : ".", W_OK) == 0) return true;
    failed_to_write = true;
    return t_error_set("cannot write %s%s: %s", stem, end, strerror(errno));
}

bool gnuplot_writable(const char *stem) { return check_writable(stem, ".png") && check_writable(stem, ".svg"); }

/* Whether the file <stem><end> ends as its format does. Else it does not stay. */
static bool check_whole(const char *stem, const char *end, const char *last, size_t length) {
    char  name[PATH_MAX], found[16] = "";
    snprintf(name, sizeof name, "%s%s", stem, end);
    FILE *f = fopen(name, "rb");
    bool  whole = f && fseek(f, -(long)sizeof found, SEEK_END) == 0 &&
                 fread(found, 1, sizeof found, f) == sizeof found && memmem(found, sizeof found, last, length);
    if (f) fclose(f);
    if (whole) return true;
    failed_to_write = true;
    unlink(name);
    return t_error_set("%s%s is not whole: is the disk full?", stem, end);
}

bool gnuplot_written(const char *stem, bool svg) {
    return check_whole(stem, ".png", "IEND", 4) && (!svg || check_whole(stem, ".svg", "</svg>", 6));
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

/* In a locale without UTF-8 gnuplot complains of the titles. Not every system has C.UTF-8. */
static char *utf8_locale(void) {
    static char *const settings[] = {"LC_ALL=C.UTF-8", "LC_ALL=en_US.UTF-8"};
    for (int i = 0; i < 2; i++) {
        locale_t there = newlocale(LC_CTYPE_MASK, strchr(settings[i], '=') + 1, (locale_t)0);
        if (!there) continue;
        freelocale(there);
        return settings[i];
    }
    return NULL;
}

/* The environment, in such a locale. free() the array. */
static char **utf8_environment(void) {
    size_t n = 0, kept = 0;
    while (environ[n]) n++;
    char **copy = t_malloc((n + 2) * sizeof *copy), *locale = utf8_locale();
    for (size_t i = 0; i < n; i++)
        if (!locale || strncmp(environ[i], "LC_ALL=", 7) != 0) copy[kept++] = environ[i];
    if (locale) copy[kept++] = locale;
    copy[kept] = NULL;
    return copy;
}

static bool run(FILE *script, FILE *picture, FILE *complaints) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fileno(script), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(complaints), STDERR_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(picture), STDOUT_FILENO);
    pid_t child;
    char *const arguments[] = {"gnuplot", "--default-settings", NULL};
    char **environment = utf8_environment();
    int    failure = posix_spawnp(&child, "gnuplot", &actions, NULL, arguments, environment);
    free(environment);
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
