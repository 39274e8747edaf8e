#include "utf8.h"

/* By the table of well-formed sequences of the Unicode standard. */
size_t utf8_decode(const unsigned char *s, uint32_t *character) {
    static const struct {
        unsigned char first, last, low, high;
        size_t length;
    } forms[] = {
        {0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
        if (*s < forms[f].first || *s > forms[f].last) continue;
        const size_t length = forms[f].length;
        *character = length == 1 ? *s : *s & (0xffu >> (length + 1));
        for (size_t i = 1; i < length; i++) {
            if (s[i] < (i == 1 ? forms[f].low : 0x80) || s[i] > (i == 1 ? forms[f].high : 0xbf)) return 0;
            *character = *character << 6 | (s[i] & 0x3f);
        }
        return length;
    }
    return 0;
}

bool utf8_is_shown(uint32_t c) {
    static const uint32_t hidden[][2] = {
        {0x00, 0x1f},     {0x7f, 0x9f},     {0xad, 0xad},     {0x061c, 0x061c},
        {0x180e, 0x180e},                                                         /* controls, soft hyphen, marks */
        {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},                     /* no room, line ends, direction */
        {0xfdd0, 0xfdef}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff}, /* no characters, marks, tags */
    };
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        if (c >= hidden[i][0] && c <= hidden[i][1]) return false;
    return (c & 0xfffe) != 0xfffe;
}
