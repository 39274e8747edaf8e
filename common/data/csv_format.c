/* csv_format.c: what comes before the cells of a table: the encoding of its text, its line ends, its separator. */
#include "data_private.h"
#include "image.h"
#include "utf8.h"
#include <string.h>
#include <strings.h>

/* Whether every second one of the first bytes is 0, as in Latin letters of UTF-16. */
static bool alternates_with_zeros(const char *text, size_t size) {
    return size >= 4 && ((!text[0] && text[1] && !text[2] && text[3]) || (text[0] && !text[1] && text[2] && !text[3]));
}

/* A table in Latin 1 or Windows-1252 is ASCII but for an accent here and there, in a class or a name. */
static bool is_utf8(const char *path, const unsigned char *at) {
    uint32_t character;
    size_t   n;
    for (int line = 1; *at; at += n) {
        n = utf8_decode(at, &character);
        if (n == 0)
            return t_error_set("%s, line %d: the byte 0x%02x is no UTF-8 (the table may be in Latin 1 or "
                               "Windows-1252); save the table as UTF-8", path, line, *at);
        line += character == '\n' || (character == '\r' && at[n] != '\n');
    }
    return true;
}

static bool is_text(const char *path, const char *text, size_t size) {
    const char *zero = memchr(text, '\0', size);
    if (strncmp(text, "\xFF\xFE", 2) == 0 || strncmp(text, "\xFE\xFF", 2) == 0 || alternates_with_zeros(text, size))
        return t_error_set("%s: the text is UTF-16 or UTF-32; save the table as UTF-8", path);
    const unsigned char *first = (const unsigned char *)text;
    const char *known = zero ? file_format(first, size) : file_format_of_text(first, size);
    if (known) return t_error_set("%s: this is %s; a table as CSV is expected", path, known);
    if (zero) return t_error_set("%s, byte %td: a byte is 0 here; this is not a text file", path, zero - text);
    return is_utf8(path, first);
}

/* Lines that end in CR alone, as on an old Mac, end in LF afterwards. */
static void mend_line_ends(char *text) {
    if (strchr(text, '\n')) return;
    for (char *cr = text; (cr = strchr(cr, '\r'));) *cr = '\n';
}

/* A spreadsheet may say in a line of its own how cells are separated: sep=; */
static char *take_sep_line(char *text, char *separator) {
    if (strncasecmp(text, "sep=", 4) != 0 || !text[4] || !strchr(",;|\t", text[4])) return text;
    if (text[5 + strspn(text + 5, "\r")] != '\n') return text;
    *separator = text[4];
    return strchr(text, '\n') + 1;
}

/* ',' unless the first line has none, but ';', tabs or '|'. What stands in quotes does not count. */
static char guess_separator(const char *line) {
    bool quoted = false, semicolon = false, tab = false, bar = false;
    for (; *line && (quoted || *line != '\n'); line++) {
        if (*line == '"') quoted = !quoted;
        if (quoted) continue;
        if (*line == ',') return ',';
        semicolon |= *line == ';';
        tab |= *line == '\t';
        bar |= *line == '|';
    }
    return semicolon ? ';' : tab ? '\t' : bar ? '|' : ',';
}

char *csv_begin(const char *path, char *text, size_t size, char *separator, int *line) {
    if (!is_text(path, text, size)) return NULL;
    if (strncmp(text, "\xEF\xBB\xBF", 3) == 0) text += 3, size -= 3;
    /* The last byte that DOS wrote was Ctrl-Z. */
    while (size > 0 && strchr("\r\n\x1a", text[size - 1])) text[--size] = '\0';
    mend_line_ends(text);
    *separator = '\0';
    char *header = take_sep_line(text, separator);
    *line = header == text ? 1 : 2;
    if (!*separator) *separator = guess_separator(header);
    if (*header) return header;
    t_error_set("%s: the file is empty; its first line must name the columns", path);
    return NULL;
}
