/* watch_screen.c: one screen: the score, the first open task with what is wrong, then all tasks. */
#include "tools/watch.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { LEAST_COLUMNS = 20, LEAST_ROWS = 8 };

#define BOLD "\033[1m"
#define GREEN "\033[32m"
#define RED "\033[31m"
#define YELLOW "\033[33m"
#define DIM "\033[2m"
#define PLAIN "\033[0m"

static int columns = 80, rows = 24, row; /* of the screen, and the next one */

static bool shows_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

/* The other screen of the terminal: what stood on this one is there again afterwards. */
void screen_open(void) { fputs("\033[?1049h\033[?25l", stdout); }
void screen_close(void) {
    fputs("\033[?25h\033[?1049l", stdout);
    fflush(stdout);
}

static void measure(void) {
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return;
    columns = size.ws_col > LEAST_COLUMNS ? size.ws_col : LEAST_COLUMNS;
    rows = size.ws_row > LEAST_ROWS ? size.ws_row : LEAST_ROWS;
}

/* How many bytes of the line fit into `room` columns, up to a blank where there is one. */
static size_t fitting(const char *line, size_t length, int room) {
    size_t taken = 0, blank = 0;
    for (int column = 0; taken < length && column < room; column++) {
        if (line[taken] == ' ') blank = taken;
        taken++;
        while (taken < length && (line[taken] & 0xc0) == 0x80) taken++; /* the rest of a letter of UTF-8 */
    }
    return taken == length || line[taken] == ' ' || blank == 0 ? taken : blank;
}

/* A text in lines as wide as the screen, `indent` blanks before each, and no further than row `last`. */
static void block(int indent, const char *paint, const char *text, int last) {
    for (const char *line = text; *line != '\0' && row <= last;) {
        const size_t length = strcspn(line, "\n"), taken = fitting(line, length, columns - indent - 1);
        printf("%*s%s%.*s%s\033[K\n", indent, "", paint, (int)taken, line, PLAIN);
        row++;
        line += taken;
        line += strspn(line, " ");
        line += *line == '\n';
    }
}

static void line(const char *paint, const char *text) { block(0, paint, text, rows - 1); }

static void bar(const Watched *w) {
    char      text[512];
    const double max = watch_max(w), points = watch_points(w);
    const int width = columns - 4 < 60 ? columns - 4 : 60, full = max > 0 ? (int)(width * points / max) : 0;
    snprintf(text, sizeof text, "Lab %d: %s   %g/%g", atoi(w->lab), w->title, points, max);
    line(BOLD, text);
    printf("[" GREEN);
    for (int i = 0; i < width; i++) fputs(i < full ? "#" : i == full ? PLAIN "-" : "-", stdout);
    printf(PLAIN "]\033[K\n\033[K\n");
    row += 2;
}

static const char *status_of(const cJSON *check) { return results_text(check, "status"); }
static const char *message_of(const cJSON *check) {
    const char *message = results_text(check, "message");
    return *message != '\0' ? message : "not written yet";
}

/* What is wrong with the first open task, and no further than row `last`. */
static void first_open(const Watched *w, const WatchTask *t, int last) {
    char text[512];
    snprintf(text, sizeof text, "%s %s%s%s%s%s   %g/%g", t->id, t->title, *t->file != '\0' ? ", in " : "",
             *t->file != '\0' ? w->code : "", *t->file != '\0' ? "/" : "", t->file, t->points, t->max);
    block(0, BOLD, text, last);
    if (*t->problem != '\0') {
        block(2, RED, t->problem, last);
        return;
    }
    const cJSON *check;
    cJSON_ArrayForEach(check, t->checks) {
        if (strcmp(status_of(check), "passed") == 0) continue;
        snprintf(text, sizeof text, "%s, %g of %g", results_text(check, "title"), results_number(check, "points"),
                 results_number(check, "max"));
        block(2, YELLOW, text, last);
        const char *hint = results_text(check, "hint");
        block(4, "", message_of(check), last);
        if (*hint == '\0' || strcmp(status_of(check), "not_written") == 0) continue;
        snprintf(text, sizeof text, "look at: %.480s", hint);
        block(4, DIM, text, last);
    }
}

static void list(const Watched *w, const WatchTask *open, int first, int n) {
    const bool utf8 = shows_utf8();
    for (int i = first; i < first + n && row < rows; i++) {
        const WatchTask *t = &w->tasks[i];
        const bool       full = watch_is_full(t);
        const char      *sign = full ? (utf8 ? "\u2713" : "+") : t == open ? ">" : " ";
        const int        room = columns - 22 > 8 ? columns - 22 : 8, wide = room < 40 ? room : 40;
        printf("%s%s %5s %-*.*s %5g/%g" PLAIN "\033[K\n", full ? GREEN : t == open ? BOLD : "", sign, t->id, wide, wide,
               t->title, t->points, t->max);
        row++;
    }
}

void screen_draw(const Watched *w, const char *busy) {
    measure();
    printf("\033[H");
    row = 1;
    const WatchTask *open = watch_first_open(w);
    bar(w);
    /* The list has what the open task leaves, and a third of the screen in any case; two rows are the last words'. */
    const int least = w->n_tasks < rows / 3 ? w->n_tasks : rows / 3;
    if (open != NULL) first_open(w, open, rows - least - 4);
    else line(GREEN, "All tasks are full. make submit packs the files.");
    printf("\033[K\n");
    row++;
    const int place = rows - row - 3, n = place < w->n_tasks ? place : w->n_tasks;
    int       first = open != NULL ? (int)(open - w->tasks) - n / 2 : 0;
    if (first > w->n_tasks - n) first = w->n_tasks - n;
    list(w, open, first < 0 ? 0 : first, n);
    printf("\033[K\n");
    row++;
    char text[1024];
    if (*busy != '\0') snprintf(text, sizeof text, "%s ...", busy);
    else
        snprintf(text, sizeof text, "%s. Save a file to grade its tasks, Enter: all tasks, Ctrl-C: the end.%s%s",
                 w->said, open != NULL ? " Stuck? make hint TASK=" : "", open != NULL ? open->id : "");
    line(DIM, text);
    printf("\033[J");
    fflush(stdout);
}

static void open_lines(const WatchTask *open) {
    printf("first open: %s %s%s%s\n", open->id, open->title, *open->file != '\0' ? ", in " : "", open->file);
    if (*open->problem != '\0') printf("  %s\n", open->problem);
    const cJSON *check;
    cJSON_ArrayForEach(check, open->checks) {
        const char *message = message_of(check);
        if (*open->problem != '\0' || strcmp(status_of(check), "passed") == 0) continue;
        printf("  %s: %.*s\n", results_text(check, "title"), (int)strcspn(message, "\n"), message);
    }
}

void screen_lines(const Watched *w) {
    printf("%s; %g/%g\n", w->said, watch_points(w), watch_max(w));
    for (int i = 0; i < w->n_tasks; i++) {
        const WatchTask *t = &w->tasks[i];
        printf("  %s %s %g/%g%s\n", t->id, t->title, t->points, t->max, watch_is_full(t) ? "" : " open");
    }
    const WatchTask *open = watch_first_open(w);
    if (open != NULL) open_lines(open);
    fflush(stdout);
}
