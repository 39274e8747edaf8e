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

/* --- What the debugger's tables say, which is not to be trusted either -------------------------------------------- */
/* Lines of "/box/./softmax.c:42 (discriminator 2)": the first that names a file of the lab. */
static char *first_line_of_lab(const Lab *lab, const char *said) {
    for (const char *line = said; *line != '\0'; line += strcspn(line, "\n"), line += *line == '\n') {
        size_t length = strcspn(line, ":\n"), name = length;
        while (name > 0 && line[name - 1] != '/') name--;
        size_t digits = line[length] == ':' ? strspn(line + length + 1, "0123456789") : 0;
        if (digits == 0 || digits > 6 || line[length + 1] == '0') continue;
        for (int i = 0; lab->files[i] != NULL; i++)
            if (strlen(lab->files[i]) == length - name && memcmp(line + name, lab->files[i], length - name) == 0)
                return text_format("%s:%.*s", lab->files[i], (int)digits, line + length + 1);
    }
    return NULL;
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
    char *place = command_ok(&c) ? first_line_of_lab(g->lab, c.diagnostics) : NULL;
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
    if (compile_box_open(&box, g->tools.compiler, g->tools.kits, g->lab->name, g->tools.box) && locate_write(&box, "program", g->code.program))
        place = locate(g, &box, "./program", addresses, n);
    compile_box_close(&box);
    compile_box_unshield(&before);
    return place;
}
