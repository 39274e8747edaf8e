/* page.c: the ranked list, and the most alike pairs side by side. Pages without scripts. */
#include "similarity.h"

#include "autograd.h"
#include "replace.h"
#include "utf8.h"
#include <stdlib.h>
#include <string.h>

enum { LISTED = 500, SHOWN = 100 };

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; "
    "style-src &#39;unsafe-inline&#39;\"/>\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<style>\n"
    ":root { color-scheme: light dark; --ink: #1c1e21; --soft: #6b7280; --paper: #fff; --line: #d9dce1;\n"
    "  --same: #ffe08a; }\n"
    "@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #8a929d; --paper: #16181b;\n"
    "  --line: #33373d; --same: #6b5200; } }\n"
    "body { margin: 1.5rem auto; max-width: 90rem; padding: 0 1rem; color: var(--ink); background: var(--paper);\n"
    "  font: 16px/1.5 system-ui, sans-serif; }\n"
    "h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; } .soft, .given { color: var(--soft); }\n"
    "table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem .3rem 0;\n"
    "  border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }\n"
    "td.n, th.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }\n"
    ".sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 32rem), 1fr)); gap: 1rem; }\n"
    ".sides > div { min-width: 0; }\n"
    "pre { margin: 0; padding: .6rem; border: 1px solid var(--line); border-radius: .3rem; white-space: pre-wrap;\n"
    "  overflow-wrap: anywhere; font: 13px/1.45 ui-monospace, monospace; }\n"
    "mark { background: var(--same); color: inherit; } .long { max-width: 60rem; }\n</style>\n";

static const char note[] =
    "<h2>What this list cannot show</h2>\n<ul class=\"long\">\n"
    "<li>It is no proof. It says where to read. Two students who think alike write alike, and a short task has few\n"
    "  right solutions. Read both, and ask both.</li>\n"
    "<li>What the stub or the course&#39;s solution has in the same way is left out. So two copies of a solution that\n"
    "  is nearly the course&#39;s own are not in the list.</li>\n"
    "<li>Names, numbers, texts, comments and layout are not compared. Equal comments or equal misspelt names are\n"
    "  stronger signs than equal loops: look for them.</li>\n"
    "<li>Statements in another order and loops written another way may not be found. Code that both have from a third\n"
    "  source, a web page or a language model, is found without either having copied from the other.</li>\n"
    "<li>It does not say who has copied from whom.</li>\n</ul>\n";

static void add_escaped(Text *to, const char *text, size_t n) {
    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c == '<') text_add(to, "&lt;");
        else if (c == '>') text_add(to, "&gt;");
        else if (c == '&') text_add(to, "&amp;");
        else if (c == '"') text_add(to, "&quot;");
        else if (c == '\n' || c == '\t' || (c >= ' ' && c != 0x7f)) text_add(to, "%c", c);
        else text_add(to, c == '\r' ? "" : "?%s", "");
    }
}

static void begin_page(Text *to, const char *title) {
    text_add(to, "%s<title>", head);
    add_escaped(to, title, strlen(title));
    text_add(to, "</title>\n</head>\n<body>\n<h1>");
    add_escaped(to, title, strlen(title));
    text_add(to, "</h1>\n");
}

static bool write_file(const char *folder, const char *name, Text *text) {
    char    path[4096];
    Replace r;
    snprintf(path, sizeof path, "%.3000s/%.200s", folder, name);
    const bool written = replace_begin(&r, path) && (fputs(text_of(text), r.to), replace_end(&r, !ferror(r.to)));
    text_free(text);
    return written;
}

static double percent(int part, int whole) { return whole > 0 ? 100.0 * part / whole : 0; }

