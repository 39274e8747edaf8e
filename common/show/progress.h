/* progress.h: a progress bar with rate and time to go; plain lines when the output is not a terminal. */
#pragma once
#include <stdint.h>
#include <stdio.h>

typedef struct Progress {
    FILE    *to;             /* NULL: nothing is shown */
    char     label[48];
    int64_t  total, done;
    double   started, drawn; /* seconds on the monotonic clock */
    int      plain_tenths;   /* of the way, when lines are written */
    int      bar;            /* to is a terminal */
} Progress;

/* label: "epoch 3/10"; total: 0 when it is not known. GRADLAB_PROGRESS=plain|bar|none overrides what the terminal
 * says. */
Progress progress_begin(FILE *to, const char *label, int64_t total);
/* `note` stands at the end of the line: "loss 0.1234"; NULL for none. */
void progress_update(Progress *p, int64_t done, const char *note);
void progress_end(Progress *p, const char *note);
/* The line as it is written `elapsed` seconds after the beginning: at most `width` columns, with a bar between the
 * percentage and the count; no bar and any length for width 0. Returns text. */
const char *progress_line(char *text, size_t size, const Progress *p, double elapsed, int width, const char *note);
