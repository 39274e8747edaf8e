#include "names.h"

#include "autograd.h"
#include "text.h"
#include "utf8.h"
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* U+00C0 to U+017F without their accents; '.' for the signs of product and quotient. */
static const char plain[] = "aaaaaaaceeeeiiii"  /* C0: a ring and ae both become a */
                            "dnooooo.ouuuuyts"
                            "aaaaaaaceeeeiiii"
                            "dnooooo.ouuuuyty"
                            "aaaaaaccccccccdd" /* 100 */
                            "ddeeeeeeeeeegggg"
                            "gggghhhhiiiiiiii"
                            "iiiijjkkklllllll"
                            "lllnnnnnnnnnoooo"
                            "oooorrrrrrssssss"
                            "ssttttttuuuuuuuu"
                            "uuuuwwyyyzzzzzzs";

char *name_folded(const char *name) {
    Text t = {0};
    bool gap = false;
    for (const unsigned char *s = (const unsigned char *)name; *s != '\0';) {
        uint32_t c;
        const size_t n = utf8_decode(s, &c);
        s += n > 0 ? n : 1;
        if (n > 0 && c >= 0x300 && c <= 0x36f) continue; /* an accent by itself */
        const bool letter = n > 0 && (c < 0x80 ? isalnum((int)c) != 0 : c > 0xbf && c != 0xd7 && c != 0xf7); /* signs */
        const bool apostrophe = c == '\'' || c == 0x2019; /* O'Brien is OBrien elsewhere */
        if (!letter) {
            gap = gap || !apostrophe;
            continue;
        }
        if (gap && t.size > 0) text_add(&t, " ");
        gap = false;
        if (c == 0xdf) text_add(&t, "ss");
        else if (c < 0x80) text_add(&t, "%c", tolower((int)c));
        else if (c >= 0xc0 && c <= 0x17f) text_add(&t, "%c", plain[c - 0xc0]);
        else text_add(&t, "%.*s", (int)n, s - n);
    }
    return t.s != NULL ? t.s : text_format("%s", "");
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

char *name_sorted(const char *name) {
    char *folded = name_folded(name), *words[64], *rest;
    int n = 0;
    for (char *w = strtok_r(folded, " ", &rest); w != NULL && n < 64; w = strtok_r(NULL, " ", &rest)) words[n++] = w;
    qsort(words, (size_t)n, sizeof *words, by_text);
    Text t = {0};
    for (int i = 0; i < n; i++) text_add(&t, "%s%s", i > 0 ? " " : "", words[i]);
    free(folded);
    return t.s != NULL ? t.s : text_format("%s", "");
}

char *name_squeezed(const char *name) {
    char *folded = name_folded(name), *to = folded;
    for (const char *p = folded; *p != '\0'; p++)
        if (*p != ' ') *to++ = *p;
    *to = '\0';
    return folded;
}

bool name_has_words(const char *all, const char *part) {
    const size_t n = strlen(part);
    if (n == 0) return false;
    for (const char *w = part; *w != '\0';) {
        const size_t length = strcspn(w, " ");
        bool found = false;
        for (const char *p = all; *p != '\0' && !found;) {
            const size_t l = strcspn(p, " ");
            found = l == length && memcmp(p, w, l) == 0;
            p += l + (p[l] == ' ');
        }
        if (!found) return false;
        w += length + (w[length] == ' ');
    }
    return true;
}

char *name_for_file(const char *name) {
    Text t = {0};
    for (const unsigned char *s = (const unsigned char *)name; *s != '\0';) {
        uint32_t c;
        const size_t n = utf8_decode(s, &c);
        const bool kept = n > 0 && (c < 0x80 ? isalnum((int)c) || strchr("._-@+", (int)c) != NULL
                                             : c > 0xbf && utf8_is_shown(c));
        /* No name that is hidden, leads elsewhere, or that a spreadsheet takes for a formula. */
        const bool first = t.size == 0 && c < 0x80 && !isalnum((int)c);
        if (kept && !first) text_add(&t, "%.*s", (int)n, s);
        else text_add(&t, "_");
        s += n > 0 ? n : 1;
        if (t.size > 120) break;
    }
    return t.s != NULL ? t.s : text_format("_");
}
