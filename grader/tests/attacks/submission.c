#include "submission.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

const char *const lab_files[LAB_FILES] = {"softmax.c", "classifier.c"};

static char *read_file(const char *format, ...) __attribute__((format(printf, 1, 2)));
static char *read_file(const char *format, ...) {
    char path[PATH_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(path, sizeof path, format, args);
    va_end(args);
    FILE *f = fopen(path, "re");
    char *text = NULL;
    size_t size = 0, room = 0;
    while (f != NULL && !feof(f)) {
        if (size + 4096 > room) text = realloc(text, room = 2 * room + 8192);
        if (text == NULL) abort();
        size += fread(text + size, 1, room - size - 1, f);
    }
    if (f == NULL) fprintf(stderr, "%s: %s\n", path, strerror(errno));
    else fclose(f);
    if (text != NULL) text[size] = '\0';
    return text;
}

static FILE *new_file(const char *folder, const char *name) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.3000s/%.1000s", folder, name);
    FILE *f = fopen(path, "we");
    if (f == NULL) fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return f;
}

/* The solution without its marks: these are looked for in what the grader says. */
static void put_solution(FILE *to, const char *text) {
    while (*text != '\0') {
        size_t n = strcspn(text, "\n");
        n += text[n] == '\n';
        if (memmem(text, n, "SOLUTION ", 9) == NULL) fwrite(text, 1, n, to);
        text += n;
    }
}

static bool put_reference(const Places *p, FILE *to, const char *file) {
    char *text = read_file("%s/%s", p->reference, file);
    if (text != NULL) put_solution(to, text);
    free(text);
    return text != NULL;
}

bool write_good(const Places *p, const char *folder, const char *comment) {
    bool ok = true;
    for (int i = 0; i < LAB_FILES && ok; i++) {
        FILE *f = new_file(folder, lab_files[i]);
        if (f == NULL) return false;
        if (*comment != '\0') fprintf(f, "/* %s */\n", comment);
        ok = put_reference(p, f, lab_files[i]);
        fclose(f);
    }
    return ok;
}

/* --- An attack's text --------------------------------------------------------------------------------------------- */
static void put_places(const Places *p, FILE *to) {
    fprintf(to, "#define CANARY_DIR \"%s\"\n#define VICTIM \"%s/softmax.c\"\n#define NEIGHBOUR \"%s/softmax.c\"\n",
            p->canary, p->victim, p->neighbour);
    fprintf(to, "#define REFERENCE_FILE \"%s/softmax.c\"\n#define REFERENCE_BARE %s/softmax.c\n", p->reference,
            p->reference);
    fprintf(to, "#define TCP_PORT %d\n#define UDP_PORT %d\n#define ABSTRACT_NAME \"%s\"\n", p->tcp_port, p->udp_port,
            p->abstract_name);
    fprintf(to, "#define GRADER_CWD \"%s\"\n#define SUBMISSION \"%s\"\n#define HOME_DIR \"%s\"\n", p->cwd, p->student,
            p->home);
    fprintf(to, "#define RESULTS \"%s\"\n#define MARK \"%s\"\n#define SEMAPHORES 0x%x\n#define ATTACK_SEED %ldu\n",
            p->json, p->mark, SEMAPHORES, p->seed);
}

/* Bytes that no text file should hold stand in the corpus as signs of their own. */
static void put_attack(FILE *to, const char *text) {
    static const struct {
        const char *sign;
        char byte;
    } signs[] = {{"\u241b", '\033'}, {"\u2407", '\007'}, {"\u241d", '\x9b'}};
    while (*text != '\0') {
        bool found = false;
        for (size_t i = 0; i < sizeof signs / sizeof signs[0] && !found; i++) {
            size_t n = strlen(signs[i].sign);
            if (strncmp(text, signs[i].sign, n) != 0) continue;
            fputc(signs[i].byte, to);
            text += n;
            found = true;
        }
        if (!found) fputc(*text++, to);
    }
}

