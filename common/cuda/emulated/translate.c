/* translate: makes C++ of CUDA C++. Reads a preprocessed .cu file on stdin, and writes what g++ or clang++ compile:
 *
 *     kernel<T><<<grid, block>>>(n, x);    becomes a call of emu_launch, which is given the kernel and its arguments
 *     __shared__ float tile[16][16];       a reference to the emulated block's shared memory
 *     extern __shared__ float buffer[];    a pointer to the part of it whose size the launch gives
 *     __device__ float total;              a variable in a section of its own, and its name and size in another one; the
 *                                          same for __constant__
 *     __global__, __device__, __host__     nothing, in front of a function
 *
 * A name of CUDA's that no header here has (clock64, __fsqrt_rn, thrust::sort) ends it with a line that says so.
 *
 * `translate FROM TO` reads and writes files in place of stdin and stdout. Everything stays on its line; strings,
 * characters and the rest of the text pass unchanged. */
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum Kind { SPACE, WORD, LITERAL, SIGN } Kind;

typedef struct Token {
    Kind        kind;
    const char *at;
    size_t      length;
    bool        gone;
    char       *instead; /* written in its place, when not NULL */
} Token;

static Token *tokens;
static int    n_tokens;

static _Noreturn void fail(const char *why) {
    fprintf(stderr, "translate: %s\n", why);
    exit(1);
}

static void *grown(void *p, size_t bytes) {
    p = realloc(p, bytes);
    if (!p) fail("out of memory");
    return p;
}

/* --- Text to tokens ----------------------------------------------------------------------------------------------- */
/* The end of a literal that begins at p with a quote. */
static const char *after_quoted(const char *p) {
    const char quote = *p++;
    while (*p && *p != quote) p += *p == '\\' && p[1] ? 2 : 1;
    return *p ? p + 1 : p;
}

/* The end of R"x(...)x", where p is at its first quote. */
static const char *after_raw(const char *p) {
    char         end[24] = ")";
    const size_t n = strcspn(p + 1, "(");
    if (n > 16) return after_quoted(p);
    memcpy(end + 1, p + 1, n);
    strcpy(end + 1 + n, "\"");
    const char *found = strstr(p, end);
    return found ? found + strlen(end) : p + strlen(p);
}

static const char *after_word(const char *p) {
    while (isalnum((unsigned char)*p) || *p == '_' || *p == '$') p++;
    return p;
}

static const char *after_number(const char *p) {
    while (isalnum((unsigned char)*p) || *p == '.' || *p == '_' || (*p == '\'' && isalnum((unsigned char)p[1])) ||
           ((*p == '+' || *p == '-') && strchr("eEpP", p[-1])))
        p++;
    return p;
}

/* A line of the preprocessor's (# 12 "file.cu") counts as space. */
static const char *after_space(const char *p, bool line_begins) {
    for (; *p; p++) {
        if (*p == '#' && line_begins) p += strcspn(p, "\n");
        else if (!isspace((unsigned char)*p)) break;
        line_begins = *p == '\n';
        if (!*p) break;
    }
    return p;
}

static void add(Kind kind, const char *at, const char *end) {
    static int room;
    if (n_tokens == room) tokens = grown(tokens, (size_t)(room = 2 * room + 1000) * sizeof *tokens);
    tokens[n_tokens++] = (Token){kind, at, (size_t)(end - at), false, NULL};
}

static void split(const char *text) {
    const char *p = text, *end;
    while (*p) {
        const bool line_begins = p == text || p[-1] == '\n';
        if (isspace((unsigned char)*p) || (*p == '#' && line_begins)) add(SPACE, p, end = after_space(p, line_begins));
        else if (*p == '"' || *p == '\'') add(LITERAL, p, end = after_quoted(p));
        else if (isdigit((unsigned char)*p) || (*p == '.' && isdigit((unsigned char)p[1])))
            add(LITERAL, p, end = after_number(p));
        else if (isalpha((unsigned char)*p) || *p == '_' || *p == '$') {
            end = after_word(p);
            if (*end == '"' && end[-1] == 'R') add(LITERAL, p, end = after_raw(end));
            else add(WORD, p, end);
        } else add(SIGN, p, end = p + 1);
        p = end;
    }
}

