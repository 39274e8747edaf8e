#include "misconceptions.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const Misconception *misconception_find(const char *name) {
    for (const Misconception *m = lab_misconceptions; m != NULL && m->name != NULL; m++)
        if (strcmp(m->name, name) == 0) return m;
    return NULL;
}

const Misconception *misconception_said(const char *message) {
    for (const Misconception *m = lab_misconceptions; message != NULL && m != NULL && m->name != NULL; m++) {
        const size_t n = strlen(m->says);
        if (n > 0 && strncmp(message, m->says, n) == 0 && (message[n] == '\n' || message[n] == '\0')) return m;
    }
    return NULL;
}

int misconceptions_program(void) {
    static int program = -1;
    size_t size = lab_mutants != NULL ? (size_t)(lab_mutants_end - lab_mutants) : 0;
    if (program >= 0 || size == 0) return program;
    int fd = memfd_create("mutants", MFD_CLOEXEC);
    if (fd >= 0 && write(fd, lab_mutants, size) == (ssize_t)size) return program = fd;
    if (fd >= 0) close(fd);
    return -1;
}

bool misconception_lists(const char *list, const char *task, const char *title) {
    size_t task_length = strlen(task), title_length = strlen(title);
    for (const char *item = list; *item != '\0';) {
        size_t n = strcspn(item, ";");
        bool is_task = n >= task_length && memcmp(item, task, task_length) == 0;
        if (is_task && n == task_length) return true;
        const char *rest = item + task_length + 1;
        if (is_task && n == task_length + 1 + title_length && memcmp(rest, title, title_length) == 0) return true;
        item += n;
        item += strspn(item, "; ");
    }
    return false;
}