static bool put_around(const Places *p, const Attack *a, const char *file, const char *text, FILE *to) {
    bool here = strcmp(file, a->file) == 0, alone = strcmp(a->base, "alone") == 0, good = strcmp(a->base, "good") == 0;
    if (here) put_places(p, to);
    if (here && alone) {
        put_attack(to, text);
        return true;
    }
    if (here) {
        static const char *const before[] = {"frames.h", "prelude.h"};
        for (int i = 0; i < 2; i++) {
            char *part = read_file("%s/%s", p->corpus, before[i]);
            if (part == NULL) return false;
            fputs(part, to);
            free(part);
        }
    }
    if (!good) {
        char *rest = strcmp(a->base, "stub") == 0 ? read_file("%s/../../../labs/03_softmax/%s", p->corpus, file)
                                                  : read_file("%s/zero/%s", p->corpus, file);
        if (rest == NULL) return false;
        if (here) put_attack(to, text);
        fputs(rest, to);
        free(rest);
        return true;
    }
    bool replaces = here && strcmp(a->replaces, "-") != 0;
    if (replaces) fprintf(to, "#define %s reference_%s\n", a->replaces, a->replaces);
    bool ok = put_reference(p, to, file);
    if (replaces) fprintf(to, "#undef %s\n", a->replaces);
    if (here) put_attack(to, text);
    return ok;
}

/* --- Attacks that are not C --------------------------------------------------------------------------------------- */
static bool put_bytes(const char *path, const char *bytes, size_t n) {
    FILE *f = fopen(path, "we");
    if (f == NULL) return false;
    fwrite(bytes, 1, n, f);
    return fclose(f) == 0;
}

static bool generate(FILE *f, const char *name) {
    if (strcmp(name, "compile_parentheses") == 0) {
        fputs("int x = ", f);
        for (int i = 0; i < 60000; i++) fputc('(', f);
        fputc('1', f);
        for (int i = 0; i < 60000; i++) fputc(')', f);
        fputs(";\n", f);
    } else if (strcmp(name, "compile_warnings") == 0) {
        for (int i = 0; i < 110; i++) {
            fprintf(f, "#warning %d ", i);
            for (int k = 0; k < 2000; k++) fputc('A' + k % 26, f);
            fputc('\n', f);
        }
        fputs("#error enough\n", f);
    } else if (strcmp(name, "compile_errors") == 0) {
        for (int i = 0; i < 15000; i++) fprintf(f, "int x%d = y%d;\n", i, i);
    } else if (strcmp(name, "compile_long_name") == 0) {
        fputs("int ", f);
        for (int i = 0; i < 200000; i++) fputc('a' + i % 26, f);
        fputs(" = ;\n", f);
    } else if (strcmp(name, "compile_many_functions") == 0) {
        for (int i = 0; i < 8000; i++) fprintf(f, "double f%d(double x){return x*%d;}\n", i, i);
        fputs("#error stop\n", f);
    } else {
        return false;
    }
    return true;
}