/* --- Walking over tokens ------------------------------------------------------------------------------------------ */
static bool is(int i, const char *text) {
    return i >= 0 && i < n_tokens && tokens[i].length == strlen(text) &&
           memcmp(tokens[i].at, text, tokens[i].length) == 0 && tokens[i].kind != LITERAL;
}
static bool is_word(int i) { return i >= 0 && i < n_tokens && tokens[i].kind == WORD; }

static int next(int i) {
    do i++;
    while (i < n_tokens && tokens[i].kind == SPACE);
    return i;
}
static int previous(int i) {
    do i--;
    while (i >= 0 && tokens[i].kind == SPACE);
    return i;
}
static bool three(int i, const char *sign) { return is(i, sign) && is(i + 1, sign) && is(i + 2, sign); }

static int depth_of(int i) {
    if (is(i, "(") || is(i, "[") || is(i, "{")) return 1;
    return is(i, ")") || is(i, "]") || is(i, "}") ? -1 : 0;
}

/* The bracket that closes the one at i; n_tokens when there is none. */
static int closing(int i) {
    int depth = 0;
    for (; i < n_tokens; i++)
        if ((depth += depth_of(i)) == 0) break;
    return i;
}

/* From the > at i back to the < of its template arguments; -1. */
static int opening_angle(int i) {
    int depth = 0, brackets = 0;
    for (; i >= 0; i--) {
        brackets -= depth_of(i);
        if (brackets < 0 || is(i, ";")) return -1;
        if (brackets == 0 && is(i, ">")) depth++;
        if (brackets == 0 && is(i, "<") && --depth == 0) return i;
    }
    return -1;
}

/* --- Writing ------------------------------------------------------------------------------------------------------ */
static char *format(const char *how, ...) __attribute__((format(printf, 1, 2)));
static char *format(const char *how, ...) {
    va_list args;
    va_start(args, how);
    const int n = vsnprintf(NULL, 0, how, args);
    va_end(args);
    char *text = grown(NULL, (size_t)n + 1);
    va_start(args, how);
    vsnprintf(text, (size_t)n + 1, how, args);
    va_end(args);
    return text;
}

/* The text of tokens from..end-1, on one line; as the inside of a string literal when `quoted`. */
static char *text_of(int from, int end, bool quoted) {
    size_t used = 0;
    char  *text = grown(NULL, 1);
    for (int i = from; i < end; i++) {
        const Token t = tokens[i];
        text = grown(text, used + 2 * t.length + 2);
        if (t.kind == SPACE) {
            if (used > 0 && i + 1 < end) text[used++] = ' ';
            continue;
        }
        for (size_t k = 0; k < t.length; k++) {
            if (quoted && (t.at[k] == '"' || t.at[k] == '\\')) text[used++] = '\\';
            text[used++] = quoted && t.at[k] == '\n' ? ' ' : t.at[k];
        }
    }
    text[used] = '\0';
    return text;
}

static void take_away(int from, int end) {
    for (int i = from; i < end; i++) tokens[i].gone = tokens[i].kind != SPACE;
}

static void put(int i, char *text) {
    tokens[i].gone = false;
    tokens[i].instead = text;
}

static void write_all(void) {
    for (int i = 0; i < n_tokens; i++)
        if (tokens[i].instead) fputs(tokens[i].instead, stdout);
        else if (!tokens[i].gone) fwrite(tokens[i].at, 1, tokens[i].length, stdout);
}

/* --- Launches ----------------------------------------------------------------------------------------------------- */
/* Where the kernel's name begins that ends at i: a::b<T>. */
static int name_begins(int i) {
    if (is(i, ">") && (i = previous(opening_angle(i))) < 0) return -1;
    if (!is_word(i)) return -1;
    while (is(previous(i), ":") && is(previous(previous(i)), ":")) {
        const int word = previous(previous(previous(i)));
        if (!is_word(word)) return previous(previous(i));
        i = word;
    }
    return i;
}

