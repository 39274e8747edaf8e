#include "text.h"
#include "utf8.h"

#include "autograd.h"
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void add_v(Text *t, const char *format, va_list args) {
    va_list again;
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n < 0) return;
    if (t->size + (size_t)n + 1 > t->room) {
        size_t room = 2 * (t->size + (size_t)n) + 64;
        char *s = t_malloc(room);
        if (t->s != NULL) memcpy(s, t->s, t->size + 1);
        free(t->s);
        t->s = s;
        t->room = room;
    }
    vsnprintf(t->s + t->size, (size_t)n + 1, format, args);
    t->size += (size_t)n;
}

void text_add(Text *t, const char *format, ...) {
    va_list args;
    va_start(args, format);
    add_v(t, format, args);
    va_end(args);
}

void text_add_word(Text *t, const char *before, const char *word) {
    const char *quote = *word == '\0' || strpbrk(word, " \t\n'\"$`\\&;|<>(){}*?[#~!=") != NULL ? "'" : "";
    text_add(t, "%s%s", before, quote);
    for (; *word != '\0'; word++) text_add(t, *word == '\'' ? "'\\''" : "%c", *word);
    text_add(t, "%s", quote);
}

const char *text_of(const Text *t) { return t->s != NULL ? t->s : ""; }

void text_free(Text *t) {
    free(t->s);
    *t = (Text){0};
}

char *text_quote(const char *bytes, size_t n, size_t limit) {
    char *lines = text_escape(bytes, n, limit);
    Text quote = {0};
    for (const char *p = lines; *p != '\0'; p++) text_add(&quote, *p == '\n' ? "\n| " : "%c", *p);
    free(lines);
    return quote.s != NULL ? quote.s : text_format("%s", "");
}

char *text_format(const char *format, ...) {
    Text t = {0};
    va_list args;
    va_start(args, format);
    add_v(&t, format, args);
    va_end(args);
    return t.s;
}

/* What a build server takes for a command, wherever it stands in a line, and what a script takes for the grade: a blank
 * in it, and it is neither. */
static const char *const marks[] = {"::", "##", "Score:"};

static size_t put_mark(char *to, const char *from, size_t n) {
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        const size_t length = strlen(marks[i]);
        if (n < length || memcmp(from, marks[i], length) != 0) continue;
        memcpy(to, from, length - 1);
        to[length - 1] = ' ';
        return length - 1;
    }
    return 0;
}

char *text_escape(const char *bytes, size_t n, size_t limit) {
    static const char cut[] = " [...]";
    size_t keep = n < limit ? n : limit;
    char *s = t_malloc(4 * keep + sizeof cut), *p = s;
    for (size_t i = 0; i < keep; i++) {
        unsigned char c = (unsigned char)bytes[i];
        const size_t mark = put_mark(p, bytes + i, keep - i);
        if (mark > 0) p += mark + 1, i += mark - 1;
        else if (c == '\n' || (c >= 0x20 && c <= 0x7e)) *p++ = (char)c;
        else if (c == '\t') p += sprintf(p, "    ");
        else if (c != '\r') p += sprintf(p, "\\x%02x", c);
    }
    strcpy(p, keep < n ? cut : "");
    return s;
}

char *text_name(const char *name, size_t limit) {
    const size_t n = strlen(name);
    Text t = {0};
    char mark[8];
    for (size_t i = 0; i < n;) {
        uint32_t character;
        const size_t length = utf8_decode((const unsigned char *)name + i, &character);
        const size_t kept = put_mark(mark, name + i, n - i);
        const bool shown = length > 0 && utf8_is_shown(character);
        if (t.size + 4 > limit) {
            text_add(&t, " [...]");
            break;
        }
        if (kept > 0) text_add(&t, "%.*s ", (int)kept, mark);
        else if (shown) text_add(&t, "%.*s", (int)length, name + i);
        else text_add(&t, "\\x%02x", (unsigned char)name[i]);
        i += kept > 0 ? kept : shown ? length : 1;
    }
    return t.s != NULL ? t.s : text_format("%s", "");
}

const char *text_points(double points) {
    static char texts[4][32];
    static int next;
    char *s = texts[next++ % 4];
    snprintf(s, sizeof texts[0], "%.2f", fabs(points) < 0.005 ? 0.0 : points);
    char *end = s + strlen(s) - 1;
    while (*end == '0') *end-- = '\0';
    if (*end == '.') *end = '\0';
    return s;
}