/* "3.2 3.9": where the runs of a pair lie; "own functions" for those that no task asks for. */
static void tasks_of(const Class *c, const Pair *p, char tasks[200]) {
    *tasks = '\0';
    const Author *x = &c->authors[p->a];
    for (int i = 0; i < p->n_runs; i++)
        for (int k = p->runs[i].a_first; k <= p->runs[i].a_last && k < x->n_lines; k++) {
            if (x->lines[k].file < 0) continue;
            const char *task = task_of(c, x->lines[k].file, &x->codes[x->lines[k].file], x->lines[k].token);
            char word[16], padded[220];
            snprintf(word, sizeof word, " %s ", *task != '\0' ? task : "own");
            snprintf(padded, sizeof padded, " %s ", tasks);
            if (strstr(padded, word) == NULL && strlen(tasks) < 180)
                snprintf(tasks + strlen(tasks), 200 - strlen(tasks), "%s%.*s", *tasks != '\0' ? " " : "",
                         (int)strlen(word) - 2, word + 1);
        }
}

/* --- A pair side by side ------------------------------------------------------------------------------------------ */
static void add_code(Text *to, const Author *x, int file, const bool same[]) {
    const Code *code = &x->codes[file];
    int  at = 0;
    bool marked = false, soft = false;
    text_add(to, "<pre>");
    for (int i = 0; i < code->n; i++) {
        const Token *t = &code->tokens[i];
        const bool   mark = same[i], dim = !mark && (t->given || t->function < 0);
        if (marked && !mark) text_add(to, "</mark>");
        if (soft && !dim) text_add(to, "</span>");
        add_escaped(to, code->text + at, (size_t)(t->at - at));
        if (mark && !marked) text_add(to, "<mark>");
        if (dim && !soft) text_add(to, "<span class=\"given\">");
        add_escaped(to, code->text + t->at, (size_t)t->length);
        at = t->at + t->length;
        marked = mark;
        soft = dim;
    }
    text_add(to, "%s%s", marked ? "</mark>" : "", soft ? "</span>" : "");
    add_escaped(to, code->text + at, strlen(code->text + at));
    text_add(to, "</pre>\n");
}

static void add_side(Text *to, const Class *c, const Pair *p, bool first, int file) {
    const Author *x = &c->authors[first ? p->a : p->b];
    bool *same = t_calloc((size_t)x->codes[file].n + 1, sizeof *same);
    for (int i = 0; i < p->n_runs; i++) {
        const Run *r = &p->runs[i];
        for (int k = first ? r->a_first : r->b_first; k <= (first ? r->a_last : r->b_last) && k < x->n_lines; k++)
            if (x->lines[k].file == file) same[x->lines[k].token] = true;
    }
    text_add(to, "<div>\n<p><b>");
    add_escaped(to, x->name, strlen(x->name));
    text_add(to, "</b>, %s</p>\n", c->files[file]);
    if (x->codes[file].text != NULL) add_code(to, x, file, same);
    else text_add(to, "<p class=\"soft\">not handed in</p>\n");
    text_add(to, "</div>\n");
    free(same);
}

static bool write_pair(const Class *c, const char *folder, int rank) {
    const Pair *p = &c->pairs[rank];
    Text        page = {0};
    char        name[40];
    const char *a = c->authors[p->a].name, *b = c->authors[p->b].name;
    char       *title = text_format("%s and %s: %d tokens alike", a, b, p->shared);
    begin_page(&page, title);
    text_add(&page, "<p><a href=\"index.html\">All pairs</a>. Marked: alike but for names, numbers and texts. Grey: "
                    "given by the stub, or as in the course&#39;s solution.</p>\n");
    for (int f = 0; f < c->n_files; f++) {
        text_add(&page, "<h2>%s</h2>\n<div class=\"sides\">\n", c->files[f]);
        add_side(&page, c, p, true, f);
        add_side(&page, c, p, false, f);
        text_add(&page, "</div>\n");
    }
    text_add(&page, "%s</body>\n</html>\n", note);
    snprintf(name, sizeof name, "pair-%d.html", rank + 1);
    free(title);
    return write_file(folder, name, &page);
}