static void translate_launch(int open) {
    const int first = name_begins(previous(open));
    if (first < 0 || is(previous(open), "operator")) return;
    int close = open + 3, depth = 0;
    while (close < n_tokens && !(depth == 0 && three(close, ">"))) depth += depth_of(close++);
    const int arguments = next(close + 2), end = closing(arguments);
    if (!is(arguments, "(") || end >= n_tokens) return;
    char *kernel = text_of(first, previous(open) + 1, false), *shown = text_of(first, previous(open) + 1, true);
    char *given = text_of(arguments + 1, end, true);
    take_away(first, open + 3);
    put(first, format("emu_launch(\"%s\", \"%s\", [=](auto... emu_a) { %s(emu_a...); }, emu_config(", shown, given,
                      kernel));
    take_away(close, close + 3);
    put(close, format(")"));
    tokens[arguments].gone = true;
    if (next(arguments) != end) put(arguments, format(", "));
    free(kernel), free(shown), free(given);
}

/* --- Shared memory ------------------------------------------------------------------------------------------------ */
static bool ends_name(int i) { return is(i, "[") || is(i, ",") || is(i, ";") || is(i, "=") || is(i, "{"); }

/* The end of a declarator that begins at i: a comma or the semicolon. */
static int declarator_ends(int i, int end) {
    for (int depth = 0; i < end; depth += depth_of(i++))
        if (depth == 0 && is(i, ",")) break;
    return i;
}

/* The name of the first declarator: the first word before [ , ; or =, outside template arguments. */
static int first_name(int from, int end) {
    int angles = 0, depth = 0;
    for (int i = from; i < end; i++) {
        depth += depth_of(i);
        if (depth == 0 && is(i, "<")) angles++;
        if (depth == 0 && is(i, ">")) angles--;
        if (is_word(i) && depth == 0 && angles == 0 && (next(i) >= end || ends_name(next(i)))) return i;
    }
    return -1;
}

static bool is_dropped(int i) {
    return is(i, "__shared__") || is(i, "static") || is(i, "extern") || is(i, "__device__");
}

static void translate_shared(int at, bool in_function) {
    int  from = at, end = at;
    bool dynamic = false;
    for (int i = previous(at); i >= 0 && !is(i, ";") && !is(i, "{") && !is(i, "}") && !is(i, ")"); i = previous(i))
        from = i;
    while (end < n_tokens && !is(end, ";")) end++;
    for (int i = from; i < end; i++) {
        dynamic |= is(i, "extern");
        if (is_dropped(i)) tokens[i].kind = SPACE;
    }
    int name = first_name(from, end);
    if (name < 0) return;
    char *type = text_of(from, name, false), *all = format("%s", "");
    for (int i = name; i < end; i = next(declarator_ends(i, end))) {
        while (i < end && !is_word(i)) i++;
        char *called = text_of(i, i + 1, false), *sizes = text_of(i + 1, declarator_ends(i, end), false), *before = all;
        if (dynamic)
            all = format("%s%s%s *%s = emu_dynamic<%s>(\"%s\"); ", before,
                         in_function ? "" : "static __attribute__((section(\"emu_pointers\"))) ", type, called, type,
                         called);
        else
            all = format("%stypedef %s emu_type_%s%s; static EmuVariable emu_variable_%s; emu_type_%s &%s = "
                         "emu_shared<emu_type_%s>(emu_variable_%s, \"%s\"); ",
                         before, type, called, sizes, called, called, called, called, called, called);
        free(called), free(sizes), free(before);
    }
    take_away(from, end);
    for (int i = from; i < end; i++) /* what was made a space above */
        if (is_dropped(i)) tokens[i].gone = true;
    put(from, all);
    free(type);
}

/* --- Variables and functions -------------------------------------------------------------------------------------- */
/* Whether __device__ or __constant__ at i stands in front of a variable: then = [ { or ; comes before a parenthesis. */
static bool declares_variable(int i) {
    int angles = 0;
    for (i = next(i); i < n_tokens; i = next(i)) {
        if (is(i, "__attribute__") || is(i, "alignas") || is(i, "decltype")) i = closing(next(i));
        else if (is(i, "<")) angles++;
        else if (is(i, ">")) angles--;
        else if (angles == 0 && (is(i, "(") || is(i, "operator"))) return false;
        else if (angles == 0 && (is(i, "=") || is(i, "[") || is(i, "{") || is(i, ";"))) return true;
    }
    return false;
}

/* What the emulated GPU is told of a variable (EmuGlobal), and a gap that belongs to nobody. */
static char *global_told(int name, const char *section, bool is_constant, bool is_fixed) {
    char *called = text_of(name, name + 1, false);
    char *text = format(
        " static %schar emu_gap_%s[EMU_GAP] __attribute__((section(\"%s\"), used)) = {}; "
        "static EmuGlobal emu_global_%s __attribute__((section(\"emu_globals\"), used, retain)) = "
        "emu_global<decltype(%s)>(\"%s\", &%s, %s);",
        is_fixed ? "const " : "", called, section, called, called, called, called, is_constant ? "true" : "false");
    free(called);
    return text;
}

