#include "formats.h"

#include "error.h"
#include "report_file.h"
#include <stdio.h>
#include <string.h>

typedef struct Format {
    const char *name;
    void (*write)(const Result *r, Text *to);
    bool last_line; /* made to be the last that is printed */
} Format;

static const Format formats[] = {
    {"json", format_json, false},
    {"gradescope", format_gradescope, false},
    {"classroom50", format_classroom50, false},
    {"autolab", format_autolab, true},
    {"junit", format_junit, false},
    {"tap", format_tap, false},
    {"html", format_html, false},
};
enum { FORMATS = sizeof formats / sizeof formats[0] };

const char report_choices[] = "json, gradescope, classroom50, autolab, junit, tap, html";

bool report_parse(const char *argument, Report *report) {
    const size_t name = strcspn(argument, "=");
    for (int i = 0; i < FORMATS; i++) {
        if (strlen(formats[i].name) != name || memcmp(formats[i].name, argument, name) != 0) continue;
        if (argument[name] == '\0' || argument[name + 1] == '\0')
            return t_error_set("--report %s: where to? --report %s=FILE", argument, formats[i].name);
        *report = (Report){&formats[i], argument + name + 1};
        if (strcmp(report->path, "-") == 0 && !formats[i].last_line)
            return t_error_set("--report %s: a file is expected; only autolab is made to be printed", argument);
        return true;
    }
    return t_error_set("--report %s: FORMAT=FILE is expected, where FORMAT is one of %s", argument, report_choices);
}

bool report_write(const Report *report, const Result *r) {
    const bool to_screen = strcmp(report->path, "-") == 0;
    if (to_screen && !r->complete) return true;
    Text text = {0};
    report->format->write(r, &text);
    bool ok;
    if (to_screen)
        ok = (fputs(text_of(&text), stdout) >= 0 && fflush(stdout) == 0) ||
             t_error_set("standard output: cannot be written");
    else ok = report_file_write(report->path, text_of(&text));
    text_free(&text);
    return ok;
}
