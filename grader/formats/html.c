#include "formats.h"

#include "bonus.h"
#include "html_curve.h"
#include "report_text.h"
#include <stdlib.h>
#include <string.h>

/* Well-formed as XML too. The policy forbids what the page does not have anyway: scripts, and anything from outside. */
static const char head[] = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;none&#39;; "
                           "style-src &#39;unsafe-inline&#39;\"/>\n"
                           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n";

static const char style[] =
    "<style>\n"
    ":root { color-scheme: light dark; --ink: #1c1e21; --soft: #5c6370; --paper: #fff; --line: #d9dce1;\n"
    "  --good: #1a7f37; --bad: #b3261e; --wait: #8a5a00; --run: #c2410c; --band: #9db8dc; }\n"
    "@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #9aa2ad; --paper: #16181b; \n"
    "  --line: #33373d; --good: #57c277; --bad: #ff8a80; --wait: #e3b341; --run: #fb923c; --band: #3b5878; } }\n"
    "body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: var(--ink); background: var(--paper);\n"
    "  font: 16px/1.5 system-ui, sans-serif; }\n"
    "h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }\n"
    ".soft, figcaption, footer { color: var(--soft); font-size: .9rem; }\n"
    ".score { font-size: 2rem; font-weight: 600; margin: .5rem 0; }\n"
    ".bar { height: .6rem; background: var(--line); border-radius: .3rem; overflow: hidden; }\n"
    ".bar div { height: 100%; background: var(--good); }\n"
    "table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .35rem .6rem .35rem 0;\n"
    "  border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }\n"
    "td.points, th.points { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }\n"
    "tr.task th { padding-top: 1.2rem; } .passed { color: var(--good); } .failed { color: var(--bad); }\n"
    ".waiting { color: var(--wait); } .passed, .failed, .waiting { overflow-wrap: normal; }\n"
    "pre { margin: .4rem 0 0; padding: .6rem; border: 1px solid var(--line); border-radius: .3rem; overflow-x: auto;\n"
    "  white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.45 ui-monospace, monospace; }\n"
    "p { margin: .4rem 0 0; } figure { margin: 0; } .plots { display: flex; flex-wrap: wrap; gap: 1rem; }\n"
    "svg { flex: 1 1 17rem; }\n"
    "svg text { fill: var(--soft); font-size: 10px; } svg .name { fill: var(--ink); font-size: 12px; }\n"
    ".grid { stroke: var(--line); } .band { fill: var(--band); opacity: .6; }\n"
    ".run { fill: none; stroke: var(--run); stroke-width: 1.8; } .dot { fill: var(--run); }\n"
    ".run-key { border-bottom: 2px solid var(--run); } .band-key { background: var(--band); color: var(--ink);\n"
    "  padding: 0 .2rem; }\n"
    "</style>\n";

/* <tag attributes>text</tag>, and nothing for NULL. */
static void add_element(Text *to, const char *tag, const char *attributes, const char *text, size_t limit) {
    if (text == NULL) return;
    text_add(to, "<%s%s>", tag, attributes);
    report_markup(to, text, limit);
    text_add(to, "</%s>\n", tag);
}

static const char *class_of(Status status) {
    switch (status) {
    case STATUS_PASSED: return "passed";
    case STATUS_PENDING:
    case STATUS_NOT_WRITTEN:
    case STATUS_SKIPPED: return "waiting";
    default: return "failed";
    }
}

static void add_check(Text *to, const CheckResult *c) {
    text_add(to, "<tr><td>");
    report_markup(to, c->check->title, NAME_LIMIT);
    if (c->status != STATUS_PASSED) {
        add_element(to, "pre", "", c->message, MESSAGE_LIMIT);
        if (report_has_hint(c)) {
            text_add(to, "<p>Look at: ");
            report_markup(to, c->hint, MESSAGE_LIMIT);
            text_add(to, "</p>\n");
        }
        if (c->output != NULL) text_add(to, "<p class=\"soft\">Your program printed:</p>");
        add_element(to, "pre", "", c->output, OUTPUT_LIMIT);
    }
    text_add(to, "</td><td class=\"%s\">%s</td>", class_of(c->status), report_verdict(c->status));
    text_add(to, "<td class=\"points\">%s / %s</td></tr>\n", text_points(c->points), text_points(c->max));
}

static void add_task(Text *to, const Result *r, const Task *task) {
    const TaskResult t = result_task(r, task);
    if (!t.wanted) return;
    char *title = text_format("%s %s", task->id, task->title);
    text_add(to, "<tr class=\"task\">");
    add_element(to, "th", " scope=\"rowgroup\" colspan=\"2\"", title, NAME_LIMIT);
    text_add(to, "<th class=\"points\">%s / %s</th></tr>\n", text_points(t.points), text_points(t.max));
    for (int i = 0; i < r->n_checks; i++)
        if (r->checks[i].wanted && report_task_of(r, &r->checks[i]) == task) add_check(to, &r->checks[i]);
    if (result_hints(r, task) != NULL) {
        text_add(to, "<tr><td colspan=\"3\">");
        add_element(to, "pre", "", result_hints(r, task), MESSAGE_LIMIT);
        text_add(to, "</td></tr>\n");
    }
    free(title);
}

