/* shared_text.c: a C text without its comments. A line or a column of code stays what it is, since the debugger's
 * tables name both. */
#include "autograd.h"
#include "shared.h"
#include <stdlib.h>
#include <string.h>

/* What is read in other ways than byte by byte: trigraphs, lines that go on in the next one, odd ends of lines. */
static bool is_plain(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\0' || text[i] == '\r') return false;
        if (text[i] == '?' && i + 1 < size && text[i + 1] == '?') return false;
        if (text[i] != '\\') continue;
        size_t end = i + 1;
        while (end < size && strchr(" \t\f\v", text[end]) != NULL && text[end] != '\0') end++;
        if (end == size || text[end] == '\n') return false;
    }
    return true;
}

/* Makes blanks of the comments. false when one begins in a directive, where // may be part of a file's name. */
static bool blank_comments(char *text, size_t size) {
    enum { CODE, STRING, LINE, BLOCK } state = CODE;
    bool fresh = true, directive = false; /* nothing has stood in the line so far; its first is a # */
    char quote = '"';
    for (size_t i = 0; i < size; i++) {
        const char c = text[i], next = i + 1 < size ? text[i + 1] : '\n';
        if (c == '\n' && state != BLOCK) {
            state = CODE;
            fresh = true;
            directive = false;
        } else if (state == LINE || state == BLOCK) {
            const bool ends = state == BLOCK && c == '*' && next == '/';
            if (c != '\n') text[i] = ' ';
            if (ends) {
                text[++i] = ' ';
                state = CODE;
            }
        } else if (state == STRING) {
            if (c == '\\' && next != '\n') i++;
            else if (c == quote) state = CODE;
        } else if (c == '/' && (next == '/' || next == '*')) {
            if (directive) return false;
            state = next == '/' ? LINE : BLOCK;
            text[i] = text[i + 1] = ' ';
            i++;
        } else {
            if (fresh && (c == '#' || (c == '%' && next == ':'))) directive = true;
            if (strchr(" \t\f\v", c) == NULL) fresh = false;
            if (c == '"' || c == '\'') {
                state = STRING;
                quote = c;
            }
        }
    }
    return state != BLOCK;
}

/* Blanks at the end of a line; returns how long the text is without them. */
static size_t drop_ends(char *text, size_t size) {
    size_t to = 0;
    for (size_t i = 0; i <= size; i++) {
        if (i == size || text[i] == '\n')
            while (to > 0 && strchr(" \t\f\v", text[to - 1]) != NULL) to--;
        if (i < size) text[to++] = text[i];
    }
    while (to > 0 && text[to - 1] == '\n') to--;
    return to;
}

char *shared_text(const char *text, size_t size, size_t *length) {
    char *copy = t_malloc(size + 1);
    memcpy(copy, text, size);
    copy[*length = size] = '\0';
    if (!is_plain(text, size) || !blank_comments(copy, size)) {
        memcpy(copy, text, size);
        return copy;
    }
    *length = drop_ends(copy, size);
    return copy;
}