/* What lies in the place of softmax.c. */
static bool put_trick(const Places *p, const char *name) {
    char path[PATH_MAX], other[PATH_MAX];
    snprintf(path, sizeof path, "%s/softmax.c", p->student);
    unlink(path);
    if (strcmp(name, "file_symlink_to_victim") == 0) {
        snprintf(other, sizeof other, "%s/softmax.c", p->victim);
        return symlink(other, path) == 0;
    }
    if (strcmp(name, "file_symlink_to_neighbour") == 0) {
        snprintf(other, sizeof other, "%s/softmax.c", p->neighbour);
        return symlink("../neighbour/softmax.c", path) == 0;
    }
    if (strcmp(name, "file_symlink_to_zero") == 0) return symlink("/dev/zero", path) == 0;
    if (strcmp(name, "file_symlink_to_itself") == 0) return symlink("softmax.c", path) == 0;
    if (strcmp(name, "file_hard_link") == 0) {
        snprintf(other, sizeof other, "%s/softmax.c", p->victim);
        return link(other, path) == 0;
    }
    if (strcmp(name, "file_fifo") == 0) return mkfifo(path, 0666) == 0;
    if (strcmp(name, "file_folder") == 0) return mkdir(path, 0777) == 0;
    if (strcmp(name, "file_socket") == 0) {
        struct sockaddr_un a = {.sun_family = AF_UNIX};
        int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        int before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        strcpy(a.sun_path, "softmax.c"); /* the whole path might be too long for an address */
        bool ok = chdir(p->student) == 0 && bind(s, (struct sockaddr *)&a, sizeof a) == 0;
        ok = fchdir(before) == 0 && ok;
        close(before);
        close(s);
        return ok;
    }
    if (strcmp(name, "file_device") == 0) /* few may make one; then a pipe stands in for it */
        return mknod(path, S_IFCHR | 0666, makedev(1, 5)) == 0 || mkfifo(path, 0666) == 0;
    if (strcmp(name, "file_sparse") == 0) return put_bytes(path, "", 0) && truncate(path, 8ll << 30) == 0;
    if (strcmp(name, "file_empty") == 0) return put_bytes(path, "", 0);
    if (strcmp(name, "file_zero_bytes") == 0) return put_bytes(path, "int a;\0int b;\n", 14);
    if (strcmp(name, "file_binary") == 0)
        return put_bytes(path,
                         "\x7f"
                         "ELF\2\1\1\xff\xfe\x1b[2J\n\x9b\n",
                         16);
    if (strcmp(name, "file_one_line") == 0) return put_bytes(path, "x", 1);
    if (strcmp(name, "file_absent") == 0) return true;
    if (strcmp(name, "file_unreadable") == 0) return put_bytes(path, "int a;\n", 7) && chmod(path, 0) == 0;
    if (strcmp(name, "file_too_large") == 0) {
        char *text = malloc(300000);
        if (text == NULL) return false;
        memset(text, '\n', 300000);
        bool ok = put_bytes(path, text, 300000);
        free(text);
        return ok;
    }
    return false;
}

/* A correct submission in bad company. */
static bool put_company(const Places *p) {
    static const char *const names[] = {
        "softmax.h",    "gradlab.h",
        "stdio.h",      "lab.h",
        "Makefile",     "GNUmakefile",
        "specs",        "as",
        "ld",           "cc1",
        "gcc",          "core.o",
        "results.json", "softmax.c\nclassifier.c",
        "--help",       "-o",
        "@args",        "$(id >&2)",
        "`id`",         "\033[2J",
        "a;b",          "stub_softmax.c",
        "softmax.o",
    };
    char path[PATH_MAX];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", p->student, names[i]);
        if (!put_bytes(path, "#error \"not this one\"\nall:;false\n", 33)) return false;
        chmod(path, 0755);
    }
    snprintf(path, sizeof path, "%s/double", p->student);
    return symlink("/", path) == 0;
}

/* A folder whose name no report should repeat as it is. */
static bool put_odd_folder(const Places *p, char folder[FOLDER_SIZE]) {
    snprintf(folder, FOLDER_SIZE, "%s/\033[2J\x9b\nSCORE 100 <script>=1+1$(id)", p->student);
    return mkdir(folder, 0755) == 0 && write_good(p, folder, "");
}

bool write_attack(const Places *p, const Attack *a, char folder[FOLDER_SIZE]) {
    snprintf(folder, FOLDER_SIZE, "%s", p->student);
    if (strcmp(a->name, "file_odd_folder") == 0) return put_odd_folder(p, folder);
    char *text = NULL;
    bool of_file = strcmp(a->base, "file") == 0, ok = true;
    if (of_file) {
        ok = write_good(p, p->student, "");
        if (ok && strcmp(a->name, "file_company") == 0) return put_company(p);
        return ok && put_trick(p, a->name);
    }
    bool generated = strcmp(a->base, "generated") == 0;
    if (!generated && (text = read_file("%s/corpus/%s.c", p->corpus, a->name)) == NULL) return false;
    for (int i = 0; i < LAB_FILES && ok; i++) {
        FILE *f = new_file(p->student, lab_files[i]);
        if (f == NULL) return false;
        ok = generated && i == 0 ? generate(f, a->name) : put_around(p, a, lab_files[i], text, f);
        fclose(f);
    }
    free(text);
    return ok;
}