static void add_score(Text *to, const Result *r) {
    const double score = result_score(r), max = result_max(r);
    text_add(to, "<p class=\"score\">%s / %s</p>\n", text_points(score), text_points(max));
    text_add(to, "<div class=\"bar\"><div style=\"width: %.1f%%\"></div></div>\n", max > 0 ? 100 * score / max : 0);
    if (!r->complete)
        text_add(to, "<p class=\"waiting\">The grading has not come to its end: these are the points so far.</p>\n");
}

/* The optional tasks: what is not written is no fail. */
static void add_bonus(Text *to, const Result *r) {
    char *sentence = bonus_sentence(r);
    if (sentence == NULL) return;
    text_add(to, "<h2>Bonus</h2>\n");
    add_element(to, "p", "", sentence, MESSAGE_LIMIT);
    free(sentence);
    if (r->bonus == NULL) return;
    text_add(to, "<table>\n");
    for (int i = 0; r->lab->bonus_tasks[i].id != NULL; i++) {
        const Task      *task = &r->lab->bonus_tasks[i];
        const BonusTask *b = &r->bonus[i];
        char *title = text_format("%s %s", task->id, task->title);
        text_add(to, "<tr><td>");
        report_markup(to, title, NAME_LIMIT);
        free(title);
        add_element(to, "pre", "", b->message, MESSAGE_LIMIT);
        text_add(to, "</td><td class=\"%s\">%s</td>", class_of(b->status), report_verdict(b->status));
        text_add(to, "<td class=\"points\">%s / %s</td></tr>\n", text_points(b->points), text_points(task->points));
    }
    text_add(to, "</table>\n");
}

static void add_sources(Text *to, const Result *r) {
    text_add(to, "<h2>Files</h2>\n<table>\n");
    for (int i = 0; i < r->n_sources; i++) {
        const SourceResult *s = &r->sources[i];
        text_add(to, "<tr><td>");
        report_markup(to, s->shown, NAME_LIMIT);
        add_element(to, "pre", " class=\"failed\"", s->problem, MESSAGE_LIMIT);
        text_add(to, "</td><td class=\"soft\">%zu bytes%s%.16s</td></tr>\n", s->size,
                 s->sha256[0] != '\0' ? ", SHA-256 " : "", s->sha256);
    }
    text_add(to, "</table>\n");
}

static void add_run(Text *to, const Result *r) {
    text_add(to, "<footer>\n<h2>This run</h2>\n");
    add_element(to, "p", "", r->notes, MESSAGE_LIMIT);
    text_add(to, "<p>%.1f s, begun at %s; seed %llu repeats it.</p>\n", r->seconds, r->started,
             (unsigned long long)r->seed);
    text_add(to, "<p>Protections: run: ");
    report_markup(to, r->protections.run, MESSAGE_LIMIT);
    text_add(to, "; compile: ");
    report_markup(to, r->protections.compile, MESSAGE_LIMIT);
    text_add(to, ".</p>\n<p>gradlab %s", GRADER_VERSION);
    if (r->compiler != NULL) text_add(to, "; ");
    if (r->compiler != NULL) report_markup(to, r->compiler, NAME_LIMIT);
    text_add(to, "</p>\n</footer>\n");
}

void format_html(const Result *r, Text *to) {
    char *title = text_format("Lab %d: %s", atoi(r->lab->name), r->lab->title);
    text_add(to, "%s", head);
    add_element(to, "title", "", title, NAME_LIMIT);
    text_add(to, "%s</head>\n<body>\n", style);
    add_element(to, "h1", "", title, NAME_LIMIT);
    add_element(to, "p", " class=\"soft\"", r->code, NAME_LIMIT);
    add_score(to, r);
    Text curves = {0};
    for (int i = 0; i < r->curves.n; i++) html_curve(&r->curves.curves[i], &curves);
    if (curves.size > 0) text_add(to, "<h2>Training</h2>\n%s", text_of(&curves));
    text_free(&curves);
    text_add(to, "<h2>Checks</h2>\n<table>\n");
    for (const Task *task = r->lab->tasks; task->id != NULL; task++) add_task(to, r, task);
    text_add(to, "</table>\n");
    add_bonus(to, r);
    add_sources(to, r);
    add_run(to, r);
    text_add(to, "</body>\n</html>\n");
    free(title);
}
