/* pairs.c: sim_c finds equal runs of tokens; here they become pairs. It gets each author's own pieces, a token a line,
 * so that a line that it names is a token. */
#include "similarity.h"

#include "autograd.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SPLIT = 18 }; /* tokens between two pieces, which are like no others */

const char *task_of(const Class *c, int file, const Code *code, int token) {
    const int function = code->tokens[token].function;
    const int solved = function < 0 ? -1 : code_function(&c->solved[file], code->functions[function].name);
    return solved < 0 ? "" : c->solved[file].functions[solved].task;
}

bool is_own(const Author *x, int line) {
    return x->lines[line].file >= 0 && !x->codes[x->lines[line].file].tokens[x->lines[line].token].given;
}

/* --- Pieces ------------------------------------------------------------------------------------------------------- */
static void add_line(Author *x, int file, int token) {
    if (x->n_lines % 1024 == 0) x->lines = realloc(x->lines, (size_t)(x->n_lines + 1024) * sizeof *x->lines);
    x->lines[x->n_lines].file = (short)file;
    x->lines[x->n_lines++].token = token;
}

/* Where the piece that begins at i, a token that is not given, ends: behind its last own token. */
static int piece_end(const Code *code, int i) {
    int end = i + 1;
    for (int k = i; k < code->n && code->tokens[k].function == code->tokens[i].function; k++) {
        if (!code->tokens[k].given) end = k + 1;
        else if (k + 1 - end >= SHORT_GIVEN) break;
    }
    return end;
}

/* A number in braces: a run of sim_c does not go from one piece to the next. */
static void write_split(Author *x, FILE *to, unsigned number) {
    for (int bit = 0; bit < SPLIT; bit++) {
        fputs(number >> bit & 1 ? "{\n" : "}\n", to);
        add_line(x, -1, -1);
    }
}

static void write_file(Author *x, int file, FILE *to, unsigned *splits) {
    const Code *code = &x->codes[file];
    for (int i = 0; i < code->n; i++) {
        if (code->tokens[i].function < 0 || code->tokens[i].given) continue;
        const int end = piece_end(code, i);
        for (int k = i; end - i >= RUN_TOKENS && k < end; k++) {
            fprintf(to, "%.*s\n", code->tokens[k].length, code->text + code->tokens[k].at);
            add_line(x, file, k);
            x->own += !code->tokens[k].given;
        }
        if (end - i >= RUN_TOKENS) write_split(x, to, (*splits)++);
        i = end - 1;
    }
}

static bool write_pieces(Class *c, const char *folder) {
    char     path[4096];
    unsigned splits = 0;
    bool     old = false;
    snprintf(path, sizeof path, "%.4000s/names", folder);
    FILE *names = fopen(path, "w");
    for (int i = 0; names != NULL && i < c->n; i++) {
        snprintf(path, sizeof path, "%.4000s/%d.c", folder, i);
        FILE *to = fopen(path, "w");
        if (to == NULL) break;
        for (int f = 0; f < c->n_files; f++) write_file(&c->authors[i], f, to, &splits);
        if (c->authors[i].from != NULL && !old) fputs("/\n", names);
        old = c->authors[i].from != NULL;
        fprintf(names, "%d.c\n", i);
        if (fclose(to) != 0) break;
        if (i == c->n - 1 && fclose(names) == 0) return true;
    }
    return t_error_set("%s: %s", path, strerror(errno));
}

/* --- Runs --------------------------------------------------------------------------------------------------------- */
static bool run_sim(const char *folder) {
    char command[32];
    snprintf(command, sizeof command, "%d", RUN_TOKENS);
    const pid_t child = fork();
    if (child == 0) {
        if (chdir(folder) == 0 && freopen("names", "r", stdin) != NULL && freopen("/dev/null", "w", stdout) != NULL)
            execlp("sim_c", "sim_c", "-e", "-s", "-n", "-T", "-w", "120", "-r", command, "-o", "runs", "-i", NULL);
        _exit(127);
    }
    int status = -1;
    if (child > 0) waitpid(child, &status, 0);
    if (status == 0) return true;
    return t_error_set("sim_c has failed (status %d): is similarity-tester installed? make setup installs it",
                       WIFEXITED(status) ? WEXITSTATUS(status) : -1);
}