/* The word at i is __device__ or __constant__ in front of a variable, which goes into its section. */
static void translate_global(int at, bool in_function) {
    const bool  is_constant = is(at, "__constant__");
    int         from = at, end = at;
    bool        is_fixed = false, elsewhere = false, is_template = in_function;
    for (int i = previous(at); i >= 0 && !is(i, ";") && !is(i, "{") && !is(i, "}"); i = previous(i)) from = i;
    while (end < n_tokens && !is(end, ";")) end++;
    const int name = first_name(from, end);
    for (int i = from; i < name; i++) {
        elsewhere |= is(i, "extern");
        is_template |= is(i, "template") || is(i, ":");
        is_fixed = (is_fixed || is(i, "const") || is(i, "constexpr")) && !is(i, "*");
    }
    /* The compiler puts no call in front of reads of what is const. */
    if (is_constant && is_fixed && is(next(name), "[")) {
        for (int i = from; i < name; i++) {
            is_fixed &= !is(i, "const");
            if (is(i, "const")) tokens[i].gone = true;
        }
    }
    const char *section = !is_constant ? "emu_device" : is_fixed ? "emu_fixed" : "emu_constant";
    put(at, format("__attribute__((section(\"%s\")))", section));
    if (name < 0 || elsewhere) return;
    if (is_template) fail("a __device__ or __constant__ variable stands in a function, a class or a template: the "
                          "emulated GPU does not have it. Declare it in front of the kernels");
    char *all = format(";");
    for (int i = name; i < end; i = next(declarator_ends(i, end))) {
        while (i < end && !is_word(i)) i++;
        char *before = all, *told = global_told(i, section, is_constant, is_fixed);
        all = format("%s%s", before, told);
        free(before), free(told);
    }
    put(end, all);
}

/* Whether the brace at i belongs to namespace a { or extern "C" {. */
static bool is_no_function(int i) {
    const int before = previous(i);
    return is(before, "namespace") || is(previous(before), "namespace") || is(previous(before), "extern");
}

static void translate(void) {
    int functions = 0, others = 0; /* braces that are open */
    for (int i = 0; i < n_tokens; i++) {
        if (is(i, "{")) functions > 0 || !is_no_function(i) ? functions++ : others++;
        if (is(i, "}")) functions > 0 ? functions-- : others--;
        if (is(i, "__shared__")) translate_shared(i, functions > 0);
        const bool constant = is(i, "__constant__");
        const bool device = is(i, "__device__") && !is(next(i), "__constant__") && !is(previous(i), "__constant__");
        if ((constant || device) && !tokens[i].gone && declares_variable(i)) translate_global(i, functions > 0);
        if (three(i, "<") && !tokens[i].gone) translate_launch(i);
    }
    for (int i = 0; i < n_tokens; i++) {
        if (tokens[i].gone || tokens[i].instead) continue;
        if (is(i, "__global__") || is(i, "__host__")) tokens[i].gone = true;
        if (is(i, "__device__")) tokens[i].gone = true;
    }
}

/* --- Names of CUDA's that are not here ---------------------------------------------------------------------------- */
static bool begins(int i, const char *with) {
    return tokens[i].length > strlen(with) && memcmp(tokens[i].at, with, strlen(with)) == 0;
}
static bool ends(int i, const char *with) {
    const size_t n = strlen(with);
    return tokens[i].length > n && memcmp(tokens[i].at + tokens[i].length - n, with, n) == 0;
}
static bool begins_one_of(int i, const char *const with[]) {
    while (*with && !begins(i, *with)) with++;
    return *with != NULL;
}

