#include "remarks.h"

#include "locate.h"
#include "text.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool begins(const char *line, size_t length, const char *word) {
    const size_t n = strlen(word);
    return length > n && memcmp(line, word, n) == 0;
}

static const char *line_end(const char *line, const char *end) {
    const char *at = memchr(line, '\n', (size_t)(end - line));
    return at != NULL ? at : end;
}

void remarks_tell(Grading *g, const Check *check, const Box *box) {
    const size_t size = box->output_size < BOX_KEEP_OUTPUT ? box->output_size : BOX_KEEP_OUTPUT;
    const char  *end = box->output + size;
    for (const char *line = box->output, *next; line < end; line = next + 1) {
        next = line_end(line, end);
        if (!begins(line, (size_t)(next - line), REMARK)) continue;
        char *safe = text_quote(line + strlen(REMARK), (size_t)(next - line) - strlen(REMARK), 300);
        char *located = locate_in_words(g, safe);
        char *note = text_format("%s, %s. A GPU is slow there, and no point is lost: let neighbouring threads touch "
                                 "neighbouring elements", check->task, located);
        if (g->result->notes == NULL || strstr(g->result->notes, note) == NULL) result_note(g->result, "%s", note);
        free(note);
        free(located);
        free(safe);
    }
}

void remarks_launch(const char *output, size_t size, char *to, size_t room) {
    const char *end = output + size;
    to[0] = '\0';
    for (const char *line = output, *next; line < end; line = next + 1) {
        next = line_end(line, end);
        if (!begins(line, (size_t)(next - line), LAUNCH)) continue;
        char *safe = text_quote(line + strlen(LAUNCH), (size_t)(next - line) - strlen(LAUNCH), 150);
        snprintf(to, room, "%s", safe);
        free(safe);
    }
}

char *remarks_without(const char *output, size_t size, size_t *left) {
    char       *kept = t_malloc(size + 1);
    const char *end = output + size;
    *left = 0;
    for (const char *line = output, *next; line < end; line = next + 1) {
        next = line_end(line, end);
        const size_t length = (size_t)(next - line) + (next < end);
        if (begins(line, (size_t)(next - line), REMARK) || begins(line, (size_t)(next - line), LAUNCH)) continue;
        memcpy(kept + *left, line, length);
        *left += length;
    }
    return kept;
}

void remarks_kind(const char *text, size_t size, char *to, size_t room) {
    size_t n = 0;
    const char *const end = text + size;
    for (const char *p = text; p < end && n + 2 < room;) {
        const char *next = p;
        if (*p == '@') {
            for (next++; next < end && *next != '@'; next++) continue;
            p = next < end ? next + 1 : end;
        } else if (isalnum((unsigned char)*p) || *p == '_') {
            while (next < end && (isalnum((unsigned char)*next) || *next == '_')) next++;
            const size_t length = (size_t)(next - p);
            const bool number = isdigit((unsigned char)*p);
            const bool array = *next == '[' || strncmp(next, " has ", 5) == 0 ||
                               strncmp(next, " is declared", 12) == 0;
            const bool access = (length == 5 && memcmp(p, "reads", 5) == 0) ||
                                (length == 6 && memcmp(p, "writes", 6) == 0);
            if (number || array || access) to[n++] = number ? '0' : array ? 'a' : '~';
            for (size_t i = 0; !number && !array && !access && i < length && n + 2 < room; i++) to[n++] = p[i];
            p = next;
        } else if (*p == '[') { /* all indices */
            bool zero = true;
            for (; next < end && (*next == '[' || next[-1] != ']'); next++) zero = zero && strchr("[0]", *next) != NULL;
            to[n++] = zero ? '0' : '9';
            p = next;
        } else {
            to[n++] = *p++;
        }
    }
    to[n] = '\0';
}