static int own_tokens(const Author *x, int first, int last) {
    int n = 0;
    for (int i = first; i <= last && i < x->n_lines; i++) n += is_own(x, i);
    return n;
}

static void add_run(Class *c, Run r) {
    if (r.a < 0 || r.b < 0 || r.a >= c->n || r.b >= c->n || r.a == r.b) return;
    if (r.a > r.b) r = (Run){r.b, r.a, r.b_first, r.b_last, r.a_first, r.a_last};
    if (own_tokens(&c->authors[r.a], r.a_first, r.a_last) < RUN_OWN) return;
    if (own_tokens(&c->authors[r.b], r.b_first, r.b_last) < RUN_OWN) return;
    if (c->n_runs == c->runs_room)
        c->runs = realloc(c->runs, (size_t)(c->runs_room = 2 * c->runs_room + 1024) * sizeof *c->runs);
    c->runs[c->n_runs++] = r;
}

/* "3.c: line 12-40   |7.c: line 8-36   [31]" */
static bool read_runs(Class *c, const char *folder) {
    char path[4096], line[400];
    snprintf(path, sizeof path, "%.4000s/runs", folder);
    FILE *f = fopen(path, "r");
    if (f == NULL) return t_error_set("%s: %s", path, strerror(errno));
    while (fgets(line, sizeof line, f) != NULL) {
        Run r;
        if (sscanf(line, "%d.c: line %d-%d |%d.c: line %d-%d", &r.a, &r.a_first, &r.a_last, &r.b, &r.b_first,
                   &r.b_last) != 6)
            continue;
        r.a_first--, r.a_last--, r.b_first--, r.b_last--;
        add_run(c, r);
    }
    fclose(f);
    return true;
}

/* --- Pairs -------------------------------------------------------------------------------------------------------- */
static int by_pair(const void *left, const void *right) {
    const Run *x = left, *y = right;
    return x->a != y->a ? x->a - y->a : x->b != y->b ? x->b - y->b : x->a_first - y->a_first;
}

/* Own tokens of one of the two that lie in some run. */
static int covered(const Class *c, const Pair *p, bool first) {
    const Author *x = &c->authors[first ? p->a : p->b];
    bool *in = t_calloc((size_t)x->n_lines + 1, sizeof *in);
    int   n = 0;
    for (int i = 0; i < p->n_runs; i++) {
        const Run *r = &p->runs[i];
        for (int k = first ? r->a_first : r->b_first; k <= (first ? r->a_last : r->b_last) && k < x->n_lines; k++)
            in[k] = true;
    }
    for (int k = 0; k < x->n_lines; k++) n += in[k] && is_own(x, k);
    free(in);
    return n;
}

static int by_rank(const void *left, const void *right) {
    const Pair *x = left, *y = right;
    return x->shared != y->shared ? y->shared - x->shared : x->a != y->a ? x->a - y->a : x->b - y->b;
}

static void rank(Class *c) {
    if (c->n_runs > 0) qsort(c->runs, (size_t)c->n_runs, sizeof *c->runs, by_pair);
    c->pairs = t_calloc((size_t)c->n_runs + 1, sizeof *c->pairs);
    for (int i = 0; i < c->n_runs; i++) {
        const Run *r = &c->runs[i];
        Pair      *last = &c->pairs[c->n_pairs - 1];
        if (c->n_pairs > 0 && last->a == r->a && last->b == r->b) last->n_runs++;
        else c->pairs[c->n_pairs++] = (Pair){.a = r->a, .b = r->b, .runs = &c->runs[i], .n_runs = 1};
    }
    for (int i = 0; i < c->n_pairs; i++) {
        const int a = covered(c, &c->pairs[i], true), b = covered(c, &c->pairs[i], false);
        c->pairs[i].shared = a < b ? a : b;
    }
    if (c->n_pairs > 0) qsort(c->pairs, (size_t)c->n_pairs, sizeof *c->pairs, by_rank);
}

bool pairs_find(Class *c, const char *folder) {
    if (!write_pieces(c, folder) || !run_sim(folder) || !read_runs(c, folder)) return false;
    rank(c);
    return true;
}
