/* explain.c: what is said before the program ends, and the names of what it is said about. */
#include "emulator_private.h"
#include <elf.h>
#include <link.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- The end ------------------------------------------------------------------------------------------------------ */
/* The library's way to end a program, where this one is built with the library. */
extern _Noreturn void t_fail(const char *help, const char *format, ...) __attribute__((weak, format(printf, 2, 3)));

typedef struct Words {
    const char *help;
    char        text[2000];
} Words;
static Words words;

static void finish(void *with) {
    const Words *w = with;
    emu.running = false;
    emu.fiber = NULL;
    if (t_fail) t_fail(w->help, "%s", w->text);
    fflush(stdout);
    fprintf(stderr, "error: %s\n", w->text);
    if (w->help) fprintf(stderr, "help: %s\n", w->help);
    exit(3);
}

void emu_fail(const char *help, const char *format, ...) {
    va_list args;
    va_start(args, format);
    vsnprintf(words.text, sizeof words.text, format, args);
    va_end(args);
    words.help = help;
    emu_leave_fiber(finish, &words);
}

void emu_fail_at(EmuPlace at, const char *help, const char *format, ...) {
    char    text[1500];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    emu_fail(help, "%s:%d: %s", emu_file_name(at.file), at.line, text);
}

/* What assert() of translated code calls; there it is this function, and not the C library's. */
__attribute__((visibility("hidden"))) void __assert_fail(const char *claim, const char *file, unsigned line,
                                                         const char *function);
void __assert_fail(const char *claim, const char *file, unsigned line, const char *function) {
    char thread[100] = "the host";
    if (emu.fiber) emu_name_thread(emu.fiber->index, emu.block, thread);
    emu_fail_at((EmuPlace){file, (int)line}, NULL, "%s: it is asserted in %s that %s, and that does not hold", thread,
                function, claim);
}

/* --- Lines -------------------------------------------------------------------------------------------------------- */
const char *emu_file_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

#ifdef EMULATED_IN_PROBE
/* A probe starts no process and opens no file: its grader finds the line (grader/engine/locate.h). */
const char *emu_line_of(uintptr_t pc, char text[300]) {
    snprintf(text, 300, "@%zx@", (size_t)pc - 1);
    return text;
}
#else
typedef struct Module {
    uintptr_t address; /* inside it */
    uintptr_t base;    /* what its file's addresses are counted from */
    char      path[4096];
} Module;

static int is_module(struct dl_phdr_info *info, size_t size, void *to) {
    Module *m = to;
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || m->address - (info->dlpi_addr + part->p_vaddr) >= part->p_memsz) continue;
        m->base = info->dlpi_addr;
        snprintf(m->path, sizeof m->path, "%s", *info->dlpi_name ? info->dlpi_name : "/proc/self/exe");
        return 1;
    }
    return 0;
}

/* What addr2line says of an address in a file; "" where it cannot be asked. */
static void ask(const char *path, uintptr_t address, char *answer, size_t size) {
    int    ends[2];
    char   number[30];
    size_t got = 0;
    *answer = '\0';
    snprintf(number, sizeof number, "0x%zx", (size_t)address);
    if (pipe(ends) != 0) return;
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], 1);
        close(2);
        /* /proc/self is this process, which has the same file until exec. */
        char real[4096];
        const ssize_t n = readlink(path, real, sizeof real - 1);
        real[n > 0 ? n : 0] = '\0';
        execlp("addr2line", "addr2line", "-i", "-e", n > 0 ? real : path, number, (char *)NULL);
        _exit(1);
    }
    close(ends[1]);
    for (ssize_t n; child > 0 && got + 1 < size && (n = read(ends[0], answer + got, size - 1 - got)) > 0;)
        got += (size_t)n;
    answer[got] = '\0';
    close(ends[0]);
    if (child > 0) waitpid(child, NULL, 0);
}

/* The first line that is not the emulated GPU's own: "matmul.cu:14". */
const char *emu_line_of(uintptr_t pc, char text[300]) {
    static char answer[8000];
    char       *next;
    static Module m;
    m.address = pc;
    snprintf(text, 300, "(line unknown: addr2line is not installed)");
    if (!dl_iterate_phdr(is_module, &m)) return text;
    ask(m.path, pc - 1 - m.base, answer, sizeof answer); /* the call, in front of where it returns to */
    if (*answer) snprintf(text, 300, "(line unknown)");
    for (char *line = answer; *line; line = next) {
        next = line + strcspn(line, "\n");
        if (*next) *next++ = '\0';
        line[strcspn(line, " ")] = '\0';
        if (*line != '?' && !strstr(line, "/emulated/include/")) {
            snprintf(text, 300, "%.290s", emu_file_name(line));
            break;
        }
    }
    return text;
}
#endif

/* --- Names -------------------------------------------------------------------------------------------------------- */
static int name_index(char *text, size_t size, const char *what, EmuIndex i, EmuIndex sizes) {
    if (sizes.y == 1 && sizes.z == 1) return snprintf(text, size, "%s %u", what, i.x);
    if (sizes.z == 1) return snprintf(text, size, "%s (x=%u, y=%u)", what, i.x, i.y);
    return snprintf(text, size, "%s (x=%u, y=%u, z=%u)", what, i.x, i.y, i.z);
}

