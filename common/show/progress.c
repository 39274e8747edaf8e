#include "progress.h"
#include "error.h"
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define SECONDS_BETWEEN_DRAWS 0.1

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int terminal_width(FILE *to) {
    struct winsize window;
    if (ioctl(fileno(to), TIOCGWINSZ, &window) == 0 && window.ws_col > 0) return window.ws_col;
    const char *columns = getenv("COLUMNS");
    int         width = columns ? atoi(columns) : 0;
    return width > 0 ? width : 80;
}

static bool draws_bars(FILE *to) {
    const char *term = getenv("TERM");
    return isatty(fileno(to)) && term && strcmp(term, "dumb") != 0;
}

Progress progress_begin(FILE *to, const char *label, int64_t total) {
    Progress p = {.to = to, .total = total, .started = now(), .bar = draws_bars(to)};
    snprintf(p.label, sizeof p.label, "%s", label);
    const char *wish = getenv("GRADLAB_PROGRESS");
    if (!wish || !*wish) return p;
    if (strcmp(wish, "none") == 0) p.to = NULL;
    else if (strcmp(wish, "bar") == 0) p.bar = 1;
    else if (strcmp(wish, "plain") == 0) p.bar = 0;
    else t_fail("GRADLAB_PROGRESS is plain, bar or none", "GRADLAB_PROGRESS=%s is none of its values", wish);
    return p;
}

/* "1:05", "2:00:05". */
static void write_time(char *text, size_t size, double seconds) {
    long s = (long)(seconds + 0.5);
    if (s < 3600) snprintf(text, size, "%ld:%02ld", s / 60, s % 60);
    else snprintf(text, size, "%ld:%02ld:%02ld", s / 3600, s / 60 % 60, s % 60);
}

/* " 1234/s, 0:05 left"; nothing before there is a rate. */
static void write_pace(char *text, size_t size, const Progress *p, double elapsed) {
    text[0] = '\0';
    if (elapsed <= 0 || p->done <= 0) return;
    double rate = (double)p->done / elapsed;
    char   time[32];
    bool   over = p->total <= 0 || p->done >= p->total;
    write_time(time, sizeof time, over ? elapsed : (double)(p->total - p->done) / rate);
    snprintf(text, size, rate < 10 ? " %.2f/s, %s%s" : " %.0f/s, %s%s", rate, time, over ? "" : " left");
}

const char *progress_line(char *text, size_t size, const Progress *p, double elapsed, int width, const char *note) {
    char head[80], tail[192], pace[64], count[48];
    write_pace(pace, sizeof pace, p, elapsed);
    if (p->total > 0) {
        double share = p->done >= p->total ? 1 : (double)p->done / (double)p->total;
        snprintf(head, sizeof head, "%s %3d%%", p->label, (int)(100 * share));
        snprintf(count, sizeof count, "%lld/%lld", (long long)p->done, (long long)p->total);
    } else {
        snprintf(head, sizeof head, "%s", p->label);
        snprintf(count, sizeof count, "%lld", (long long)p->done);
    }
    snprintf(tail, sizeof tail, "%s%s%s%s", count, pace, note && *note ? "  " : "", note ? note : "");

    enum { BAR_MIN = 10, BAR_MAX = 40 };
    char bar[BAR_MAX + 1] = "";
    int  room = width - (int)(strlen(head) + strlen(tail)) - 4; /* " [" before and "] " behind */
    if (p->total > 0 && width > 0 && room >= BAR_MIN) {
        int cells = room < BAR_MAX ? room : BAR_MAX;
        int full = p->done >= p->total ? cells : (int)((double)cells * (double)p->done / (double)p->total);
        memset(bar, ' ', (size_t)cells);
        memset(bar, '=', (size_t)full);
        if (full < cells && full > 0) bar[full - 1] = '>';
        snprintf(text, size, "%s [%s] %s", head, bar, tail);
    } else {
        snprintf(text, size, "%s %s", head, tail);
    }
    if (width > 0 && (size_t)width < size) text[width] = '\0';
    return text;
}

/* A full last column would make some terminals wrap, and the next redraw would leave a line behind. */
static void draw(Progress *p, const char *note, bool last) {
    char   text[512];
    double at = now(), elapsed = at - p->started;
    if (p->bar) {
        int width = terminal_width(p->to) - 1;
        progress_line(text, sizeof text, p, elapsed, width > 0 ? width : 1, note);
        fprintf(p->to, "\r%s\x1b[K%s", text, last ? "\n" : "");
    } else {
        fprintf(p->to, "%s\n", progress_line(text, sizeof text, p, elapsed, 0, note));
    }
    fflush(p->to);
    p->drawn = at;
}

void progress_update(Progress *p, int64_t done, const char *note) {
    p->done = done;
    if (!p->to) return;
    if (p->bar) {
        if (now() - p->drawn >= SECONDS_BETWEEN_DRAWS) draw(p, note, false);
        return;
    }
    if (p->total <= 0 || done >= p->total) return; /* the last line is progress_end's */
    int tenths = (int)(10 * (double)done / (double)p->total);
    if (tenths > p->plain_tenths) {
        p->plain_tenths = tenths;
        draw(p, note, false);
    }
}

void progress_end(Progress *p, const char *note) {
    if (!p->to) return;
    draw(p, note, true);
    p->to = NULL;
}
