/* text.h: texts that grow, and texts that are not to be trusted. */
#pragma once
#include <stddef.h>

typedef struct Text {
    char  *s;    /* NULL while empty */
    size_t size, room;
} Text;

void text_add(Text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* `before`, and the word as a shell takes it for one: in quotes where it needs them. */
void text_add_word(Text *t, const char *before, const char *word);
const char *text_of(const Text *t); /* never NULL */
void text_free(Text *t);

/* What a submission, or a tool that has read one, has written: printable ASCII and newlines stay, a tab becomes blanks,
 * every other byte its hexadecimal number; cut after `limit` bytes, which is then said. What build servers take for
 * commands ("::error", "##[error]") gets a blank. free() it. */
char *text_escape(const char *bytes, size_t n, size_t limit);
/* The name of a folder or a file, in one line: as it is in UTF-8, or in hexadecimal numbers where it is not to be shown.
 * Build servers' commands as above. free() it. */
char *text_name(const char *name, size_t limit);
/* The same in a sentence: lines after the first get "| ". */
char *text_quote(const char *bytes, size_t n, size_t limit);
char *text_format(const char *format, ...) __attribute__((format(printf, 1, 2))); /* free() it */
/* 12, 2.5, 0.333: points as they are printed. Four results stay valid at a time. */
const char *text_points(double points);