/* Whether the word looks like CUDA's: a namespace, a function, or a constant or type (cudaDevAttrWarpSize). */
static bool looks_like_cudas(int i) {
    static const char *const spaces[] = {"thrust", "cub", "cooperative_groups", "nvcuda", "cutlass", NULL};
    static const char *const functions[] = {
        "__shfl",  "__sync",    "__match", "__reduce", "__ld",    "__st",   "__dp",    "__v",    "__nv",   "__float",
        "__double", "__int",    "__uint",  "__half",   "__hmul",  "__hadd", "tex1D",   "tex2D",  "tex3D",  "surf",
        "clock",   "atomic",    "cublas",  "curand",   "cufft",   "cudnn",  "__cvta",  "__is",   "__byte", "__mul",
        "__brev",  "__trap",    "__prof",  "__pipeline", "__cluster", "__exp10", "__tan", "__frcp", NULL};
    static const char *const rounded[] = {"_rn", "_rz", "_ru", "_rd", NULL};
    if (begins(i, "cuda") && isupper((unsigned char)tokens[i].at[4])) return true;
    if (is(next(i), ":"))
        for (int s = 0; spaces[s]; s++)
            if (is(i, spaces[s])) return true;
    if (!is(next(i), "(")) return false;
    for (int r = 0; begins(i, "__") && rounded[r]; r++)
        if (ends(i, rounded[r])) return true;
    return begins_one_of(i, functions) || is(i, "clock");
}

/* float *cudaSum(...), struct cudaThing: a word of the file's own. */
static bool is_declared_here(int i, int depth) {
    const int before = previous(i);
    if (before < 0 || is(before, "return") || is(before, "else") || is(before, "case")) return false;
    return is_word(before) || is(before, ".") || (is(before, ">") && is(before - 1, "-")) ||
           (depth == 0 && (is(before, "*") || is(before, "&") || is(before, ">")));
}

static int compare_words(const void *a, const void *b) {
    const Token *s = a, *t = b;
    const size_t n = s->length < t->length ? s->length : t->length;
    const int    order = memcmp(s->at, t->at, n);
    return order ? order : (s->length > t->length) - (s->length < t->length);
}

/* Follows lines (# 12 "kernels.cu" 2) through a token that is space. */
static void follow(const Token *t, int *line, char file[300]) {
    for (const char *p = t->at; p < t->at + t->length; p++) {
        if (*p == '\n') ++*line;
        else if (*p == '#' && sscanf(p, "# %d \"%299[^\"]\"", line, file) == 2)
            for (--*line; p + 1 < t->at + t->length && p[1] != '\n';) p++;
    }
}

/* The file that is translated is the one that the first line names. What other files have is known. A name that is
 * missed here is the compiler's to refuse, in its own words. */
static void refuse_missing_names(void) {
    Token *known = grown(NULL, ((size_t)n_tokens + 1) * sizeof *known);
    size_t n = 0;
    char   own[300] = "", file[300] = "";
    bool   sorted = false;
    if (n_tokens == 0 || sscanf(tokens[0].at, "# %*d \"%299[^\"]\"", own) != 1) return; /* without lines */
    for (int pass = 0; pass < 2; pass++) {
        int depth = 0, line = 1;
        for (int i = 0; i < n_tokens; i++) {
            depth += depth_of(i);
            if (tokens[i].kind == SPACE) follow(&tokens[i], &line, file);
            if (!is_word(i)) continue;
            const bool mine = strcmp(file, own) == 0, cudas = mine && looks_like_cudas(i);
            if (pass == 0 && (!mine || (cudas && is_declared_here(i, depth)))) known[n++] = tokens[i];
            if (pass == 0 || !cudas) continue;
            if (!sorted) qsort(known, n, sizeof *known, compare_words), sorted = true;
            if (bsearch(&tokens[i], known, n, sizeof *known, compare_words)) continue;
            fprintf(stderr, "%s:%d:1: error: %.*s: the emulated GPU does not have it. common/cuda/README.md says what "
                    "it has\n", own, line, (int)tokens[i].length, tokens[i].at);
            exit(1);
        }
    }
    free(known);
}

int main(int argc, char **argv) {
    if (argc == 3 && (!freopen(argv[1], "r", stdin) || !freopen(argv[2], "w", stdout))) fail("no such file");
    char  *text = NULL;
    size_t used = 0, n;
    do {
        text = grown(text, used + 65537);
        n = fread(text + used, 1, 65536, stdin);
        used += n;
    } while (n > 0);
    text[used] = '\0';
    if (memchr(text, '\0', used)) fail("the text holds a byte that is 0");
    split(text);
    refuse_missing_names();
    translate();
    write_all();
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : (perror("translate"), 1);
}
