/* safetensors_text.c: the letters of a header, before anyone asks what they mean. */
#include "safetensors_private.h"
#include "utf8.h"
#include <stdbool.h>
#include <string.h>

typedef struct Scan {
    const unsigned char *at, *end;
    const char          *wrong;
} Scan;

enum { DEEPEST = 16 }; /* a header has three levels */
static const char no_object[] = "the header is not one JSON object";

static bool wrong(Scan *s, const char *what) {
    s->wrong = what;
    return false;
}

/* The next byte; a '\0' at the end, where no JSON goes on. */
static unsigned char next(const Scan *s) { return s->at < s->end ? *s->at : '\0'; }

static bool take(Scan *s, char c) {
    if (next(s) != (unsigned char)c) return false;
    s->at++;
    return true;
}

static void skip_blanks(Scan *s) {
    while (next(s) == ' ' || next(s) == '\t' || next(s) == '\n' || next(s) == '\r') s->at++;
}

/* One character of UTF-8 beyond ASCII. */
static bool take_utf8(Scan *s) {
    uint32_t     character;
    const size_t n = utf8_decode(s->at, &character);
    s->at += n;
    return n > 0 || wrong(s, "this is no UTF-8");
}

/* The four digits of \uXXXX. */
static bool take_code(Scan *s, unsigned *code) {
    *code = 0;
    for (int i = 0; i < 4; i++) {
        static const char digits[] = "0123456789abcdef0123456789ABCDEF";
        const char       *digit = next(s) ? strchr(digits, next(s)) : NULL;
        if (!digit) return wrong(s, no_object);
        *code = *code << 4 | (unsigned)(digit - digits) % 16;
        s->at++;
    }
    return true;
}

static bool take_escape(Scan *s) {
    unsigned code, low;
    if (next(s) && strchr("\"\\/bfnrt", next(s))) return s->at++, true;
    if (!take(s, 'u')) return wrong(s, no_object);
    if (!take_code(s, &code)) return false;
    if (code == 0) return wrong(s, "a key with the character 0");
    if (code >> 11 != 0xd800 >> 11) return true;
    if (code >= 0xdc00 || !take(s, '\\') || !take(s, 'u') || !take_code(s, &low) || low >> 10 != 0xdc00 >> 10)
        return wrong(s, "half a surrogate pair");
    return true;
}

static bool take_string(Scan *s) {
    if (!take(s, '"')) return wrong(s, no_object);
    while (!take(s, '"')) {
        if (s->at == s->end) return wrong(s, no_object);
        if (*s->at < ' ') return wrong(s, "a control character within a text");
        if (*s->at >= 0x80) {
            if (!take_utf8(s)) return false;
        } else if (*s->at++ == '\\' && !take_escape(s)) {
            return false;
        }
    }
    return true;
}

static bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }

static bool take_number(Scan *s) {
    static const char  not_whole[] = "a number that is not written as digits alone";
    const unsigned char first = next(s);
    if (!is_digit(first)) return wrong(s, first == '-' ? not_whole : no_object);
    s->at++;
    if (first == '0' && is_digit(next(s))) return wrong(s, "a number that begins with 0");
    while (is_digit(next(s))) s->at++;
    return !(next(s) && strchr(".eE", next(s))) || wrong(s, not_whole);
}

static bool take_word(Scan *s) {
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const size_t n = strlen(words[i]);
        if ((size_t)(s->end - s->at) >= n && memcmp(s->at, words[i], n) == 0) return s->at += n, true;
    }
    return take_number(s);
}

static bool take_value(Scan *s, int depth);

/* What stands between the brackets, `open` of which is passed over already. */
static bool take_members(Scan *s, bool named, char close, int depth) {
    if (depth == DEEPEST) return wrong(s, no_object);
    skip_blanks(s);
    if (take(s, close)) return true;
    do {
        skip_blanks(s);
        if (named && !take_string(s)) return false;
        skip_blanks(s);
        if (named && !take(s, ':')) return wrong(s, no_object);
        if (!take_value(s, depth + 1)) return false;
        skip_blanks(s);
    } while (take(s, ','));
    return take(s, close) || wrong(s, no_object);
}

static bool take_value(Scan *s, int depth) {
    skip_blanks(s);
    if (take(s, '{')) return take_members(s, true, '}', depth);
    if (take(s, '[')) return take_members(s, false, ']', depth);
    return next(s) == '"' ? take_string(s) : take_word(s);
}

/* The format has the object begin at once, and allows blanks after it. */
const char *safetensors_header_wrong(const char *text, size_t size, size_t *at) {
    Scan s = {.at = (const unsigned char *)text, .end = (const unsigned char *)text + size};
    if (next(&s) != '{') wrong(&s, no_object);
    else if (take_value(&s, 0)) {
        while (take(&s, ' ')) {}
        if (s.at != s.end) wrong(&s, no_object);
    }
    *at = (size_t)(s.at - (const unsigned char *)text);
    return s.wrong;
}
