#include "number.h"
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* 1,5: digits with one comma among them, where 1.5 is meant. */
static bool has_decimal_comma(const char *text) {
    const char *comma = strchr(text, ',');
    return comma && comma > text && comma[1] != '\0' && comma[1 + strspn(comma + 1, "0123456789")] == '\0' &&
           text[strspn(text, "+-0123456789")] == ',';
}

const char *number_read(const char *text, double *value) {
    char *end;
    *value = strtod(text, &end);
    if (has_decimal_comma(text)) return "has a decimal comma; write a point";
    if (*text == '\0' || *end != '\0' || text[strspn(text, "+-.0123456789eE")] != '\0') return "is not a number";
    return isfinite(*value) ? NULL : "is too large for a number of 64 bits (the largest is 1.8e308)";
}
