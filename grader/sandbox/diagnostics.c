#include "diagnostics.h"

#include "text.h"
#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static char *how_it_ended(const Command *c, const char *what) {
    if (c->out_of_time || (WIFSIGNALED(c->status) && WTERMSIG(c->status) == SIGXCPU) ||
        WEXITSTATUS(c->status) == 128 + SIGXCPU)
        return text_format("the %s needs more time than it gets (10 s of CPU, 60 s in all)", what);
    if (WIFSIGNALED(c->status))
        return text_format("the %s was ended by signal %d (%s)", what, WTERMSIG(c->status),
                           strsignal(WTERMSIG(c->status)));
    return text_format("the %s gave up with status %d", what, WEXITSTATUS(c->status));
}

static const char *end_of_line(const char *p) { return p + strcspn(p, "\n"); }

static bool in_line(const char *line, const char *end, const char *what) {
    const char *p = strstr(line, what);
    return p != NULL && p < end;
}

/* "/probe/include/tensor.h:12:": a path of plain characters, with a line. */
static bool is_place(const char *line) {
    const size_t path = strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+-");
    return path > 0 && memchr(line, '/', path) != NULL && line[path] == ':' && isdigit((unsigned char)line[path + 1]);
}

/* A header of CUDA's, in gcc's words and in clang's. */
#define NOT_EMULATED(header)                                                                                           \
    {"fatal error: " header, "; the emulated GPU does not have it"},                                                   \
        {"fatal error: '" header, "; the emulated GPU does not have it"}

/* What the compiler's words do not say to somebody who meets them for the first time; gcc's words and clang's. */
static const char *remedy(const char *error) {
    static const struct {
        const char *error, *remedy;
    } remedies[] = {
        NOT_EMULATED("thrust/"), NOT_EMULATED("cub/"), NOT_EMULATED("cooperative_groups/"), NOT_EMULATED("cuda"),
        NOT_EMULATED("curand"), NOT_EMULATED("cublas"),
        {": No such file or directory", "; files that you add are not taken: put what you need into this one"},
        {"' file not found", "; files that you add are not taken: put what you need into this one"},
        {"stray '\\32'", "; Ctrl-Z, which old programs put at the end of a text: delete it"},
        {"stray '\\", "; a character that C does not know, often a blank or a quote copied from a web page: type it "
                      "anew"},
        {"unexpected character <U+", "; often a blank or a quote copied from a web page: type it anew"},
        /* gcc's words and clang's, where a word processor has made quotes round. */
        {"#include expects \"FILENAME\"", "; the quotes around the name are straight ones: type them anew"},
        {"expected \"FILENAME\"", "; the quotes around the name are straight ones: type them anew"},
    };
    for (size_t i = 0; i < sizeof remedies / sizeof remedies[0]; i++)
        if (strstr(error, remedies[i].error) != NULL) return remedies[i].remedy;
    return "";
}

char *diagnostics_compile(const Command *c, const char *file, const char *shown) {
    int errors = 0;
    const char *first = NULL;
    for (const char *line = c->diagnostics; *line != '\0'; line = end_of_line(line) + (*end_of_line(line) == '\n')) {
        const char *end = end_of_line(line);
        if (!in_line(line, end, ": error: ") && !in_line(line, end, ": fatal error: ")) continue;
        if (errors++ == 0) first = line;
    }
    if (first == NULL) {
        char *how = how_it_ended(c, "compiler"),
             *said = text_escape(c->diagnostics, strcspn(c->diagnostics, "\n"), 200);
        char *text = said[0] != '\0' ? text_format("%s: %s: %s", shown, how, said) : text_format("%s: %s", shown, how);
        free(how);
        free(said);
        return text;
    }
    size_t length = strlen(file);
    const char *rest = strncmp(first, "./", 2) == 0 ? first + 2 : first;
    bool own = strncmp(rest, file, length) == 0 && rest[length] == ':';
    if (own) rest += length;
    const bool made_up = !own && !is_place(rest); /* by a #line directive, which writes what it likes */
    if (made_up) rest = strstr(rest, "error: ");
    char *line = text_escape(rest, (size_t)(end_of_line(rest) - rest), 400);
    char *more =
        errors > 1 ? text_format(" (and %d more error%s)", errors - 1, errors == 2 ? "" : "s") : text_format("%s", "");
    char *text = text_format("%s%s%s%s%s", own || made_up ? shown : "", made_up ? ": " : "", line, remedy(line), more);
    free(line);
    free(more);
    return text;
}

int diagnostics_no_return(const Command *c, const char *file, int after) {
    const size_t length = strlen(file);
    int found = 0;
    for (const char *line = c->diagnostics; *line != '\0'; line = end_of_line(line) + (*end_of_line(line) == '\n')) {
        const char *end = end_of_line(line), *at = strncmp(line, "./", 2) == 0 ? line + 2 : line;
        if (!in_line(line, end, ": warning: ") || !in_line(line, end, "[-Wreturn-type]")) continue;
        if (strncmp(at, file, length) != 0 || at[length] != ':') continue;
        const int number = atoi(at + length + 1);
        if (number > after && (found == 0 || number < found)) found = number;
    }
    return found;
}