/* --- The list ----------------------------------------------------------------------------------------------------- */
static void add_name(Text *to, const Author *x) {
    add_escaped(to, x->name, strlen(x->name));
    if (x->from == NULL) return;
    text_add(to, " <span class=\"soft\">(");
    add_escaped(to, x->from, strlen(x->from));
    text_add(to, ")</span>");
}

static void add_row(Text *to, const Class *c, int i) {
    const Pair   *p = &c->pairs[i];
    const Author *a = &c->authors[p->a], *b = &c->authors[p->b];
    char          tasks[200];
    tasks_of(c, p, tasks);
    text_add(to, "<tr><td class=\"n\">");
    text_add(to, i < SHOWN ? "<a href=\"pair-%d.html\">%d</a>" : "%d<!-- %d -->", i + 1, i + 1);
    text_add(to, "</td><td>");
    add_name(to, a);
    text_add(to, "</td><td>");
    add_name(to, b);
    text_add(to, "</td><td class=\"n\">%d</td><td class=\"n\">%.0f %%</td><td class=\"n\">%.0f %%</td><td>%s</td>",
             p->shared, percent(p->shared, a->own), percent(p->shared, b->own), tasks);
    text_add(to, "</tr>\n");
}

static bool write_index(const Class *c, const char *folder) {
    Text  page = {0};
    char *title = text_format("%s: who has written alike", c->lab);
    begin_page(&page, title);
    free(title);
    int old = 0;
    for (int i = 0; i < c->n; i++) old += c->authors[i].from != NULL;
    text_add(&page, "<p class=\"long\">%d hand-ins, compared by sim_c (Debian&#39;s similarity-tester) in runs of %d "
                    "tokens and more, without what the stub or the course&#39;s solution has. Counted are tokens of "
                    "one&#39;s own; a percentage says how much of them is in the other one, too. All of this was "
                    "computed on this machine.</p>\n",
             c->n - old, RUN_TOKENS);
    if (old > 0) text_add(&page, "<p>They were also compared with %d of earlier years.</p>\n", old);
    text_add(&page, "<h2>%d pairs</h2>\n<table>\n<tr><th class=\"n\">rank</th><th>A</th><th>B</th>", c->n_pairs);
    text_add(&page, "<th class=\"n\">tokens</th><th class=\"n\">of A</th><th class=\"n\">of B</th>"
                    "<th>tasks</th></tr>\n");
    for (int i = 0; i < c->n_pairs && i < LISTED; i++) add_row(&page, c, i);
    text_add(&page, "</table>\n%s</body>\n</html>\n", note);
    return write_file(folder, "index.html", &page);
}

/* A cell of CSV, which no spreadsheet takes for a formula. */
static void add_cell(Text *to, const char *text) {
    text_add(to, "\"%s", strchr("=+-@", *text) != NULL && *text != '\0' ? "'" : "");
    for (; *text != '\0'; text++) text_add(to, *text == '"' ? "\"%c" : "%c", *text);
    text_add(to, "\",");
}

static bool write_table(const Class *c, const char *folder) {
    Text table = {0};
    text_add(&table, "rank,a,b,from,tokens,percent_of_a,percent_of_b,tasks\n");
    for (int i = 0; i < c->n_pairs; i++) {
        const Pair   *p = &c->pairs[i];
        const Author *a = &c->authors[p->a], *b = &c->authors[p->b];
        char          tasks[200];
        tasks_of(c, p, tasks);
        text_add(&table, "%d,", i + 1);
        add_cell(&table, a->name);
        add_cell(&table, b->name);
        add_cell(&table, b->from != NULL ? b->from : "");
        text_add(&table, "%d,%.1f,%.1f,%s\n", p->shared, percent(p->shared, a->own), percent(p->shared, b->own), tasks);
    }
    return write_file(folder, "similarity.csv", &table);
}

bool page_write(const Class *c, const char *folder) {
    for (int i = 0; i < c->n_pairs && i < SHOWN; i++)
        if (!write_pair(c, folder, i)) return false;
    return write_table(c, folder) && write_index(c, folder);
}
