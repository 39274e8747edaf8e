#include "locate.h"

#include "watch.h"
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- What the probe has said -------------------------------------------------------------------------------------- */
/* The probe's word is not to be trusted: a number is of up to 16 digits, and no more than WHERE_FRAMES are read. */
static int parse_addresses(const BoxAnswer *answer, char addresses[WHERE_FRAMES][20]) {
    const char *p = strstr(answer->text, "\n@");
    int n = 0;
    for (p = p != NULL ? p + 2 : ""; isxdigit((unsigned char)*p) && n < WHERE_FRAMES; n++) {
        size_t length = strspn(p, "0123456789abcdef");
        if (length > 16) break;
        snprintf(addresses[n], sizeof addresses[n], "0x%.*s", (int)length, p);
        p += length;
        p += *p == ' ';
    }
    return n;
}

/* --- Given code --------------------------------------------------------------------------------------------------- */
static const char *start_of_line(const char *text, const char *at) {
    while (at > text && at[-1] != '\n') at--;
    return at;
}

/* The definition that a line stands in: from the line in which it begins, in the first column, to the brace in the
 * first column that ends it. NULL where there is none. */
static const char *definition_at(const char *text, int line, size_t *size) {
    const char *at = text;
    for (int i = 1; i < line; i++) {
        at = strchr(at, '\n');
        if (at == NULL) return NULL;
        at++;
    }
    const char *end = *at == '}' ? at : strstr(at, "\n}");
    if (end == NULL) return NULL;
    const char *begin = at;
    while (begin > text && !(isalpha((unsigned char)*begin) || *begin == '_'))
        begin = start_of_line(text, begin - 1);
    *size = (size_t)(end - begin) + 2;
    return begin;
}

/* What stands word for word in the stub, and has nothing to be written in it. */
static bool is_given(const Grading *g, int file, int line) {
    size_t size = 0;
    const char *own = g->code.sources != NULL && g->code.sources[file].ok ? g->code.sources[file].text : NULL;
    const char *definition = own != NULL ? definition_at(own, line, &size) : NULL;
    if (definition == NULL || memmem(definition, size, "TODO(", 5) != NULL) return false;
    char path[PATH_MAX], stub[INTAKE_MAX_BYTES];
    snprintf(path, sizeof path, "%.3000s/%.100s/stubs/%.200s", g->tools.kits, g->lab->name, g->lab->files[file]);
    FILE *f = fopen(path, "re");
    if (f == NULL) return false;
    const size_t n = fread(stub, 1, sizeof stub, f);
    fclose(f);
    return memmem(stub, n, definition, size) != NULL;
}

/* --- What the debugger's tables say, which is not to be trusted either -------------------------------------------- */
/* The file of the lab that "/box/./softmax.c:42 (discriminator 2)" names, and the line; -1. */
static int file_in(const Lab *lab, const char *line, int *number) {
    size_t length = strcspn(line, ":\n"), name = length;
    while (name > 0 && line[name - 1] != '/') name--;
    size_t digits = line[length] == ':' ? strspn(line + length + 1, "0123456789") : 0;
    if (digits == 0 || digits > 6 || line[length + 1] == '0') return -1;
    *number = atoi(line + length + 1);
    for (int i = 0; lab->files[i] != NULL; i++)
        if (strlen(lab->files[i]) == length - name && memcmp(line + name, lab->files[i], length - name) == 0) return i;
    return -1;
}

/* The first line that names a file of the lab. A crash in given code comes from the code that has called it: the first
 * line that a student has written goes before. */
static char *first_line_of_lab(const Grading *g, const char *said) {
    char *given = NULL;
    for (const char *line = said; *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n') {
        int number;
        const int file = file_in(g->lab, line, &number);
        if (file < 0) continue;
        const bool own = !is_given(g, file, number);
        if (!own && given != NULL) continue;
        char *place = text_format("%s:%d%s", g->lab->files[file], number, own ? "" : LOCATE_GIVEN);
        if (!own) {
            given = place;
            continue;
        }
        free(given);
        return place;
    }
    return given;
}

enum { LOOK_UP_SECONDS = 4 };

char *locate(Grading *g, const CompileBox *box, const char *program, char *const addresses[], int count) {
    Command c = {.program = "/usr/bin/addr2line", .seconds = fmin(LOOK_UP_SECONDS, g->budget.words_left)};
    if (g->budget.words_left <= 0) return NULL;
    command_add(&c, "-i"); /* the line in a function that was put into its caller, before the caller's */
    command_add(&c, "-e");
    command_add(&c, program);
    for (int i = 0; i < count; i++) command_add(&c, addresses[i]);
    const double before = watch_now();
    compile_box_run(box, &c, 1);
    g->budget.words_left -= watch_now() - before;
    char *place = command_ok(&c) ? first_line_of_lab(g, c.diagnostics) : NULL;
    free(c.diagnostics);
    return place;
}

bool locate_write(const CompileBox *box, const char *name, int program) {
    off_t size = lseek(program, 0, SEEK_END);
    if (size <= 0) return false;
    char *bytes = t_malloc((size_t)size);
    bool ok = pread(program, bytes, (size_t)size, 0) == size && compile_box_write(box, name, bytes, (size_t)size);
    free(bytes);
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.3000s/%.1000s", box->work, name);
    return ok && chmod(path, 0755) == 0;
}

char *locate_crash(Grading *g, const BoxAnswer *answer) {
    char text[WHERE_FRAMES][20], *addresses[WHERE_FRAMES], *place = NULL;
    int n = parse_addresses(answer, text);
    for (int i = 0; i < n; i++) addresses[i] = text[i];
    if (n == 0 || g->tools.kits == NULL || g->budget.words_left <= 0) return NULL;
    CompileBox box;
    sigset_t before = compile_box_shield();
    if (compile_box_again(&box, &g->tools.box) &&
        locate_write(&box, "program", g->code.program))
        place = locate(g, &box, "./program", addresses, n);
    compile_box_close(&box);
    compile_box_unshield(&before);
    return place;
}

/* The digits of "@40127a@" at p; 0 where there is no such thing. */
static size_t address_at(const char *p) {
    const size_t digits = *p == '@' ? strspn(p + 1, "0123456789abcdef") : 0;
    return digits > 0 && digits <= 16 && p[1 + digits] == '@' ? digits : 0;
}

char *locate_in_words(Grading *g, const char *text) {
    Text to = {0};
    CompileBox box;
    sigset_t before = compile_box_shield();
    const bool tried = g->tools.kits != NULL && g->budget.words_left > 0;
    const bool there = tried && compile_box_again(&box, &g->tools.box) &&
                       locate_write(&box, "program", g->code.program);
    int looked_up = 0;
    for (const char *p = text; *p != '\0'; p++) {
        const size_t digits = address_at(p);
        if (digits == 0) {
            text_add(&to, "%c", *p);
            continue;
        }
        char number[20], *one[] = {number};
        snprintf(number, sizeof number, "0x%.*s", (int)digits, p + 1);
        char *place = there && looked_up++ < WHERE_FRAMES ? locate(g, &box, "./program", one, 1) : NULL;
        text_add(&to, "%s", place != NULL ? place : "a line that is not known");
        free(place);
        p += digits + 1;
    }
    if (tried) compile_box_close(&box);
    compile_box_unshield(&before);
    return to.s;
}