char *diagnostics_warnings(const Command *c, const char *file) {
    static const char mark[] = ": warning: ";
    const size_t length = strlen(file);
    Text all = {0};
    for (const char *line = c->diagnostics; *line != '\0'; line = end_of_line(line) + (*end_of_line(line) == '\n')) {
        const char *end = end_of_line(line), *at = strncmp(line, "./", 2) == 0 ? line + 2 : line;
        if (!in_line(line, end, mark) || in_line(line, end, "[-Wreturn-type]")) continue;
        if (strncmp(at, file, length) != 0 || at[length] != ':') continue;
        const char *words = strstr(line, mark) + strlen(mark), *option = strstr(words, " [-W");
        const char *last = option != NULL && option < end ? option : end;
        char *safe = text_escape(words, (size_t)(last - words), 200);
        text_add(&all, "%d: %s\n", atoi(at + length + 1), safe);
        free(safe);
    }
    return all.s;
}

/* A definition begins in the first column, and its name stands in front of the first bracket. */
void diagnostics_function(char name[80], const char *text, size_t size, int line) {
    const char *end = text + size, *next;
    name[0] = '\0';
    for (const char *start = text; line > 0 && start < end; start = next + 1, line--) {
        next = memchr(start, '\n', (size_t)(end - start));
        if (next == NULL) next = end;
        const char *bracket = memchr(start, '(', (size_t)(next - start));
        if (bracket == NULL || !(isalpha((unsigned char)*start) || *start == '_')) continue;
        const char *last = bracket, *first;
        while (last > start && last[-1] == ' ') last--;
        for (first = last; first > start && (isalnum((unsigned char)first[-1]) || first[-1] == '_');) first--;
        snprintf(name, 80, "%.*s", (int)(last - first), first);
    }
}

/* The file whose object ("double/softmax.o") stands in the line; -1. */
static int object_in(const char *line, const char *end, const char *const files[], int n) {
    int found = -1;
    const char *at = end;
    for (int i = 0; i < n; i++) {
        char object[280];
        snprintf(object, sizeof object, "/%.*s.o", (int)strcspn(files[i], "."), files[i]);
        const char *p = strstr(line, object);
        if (p != NULL && p < at) {
            found = i;
            at = p;
        }
    }
    return found;
}

/* What stands between ` and ' after `what`; identifiers only. */
static void quoted(char symbol[80], const char *line, const char *what) {
    const char *p = strstr(line, what) + strlen(what);
    size_t n = 0;
    while (*p == '`' || *p == '\'' || *p == ' ') p++;
    while (n < 79 && (isalnum((unsigned char)*p) || *p == '_' || *p == '.')) symbol[n++] = *p++;
    symbol[n] = '\0';
}

LinkError diagnostics_link(const Command *c, const char *const files[], int n) {
    LinkError first = {.trouble = LINK_OTHER, .file = -1};
    int current = -1; /* the object that the lines are about */
    bool kit = false;
    for (const char *line = c->diagnostics; *line != '\0'; line = end_of_line(line) + (*end_of_line(line) == '\n')) {
        const char *end = end_of_line(line);
        const char *here = line + strcspn(line, ";\n"); /* what follows tells of the place of the first definition */
        int object = object_in(line, here, files, n);
        if (object >= 0) current = object, kit = false;
        else if (in_line(line, here, "core.o")) current = -1, kit = true;
        LinkError e = {.file = current};
        if (in_line(line, end, "multiple definition of ")) {
            e.trouble = LINK_DUPLICATE;
            quoted(e.symbol, line, "multiple definition of ");
        } else if (in_line(line, end, "undefined reference to ")) {
            e.trouble = kit ? LINK_MISSING : LINK_UNDEFINED;
            quoted(e.symbol, line, "undefined reference to ");
        } else if (in_line(line, end, "relocation truncated to fit")) {
            e = (LinkError){.trouble = LINK_TOO_LARGE, .file = -1}; /* said of whatever lies behind the large one */
        } else continue;
        /* A definition too many or a call of nothing is the file's own mistake; what the kit misses may follow from
         * it. */
        if (first.trouble == LINK_OTHER || (first.trouble == LINK_MISSING && e.trouble != LINK_MISSING)) first = e;
    }
    return first;
}

char *link_error_text(const LinkError *e, const Command *c) {
    switch (e->trouble) {
    case LINK_DUPLICATE:
        if (strcmp(e->symbol, "main") == 0)
            return text_format("defines main(), and the grader has its own: take it out (a program of yours goes into "
                               "a file of its own)");
        return text_format(
            "defines %s, which the library, or another file, has already: rename yours, or make it static", e->symbol);
    case LINK_UNDEFINED:
        return text_format("uses %s, which is defined nowhere that the grader knows: is its name misspelt?",
                           e->symbol);
    case LINK_MISSING:
        return text_format("does not define %s, which the lab asks for", e->symbol);
    case LINK_TOO_LARGE:
        return text_format("its global and static variables are larger than the 2 GiB that a program has for them: "
                           "make its arrays smaller");
    default: {
        char *how = how_it_ended(c, "linker"), *said = text_escape(c->diagnostics, strcspn(c->diagnostics, "\n"), 300);
        char *text = text_format("cannot be linked: %s: %s", how, said);
        free(how);
        free(said);
        return text;
    }
    }
}
