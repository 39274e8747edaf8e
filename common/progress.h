/* progress.h: a progress bar with rate and time to go; plain lines when the output is not a terminal. */
#pragma once
#include <stdint.h>
#include <stdio.h>

typedef struct Progress {
    FILE    *to;
    char     label[48];
    int64_t  total, done;
    double   started, drawn; /* seconds on the monotonic clock */
    int      plain_tenths;   /* of the way, when lines are written */
    int      bar;            /* to is a terminal */
} Progress;

/* label: "epoch 3/10". GRADLAB_PROGRESS=plain|bar|none overrides what the terminal says. */
Progress progress_begin(FILE *to, const char *label, int64_t total);
/* `note` stands at the end of the line: "loss 0.1234"; NULL for none. */
void progress_update(Progress *p, int64_t done, const char *note);
void progress_end(Progress *p, const char *note);