const char *emu_name_thread(EmuIndex thread, EmuIndex block, char text[100]) {
    const int n = name_index(text, 50, "thread", thread, emu.launch->block);
    const int m = snprintf(text + n, 10, " of ");
    name_index(text + n + m, 40, "block", block, emu.launch->grid);
    return text;
}

/* Argument k of the launch as it is written there. */
static void argument_text(int k, char *text, size_t size) {
    const char *at = emu.launch->arguments;
    int         depth = 0;
    size_t      n = 0;
    for (; *at && (k > 0 || !(*at == ',' && depth == 0)); at++) {
        if (strchr("([{", *at)) depth++;
        if (strchr(")]}", *at)) depth--;
        if (*at == ',' && depth == 0) k--;
        else if (k == 0 && n + 1 < size && !(n == 0 && *at == ' ')) text[n++] = *at;
    }
    while (n > 0 && text[n - 1] == ' ') n--;
    text[n] = '\0';
}

/* An array as the kernel knows it: what it is called, where it begins, and its elements. */
typedef struct Array {
    char        name[120];
    uintptr_t   base;
    size_t      bytes, element;
    int         sizes[4];
    const Block *block; /* of device memory */
} Array;

static void name_argument(Array *array, uintptr_t base, uintptr_t end) {
    for (int i = 0; emu.launch && i < emu.launch->n_pointers; i++) {
        const uintptr_t p = (uintptr_t)emu.launch->pointer[i];
        if (p < base || p > end) continue;
        argument_text(emu.launch->argument[i], array->name, sizeof array->name);
        array->base = p;
        array->bytes = end - p;
        return;
    }
}

static void name_global(Array *array, const EmuGlobal *g) {
    if (!g) return;
    snprintf(array->name, sizeof array->name, "%s", g->name);
    array->base = (uintptr_t)g->at;
    array->bytes = g->bytes;
    array->element = g->element;
    memcpy(array->sizes, g->sizes, sizeof array->sizes);
}

static Array array_at(uintptr_t at, size_t size) {
    Array array = {.base = at, .element = size};
    if (at - (uintptr_t)emu.shared.base < emu.shared.size) {
        const SharedArray *s = emu_nearest_shared((const void *)at);
        snprintf(array.name, sizeof array.name, "%s", s->name);
        array.base = (uintptr_t)s->base;
        array.bytes = s->bytes;
        array.element = s->element;
        memcpy(array.sizes, s->sizes, sizeof array.sizes);
    } else if (at - (uintptr_t)emu.device.base < emu.device.size) {
        array.block = emu_nearest_block((const void *)at);
        char *base;
        emu_array_at((const void *)at, &base, &array.bytes);
        array.base = (uintptr_t)base;
        name_argument(&array, array.base, array.base + array.bytes);
    } else if (at - (uintptr_t)emu.variables.base < emu.variables.size || emu_is_in_constants(at)) {
        name_global(&array, emu_nearest_global((const void *)at));
    } else { /* the host's: within a megabyte of a pointer that the kernel got */
        for (int i = 0; emu.launch && i < emu.launch->n_pointers; i++) {
            const uintptr_t p = (uintptr_t)emu.launch->pointer[i];
            if (at < p || at - p > 1 << 20) continue;
            argument_text(emu.launch->argument[i], array.name, sizeof array.name);
            array.base = p;
        }
        if (*array.name) return array;
        snprintf(array.name, sizeof array.name, "memory at %p", (void *)at);
        array.bytes = size;
    }
    return array;
}

const char *emu_name_place(uintptr_t at, size_t size, char text[300]) {
    const Array a = array_at(at, size);
    const long  index = (long)((intptr_t)(at - a.base) / (intptr_t)a.element);
    const bool  one = a.sizes[0] == 0 && a.block == NULL && a.bytes == a.element && at == a.base;
    if (one) snprintf(text, 300, "%s", a.name);
    else if (!*a.name) snprintf(text, 300, "element %ld of an array", index);
    else if (a.sizes[1] > 0 && a.sizes[2] > 0)
        snprintf(text, 300, "%s[%ld][%ld][%ld]", a.name, index / a.sizes[1] / a.sizes[2],
                 index / a.sizes[2] % a.sizes[1], index % a.sizes[2]);
    else if (a.sizes[1] > 0) snprintf(text, 300, "%s[%ld][%ld]", a.name, index / a.sizes[1], index % a.sizes[1]);
    else snprintf(text, 300, "%s[%ld]", a.name, index);
    return text;
}

const char *emu_describe(uintptr_t at, size_t size, char text[300]) {
    const Array a = array_at(at, size);
    const char *name = *a.name ? a.name : "the array";
    if (a.block && a.block->freed_at.file) {
        if (*a.block->freed_at.file)
            snprintf(text, 300, "%s was freed at %s:%d", name, emu_file_name(a.block->freed_at.file),
                     a.block->freed_at.line);
        else snprintf(text, 300, "%s was given back before", name);
        return text;
    }
    char sizes[60] = "";
    int  n = 0;
    for (int i = 0; i < 3 && a.sizes[i] > 0; i++) n += snprintf(sizes + n, 20, "[%d]", a.sizes[i]);
    const bool many = a.sizes[1] > 0;
    if (many) snprintf(text, 300, "%s is declared %s%s", name, name, sizes);
    else snprintf(text, 300, "%s has %zu elements of %zu bytes", name, a.bytes / a.element, a.element);
    return text;
}
