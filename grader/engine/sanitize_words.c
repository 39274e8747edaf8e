/* sanitize_words.c: from what AddressSanitizer and UBSan print to a sentence. */
#include "sanitize_words.h"

#include "locate.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static char *line_with(const char *text, const char *what) {
    const char *p = strstr(text, what);
    if (p == NULL) return NULL;
    while (p > text && p[-1] != '\n') p--;
    return text_escape(p, strcspn(p, "\n"), 300);
}

/* "./softmax.c:42:10: runtime error: index 10 out of bounds for type 'real [10]'". */
static char *undefined_sentence(const Lab *lab, const char *said) {
    char *line = line_with(said, ": runtime error: "), *sentence = NULL;
    for (int i = 0; line != NULL && lab->files[i] != NULL && sentence == NULL; i++) {
        size_t length = strlen(lab->files[i]);
        const char *at = strncmp(line, "./", 2) == 0 ? line + 2 : line;
        if (strncmp(at, lab->files[i], length) != 0 || at[length] != ':') continue;
        int number = atoi(at + length + 1);
        const char *words = strstr(line, ": runtime error: ") + strlen(": runtime error: ");
        sentence = text_format("%s:%d: %s", lab->files[i], number, words);
    }
    free(line);
    return sentence;
}

/* The addresses of the first stack, those in the program: "    #0 0x4012ec  (/box/sanitized+0x4012ec)". */
static char *place_of(Grading *g, const CompileBox *box, const char *said) {
    char text[WHERE_FRAMES][20], *addresses[WHERE_FRAMES];
    int n = 0;
    for (const char *p = strstr(said, "    #0 "); p != NULL && strncmp(p, "    #", 5) == 0 && n < WHERE_FRAMES;) {
        size_t length = strcspn(p, "\n");
        const char *at = memmem(p, length, "/sanitized+0x", 13);
        size_t digits = at != NULL ? strspn(at + 13, "0123456789abcdef") : 0;
        if (digits > 0 && digits <= 16) {
            snprintf(text[n], sizeof text[n], "0x%.*s", (int)digits, at + 13);
            addresses[n] = text[n];
            n++;
        }
        p += length + (p[length] == '\n');
    }
    return n > 0 ? locate(g, box, "./sanitized", addresses, n) : NULL;
}

static void add_extent(Text *to, long offset, long size, long element) {
    if (element > 0 && element <= 16 && size % element == 0 && offset % element == 0)
        text_add(to, ": index %ld of %ld", offset / element, size / element);
    else text_add(to, ": byte %ld of %ld", offset, size);
}

/* "    [144, 224) 'row' (line 7) <== Memory access at offset 224 overflows this variable". */
static void add_variable(Text *to, const char *said, long element) {
    char *line = line_with(said, " <== Memory access at offset "), name[64];
    long from, end, offset;
    if (line != NULL && sscanf(line, " [%ld, %ld) '%63[A-Za-z0-9_]'", &from, &end, name) == 3 &&
        sscanf(strstr(line, " <== "), " <== Memory access at offset %ld", &offset) == 1) {
        text_add(to, "%s %s", offset >= end ? "past the end of" : "before the start of", name);
        add_extent(to, offset - from, end - from, element);
    } else {
        text_add(to, "outside of a local variable");
    }
    free(line);
}

/* "0x.. is located 0 bytes to the right of 80-byte region", or "after" in later versions; of a global variable: "0
 * bytes to the right of global variable 'w' defined in 'softmax.c:3:8' (0x..) of size 40". */
static void add_block(Text *to, const char *said, long element) {
    char *line = line_with(said, " is located "), name[64] = "";
    long distance = 0, size = 0;
    const char *after = line != NULL ? strstr(line, " is located ") : "", *region = strstr(after, "-byte region"),
               *global = strstr(after, "global variable '");
    sscanf(after, " is located %ld", &distance);
    if (global != NULL && strstr(global, " of size ") != NULL) {
        sscanf(global, "global variable '%63[A-Za-z0-9_]'", name);
        size = atol(strstr(global, " of size ") + 9);
    } else if (region != NULL) {
        while (region > after && isdigit((unsigned char)region[-1])) region--;
        size = atol(region);
    }
    bool behind = strstr(after, " right of ") != NULL || strstr(after, " after ") != NULL;
    if (size <= 0 || line == NULL) {
        text_add(to, "outside of its memory");
    } else {
        text_add(to, "%s ", behind ? "past the end of" : "before the start of");
        if (name[0] != '\0') text_add(to, "%s", name);
        else text_add(to, "a block of %ld bytes", size);
        add_extent(to, behind ? size + distance : -distance, size, element);
    }
    free(line);
}

static bool is_error(const char *error, const char *kind) { return strncmp(error, kind, strlen(kind)) == 0; }

static char *address_sentence(Grading *g, const CompileBox *box, const char *said) {
    const char *error = strstr(said, "ERROR: AddressSanitizer: ");
    char *place = error != NULL ? place_of(g, box, error) : NULL;
    if (place == NULL) return NULL;
    error += strlen("ERROR: AddressSanitizer: ");
    Text t = {0};
    long element = 0;
    const char *read = strstr(error, "\nREAD of size "), *write = strstr(error, "\nWRITE of size ");
    if (read != NULL) element = atol(read + 14);
    else if (write != NULL) element = atol(write + 15);
    text_add(&t, "%s %s ", place, write != NULL && read == NULL ? "writes" : "reads");
    if (is_error(error, "stack-buffer") || is_error(error, "dynamic-stack-buffer")) add_variable(&t, error, element);
    else if (is_error(error, "heap-use-after-free")) text_add(&t, "memory that has been freed");
    else if (is_error(error, "stack-use-after-return"))
        text_add(&t, "a local variable of a function that has returned");
    else if (is_error(error, "stack-use-after-scope")) text_add(&t, "a local variable after the end of its block");
    else if (is_error(error, "heap-buffer") || is_error(error, "global-buffer")) add_block(&t, error, element);
    else {
        text_free(&t);
        if (is_error(error, "attempting double-free")) text_add(&t, "%s frees memory a second time", place);
        else if (is_error(error, "attempting free")) text_add(&t, "%s frees what malloc has not given", place);
        else if (is_error(error, "stack-overflow"))
            text_add(&t, "%s uses up the stack: a function that calls itself without an end, or too large a local "
                     "array", place);
    }
    free(place);
    return t.s;
}


/* --- Either ------------------------------------------------------------------------------------------------------- */
/* What UBSan says of memory; of all else the numbers may be right. */
static bool is_of_memory(const char *sentence) {
    static const char *const kinds[] = {"out of bounds", "null pointer", "insufficient space", "misaligned address"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (strstr(sentence, kinds[i]) != NULL) return true;
    return false;
}

Finding sanitize_finding(Grading *g, const CompileBox *box, const char *said) {
    Finding f = {.sentence = undefined_sentence(g->lab, said)};
    f.of_memory = f.sentence == NULL || is_of_memory(f.sentence);
    if (f.sentence == NULL) f.sentence = address_sentence(g, box, said);
    return f;
}
