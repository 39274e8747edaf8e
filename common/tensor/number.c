#include "number.h"
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char digits[] = "0123456789";

static bool is_exponent(const char *text) {
    if (*text != 'e' && *text != 'E') return false;
    text += 1 + (text[1] == '+' || text[1] == '-');
    return *text != '\0' && text[strspn(text, digits)] == '\0';
}

/* 1,5 and 1,5e3: digits with one comma among them, where 1.5 is meant. */
static bool has_decimal_comma(const char *text) {
    text += strspn(text, "+-");
    const size_t before = strspn(text, digits);
    if (before == 0 || text[before] != ',') return false;
    text += before + 1;
    const size_t after = strspn(text, digits);
    return after > 0 && (text[after] == '\0' || is_exponent(text + after));
}

/* 1 234, 1'234, 1_234, 1,234.5, 1.234.567: digits in groups of three. */
static bool has_groups(const char *text) {
    text += strspn(text, "+-");
    size_t n = strspn(text, digits), groups = 0;
    const char mark = text[n];
    if (n < 1 || n > 3 || mark == '\0' || !strchr(" '_,.", mark)) return false;
    for (text += n; *text == mark && strspn(text + 1, digits) == 3; text += 4) groups++;
    return groups > (mark == '.') && (*text == '\0' || (*text == '.' && text[1 + strspn(text + 1, digits)] == '\0'));
}

static bool is_ascii(const char *text) {
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0x80) return false;
    return true;
}

const char *number_read(const char *text, double *value) {
    char *end;
    *value = strtod(text, &end);
    if (!is_ascii(text)) return "has a character that is not ASCII (a long minus, a hard blank?); type the number anew";
    if (has_groups(text)) return "has marks between its digits; write the digits alone, and a point before decimals";
    if (has_decimal_comma(text)) return "has a decimal comma; write a point";
    if (*text == '\0' || *end != '\0' || text[strspn(text, "+-.0123456789eE")] != '\0') return "is not a number";
    return isfinite(*value) ? NULL : "is too large for a number of 64 bits (the largest is 1.8e308)";
}
