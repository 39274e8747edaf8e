#include "tokens.h"

#include "autograd.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME = 256, NUMBER, TEXT, CHARACTER, WORD };

static const char *const keywords[] = {
    "auto",   "break",  "case",   "char",     "const",   "continue", "default", "do",     "double", "else",
    "enum",   "extern", "float",  "for",      "goto",    "if",       "inline",  "int",    "long",   "register",
    "return", "short",  "signed", "sizeof",   "static",  "struct",   "switch",  "typedef", "union", "unsigned",
    "void",   "volatile", "while",
};
static const char *const signs[] = {"<<=", ">>=", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&",
                                    "||", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^="};
enum { KEYWORDS = sizeof keywords / sizeof keywords[0], SIGNS = sizeof signs / sizeof signs[0] };

static bool begins_name(char c) { return isalpha((unsigned char)c) || c == '_'; }
static bool in_name(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* Behind a text or a character in quotes, or at the end of its line. */
static const char *after_quotes(const char *p) {
    const char quote = *p++;
    while (*p != '\0' && *p != '\n' && *p != quote) p += p[0] == '\\' && p[1] != '\0' ? 2 : 1;
    return *p == quote ? p + 1 : p;
}

static const char *after_directive(const char *p) {
    while (*p != '\0' && *p != '\n') p += p[0] == '\\' && p[1] == '\n' ? 2 : 1;
    return p;
}

/* Blanks, comments and the preprocessor's lines. */
static const char *after_space(const char *p, const char *text) {
    for (;;) {
        bool begins_line = p == text;
        while (isspace((unsigned char)*p)) begins_line = begins_line || *p == '\n', p++;
        if (*p == '#' && begins_line) p = after_directive(p);
        else if (strncmp(p, "//", 2) == 0) p += strcspn(p, "\n");
        else if (strncmp(p, "/*", 2) == 0) {
            const char *end = strstr(p + 2, "*/");
            p = end != NULL ? end + 2 : p + strlen(p);
        } else return p;
    }
}

static uint32_t kind_of_word(const char *p, int length) {
    for (int i = 0; i < KEYWORDS; i++)
        if ((int)strlen(keywords[i]) == length && strncmp(keywords[i], p, (size_t)length) == 0)
            return WORD + (uint32_t)i;
    return NAME;
}

static Token token_at(const char *p) {
    const char *end = p + 1;
    uint32_t    kind = (unsigned char)*p;
    if (begins_name(*p)) {
        while (in_name(*end)) end++;
        kind = kind_of_word(p, (int)(end - p));
    } else if (isdigit((unsigned char)*p) || (*p == '.' && isdigit((unsigned char)p[1]))) {
        while (in_name(*end) || *end == '.' || ((*end == '+' || *end == '-') && strchr("eEpP", end[-1]) != NULL)) end++;
        kind = NUMBER;
    } else if (*p == '"' || *p == '\'') {
        end = after_quotes(p);
        kind = *p == '"' ? TEXT : CHARACTER;
    } else {
        for (uint32_t i = 0; i < SIGNS; i++)
            if (strncmp(p, signs[i], strlen(signs[i])) == 0) {
                end = p + strlen(signs[i]);
                kind = WORD + KEYWORDS + i;
                break;
            }
    }
    return (Token){.kind = kind, .length = (int)(end - p), .function = -1};
}

/* The token i opens a block outside of all others: of a function, whose name stands before its parentheses? */
static int function_before(const Code *c, int i) {
    int depth = 0;
    for (int k = i - 1; k > 0 && c->tokens[i - 1].kind == ')'; k--) {
        depth += c->tokens[k].kind == ')' ? 1 : c->tokens[k].kind == '(' ? -1 : 0;
        if (depth == 0) return c->tokens[k - 1].kind == NAME ? k - 1 : -1;
    }
    return -1;
}

static int add_function(Code *c, int name) {
    c->functions = realloc(c->functions, (size_t)(c->n_functions + 1) * sizeof *c->functions);
    const Token *t = &c->tokens[name];
    snprintf(c->functions[c->n_functions].name, sizeof c->functions[0].name, "%.*s", t->length, c->text + t->at);
    c->functions[c->n_functions].task[0] = '\0';
    return c->n_functions++;
}

static void find_functions(Code *c) {
    int depth = 0, function = -1;
    for (int i = 0; i < c->n; i++) {
        Token *t = &c->tokens[i];
        if (t->kind == '{' && depth++ == 0) {
            const int name = function_before(c, i);
            function = name < 0 ? -1 : add_function(c, name);
            if (function >= 0) c->functions[function].first = t->at;
            continue;
        }
        if (t->kind == '}' && depth > 0 && --depth == 0) function = -1;
        t->function = function;
        if (function >= 0) c->functions[function].last = t->at;
    }
}

Code code_read(char *text) {
    Code c = {.text = text};
    for (const char *p = after_space(text, text); *p != '\0'; p = after_space(p, text)) {
        if (c.n == c.room) c.tokens = realloc(c.tokens, (size_t)(c.room = c.room * 2 + 256) * sizeof *c.tokens);
        c.tokens[c.n] = token_at(p);
        c.tokens[c.n].at = (int)(p - text);
        p += c.tokens[c.n++].length;
    }
    find_functions(&c);
    return c;
}

void code_free(Code *c) {
    free(c->text);
    free(c->tokens);
    free(c->functions);
    *c = (Code){0};
}

int code_function(const Code *c, const char *name) {
    for (int i = 0; i < c->n_functions; i++)
        if (strcmp(c->functions[i].name, name) == 0) return i;
    return -1;
}

void code_find_tasks(Code *c) {
    static const char mark[] = "SOLUTION BEGIN ";
    for (const char *p = c->text; (p = strstr(p, mark)) != NULL; p++)
        for (int i = 0; i < c->n_functions; i++)
            if (p - c->text > c->functions[i].first && p - c->text < c->functions[i].last)
                sscanf(p + strlen(mark), "%7[0-9.]", c->functions[i].task);
}

/* --- The given ---------------------------------------------------------------------------------------------------- */
/* FNV-1a of the tokens from i on; 0 where they do not lie in one body. */
static uint64_t hash_at(const Code *c, int i) {
    uint64_t hash = 14695981039346656037u;
    const int function = i + GIVEN_TOKENS <= c->n ? c->tokens[i].function : -1;
    if (function < 0) return 0;
    for (int k = i; k < i + GIVEN_TOKENS; k++) {
        if (c->tokens[k].function != function) return 0;
        hash = (hash ^ c->tokens[k].kind) * 1099511628211u;
    }
    return hash | 1;
}

static bool is_given(const Given *g, uint64_t hash) {
    for (size_t i = hash % g->room; g->hashes[i] != 0; i = (i + 1) % g->room)
        if (g->hashes[i] == hash) return true;
    return false;
}

static void put(Given *g, uint64_t hash) {
    size_t i = hash % g->room;
    while (g->hashes[i] != 0) i = (i + 1) % g->room;
    g->hashes[i] = hash;
    g->n++;
}

static void make_room(Given *g) {
    if (2 * g->n < g->room) return;
    const Given old = *g;
    *g = (Given){.room = old.room * 2 + 1024};
    g->hashes = t_calloc(g->room, sizeof *g->hashes);
    for (size_t i = 0; i < old.room; i++)
        if (old.hashes[i] != 0) put(g, old.hashes[i]);
    free(old.hashes);
}

void given_add(Given *g, const Code *c) {
    for (int i = 0; i < c->n; i++) {
        const uint64_t hash = hash_at(c, i);
        make_room(g);
        if (hash != 0 && !is_given(g, hash)) put(g, hash);
    }
}

void given_mark(const Given *g, Code *c) {
    for (int i = 0; g->room > 0 && i < c->n; i++) {
        const uint64_t hash = hash_at(c, i);
        if (hash == 0 || !is_given(g, hash)) continue;
        for (int k = i; k < i + GIVEN_TOKENS; k++) c->tokens[k].given = true;
    }
}
