#include "shared_headers.h"

#include "autograd.h"
#include "compile.h"
#include "intake.h"
#include "shared_private.h"
#include "text.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- Which header ------------------------------------------------------------------------------------------------- */
enum { NAME = 64 };

/* What stands behind blanks and comments, if it is an #include "of_a_header.h". */
static bool first_include(const char *text, size_t size, char name[NAME]) {
    static const char include[] = "#include \"", letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
    const char *p = text, *end = text + size;
    while (p < end) {
        const char *after = NULL;
        if (strchr(" \t\n", *p) != NULL && *p != '\0') after = p + 1;
        else if (end - p > 3 && memcmp(p, "/*", 2) == 0) after = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
        else break;
        if (after == NULL) return false;
        p = *after == '*' && after > p + 1 ? after + 2 : after;
    }
    const size_t begin = sizeof include - 1;
    if ((size_t)(end - p) <= begin || memcmp(p, include, begin) != 0) return false;
    size_t n = 0;
    for (p += begin; p < end && *p != '\0' && strchr(letters, *p) != NULL && n < NAME - 4; p++) name[n++] = *p;
    if (n == 0 || end - p < 3 || memcmp(p, ".h\"", 3) != 0) return false;
    memcpy(name + n, ".h", 3);
    return true;
}

/* A class has a header for each of its lab's files, and not as many as hand-ins can name. */
static bool header_of(const CompileBox *box, const char *file, const char *text, size_t size, char name[NAME]) {
    char path[2 * PATH_MAX], stub[INTAKE_MAX_BYTES], its[NAME];
    snprintf(path, sizeof path, "%.4000s/%.100s/stubs/%.200s", box->kit, box->lab, file);
    FILE *f = fopen(path, "re");
    const size_t n = f != NULL ? fread(stub, 1, sizeof stub, f) : 0;
    if (f != NULL) fclose(f);
    return first_include(text, size, name) && first_include(stub, n, its) && strcmp(name, its) == 0;
}

/* --- Compiled once ------------------------------------------------------------------------------------------------ */
#define SOURCE "./header.h"
#define COMPILED "header.gch"

/* The same command for the header. */
static Command header_command(const Command *of, const char *file) {
    Command c = {0};
    for (int a = 1; a < of->argc; a++) {
        const char *argument = of->argv[a];
        if (strcmp(argument, "-c") == 0) continue;
        if (strncmp(argument, "./", 2) == 0 && strcmp(argument + 2, file) == 0) argument = SOURCE;
        command_add(&c, a > 1 && strcmp(of->argv[a - 1], "-o") == 0 ? "./" COMPILED : argument);
    }
    return c;
}

/* Into a folder that has its name only when it is whole. What could not be compiled is an empty file, which GCC passes
 * by: it is not tried again. */
static void put(const char *folder, const char *name, int compiled) {
    char temporary[PATH_MAX], path[2 * PATH_MAX];
    snprintf(temporary, sizeof temporary, "%.3000s.%ld", folder, (long)getpid());
    snprintf(path, sizeof path, "%s/%s.gch", temporary, name);
    if (mkdir(temporary, 0755) != 0) return;
    const int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
    const bool ok = to >= 0 && (compiled < 0 || compile_copy(compiled, to));
    if (to >= 0 && close(to) == 0 && ok && rename(temporary, folder) == 0) return;
    unlink(path);
    rmdir(temporary);
}

static void make(const CompileBox *box, const Command *of, const char *file, const char *name, const char *folder) {
    CompileBox alone = *box;
    char    include[NAME + 16];
    Command c = header_command(of, file);
    snprintf(include, sizeof include, "#include \"%s\"\n", name);
    snprintf(alone.work, sizeof alone.work, "%.3000s/header", box->work);
    if (!compile_box_folder(box, "header") || !compile_box_write(&alone, SOURCE, include, strlen(include))) return;
    compile_box_run(&alone, &c, 1);
    const int compiled = command_ok(&c) ? compile_open(&alone, COMPILED) : -1;
    put(folder, name, compiled);
    if (compiled >= 0) close(compiled);
    free(c.diagnostics);
}

static void add_first(Command *c, const char *argument) {
    if (c->argc == COMMAND_ARGS - 1) return;
    memmove(&c->argv[2], &c->argv[1], (size_t)(c->argc++ - 1) * sizeof c->argv[0]);
    c->argv[1] = argument;
}

void shared_headers(CompileBox *box, const char *folder, const char *name, const char *text, size_t size,
                    Command *commands, int n, char options[][PATH_MAX]) {
    char header[NAME], key[SHARED_KEY], path[PATH_MAX];
    struct stat st;
    if (box->clang || !header_of(box, name, text, size, header)) return;
    mkdir(folder, 0755);
    for (int k = 0; k < n; k++) {
        Text of = {0};
        shared_add(&of, header);
        shared_add_command(&of, box, &commands[k]);
        shared_close_key(&of, key);
        snprintf(path, sizeof path, "%.3000s/%s", folder, key);
        if (stat(path, &st) != 0) make(box, &commands[k], name, header, path);
        snprintf(options[k], PATH_MAX, "-I%.3000s/%s", compile_box_headers(box), key);
        add_first(&commands[k], options[k]);
    }
}
