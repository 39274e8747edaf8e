/* report.c: the report on a terminal, written as the grading goes. Colour and signs beyond ASCII only where they can be
 * shown. */
#include "result.h"

#include "bonus.h"
#include "text.h"
#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { TITLE_WIDTH = 46, TASK_WIDTH = 20 + TITLE_WIDTH, WRAP = 96, LEAST_WRAP = 39, OUTPUT_LINES = 8 };

typedef enum Paint { PLAIN, GREEN, RED, YELLOW, BOLD, DIM } Paint;

static bool is_screen(FILE *to) {
    const char *term = getenv("TERM");
    return isatty(fileno(to)) && (term == NULL || strcmp(term, "dumb") != 0);
}

/* How long a line may be: as wide as the screen, where that is narrow. */
static int wrap(FILE *to) {
    struct winsize size;
    if (!is_screen(to) || ioctl(fileno(to), TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_col > WRAP)
        return WRAP;
    return size.ws_col > LEAST_WRAP ? size.ws_col - 1 : LEAST_WRAP;
}

static bool shows_utf8(FILE *to) { return is_screen(to) && strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

static const char *paint(FILE *to, Paint p) {
    static const char *const codes[] = {"\033[0m", "\033[32m", "\033[31m", "\033[33m", "\033[1m", "\033[2m"};
    const char *no_color = getenv("NO_COLOR");
    return is_screen(to) && (no_color == NULL || *no_color == '\0') ? codes[p] : "";
}

static const char *mark(FILE *to, bool good) {
    if (shows_utf8(to)) return good ? "\u2713" : "\u2717";
    return good ? "ok" : "x";
}

/* The text, `indent` blanks before each line, long lines broken at a blank; what follows has two blanks more, so that
 * it is no line of the report by itself. */
static void write_block(FILE *to, int indent, const char *text) {
    enum { MORE = 2 };
    const int width = wrap(to);
    for (const char *line = text; *line != '\0';) {
        const bool follows = line > text && line[-1] != '\n';
        if (follows) indent += MORE;
        size_t length = strcspn(line, "\n"), taken = length;
        if ((int)length + indent > width) {
            const size_t least = (size_t)(width - indent) / 2;
            taken = (size_t)(width - indent);
            while (taken > least && line[taken] != ' ') taken--;
            if (taken <= least) taken = (size_t)(width - indent);
        }
        fprintf(to, "%*s%.*s\n", indent, "", (int)taken, line);
        line += taken;
        while (taken < length && *line == ' ') line++;
        if (follows) indent -= MORE;
        if (*line == '\n') line++;
    }
}

/* A sentence that is one line, but where the screen is narrow. Frees it. */
static void write_sentence(FILE *to, char *text) {
    if (wrap(to) < WRAP) write_block(to, 0, text);
    else fprintf(to, "%s\n", text);
    free(text);
}

static int lab_number(const Result *r) { return atoi(r->lab->name); }

/* --- The beginning ------------------------------------------------------------------------------------------------ */
void report_begin(const Result *r, FILE *to) {
    fprintf(to, "%sLab %d: %s%s   (%s", paint(to, BOLD), lab_number(r), r->lab->title, paint(to, PLAIN), r->code);
    if (r->chain != NULL) fprintf(to, ", on your own %s", r->chain);
    fputs(")\n", to);
    for (int i = 0; i < r->n_sources; i++) {
        if (r->sources[i].problem == NULL) continue;
        fprintf(to, "\n%s", paint(to, RED));
        write_block(to, 2, r->sources[i].problem);
        fputs(paint(to, PLAIN), to);
    }
    fputc('\n', to);
    fflush(to);
}

/* --- A task ------------------------------------------------------------------------------------------------------- */
static void write_output(FILE *to, const char *output) {
    int lines = 0;
    fprintf(to, "       your program printed:\n");
    for (const char *line = output; *line != '\0' && lines < OUTPUT_LINES; lines++) {
        int length = (int)strcspn(line, "\n");
        fprintf(to, "       | %.*s\n", length < 120 ? length : 120, line);
        line += length + (line[length] == '\n');
        if (lines == OUTPUT_LINES - 1 && *line != '\0') fprintf(to, "       | ...\n");
    }
}

/* Whether the message begins with the line, a mistake by its name, with which that of the check before begins. */
static bool is_said(const char *message, const char *said_before) {
    const size_t first = strcspn(message, "\n");
    return said_before != NULL && message[first] == '\n' && strncmp(message, said_before, first + 1) == 0;
}

static void write_check(FILE *to, const CheckResult *c, const char *said_before) {
    fprintf(to, "     %s%s %s%s, %s of %s\n", paint(to, c->status == STATUS_SKIPPED ? YELLOW : RED), mark(to, false),
            c->check->title, paint(to, PLAIN), text_points(c->points), text_points(c->max));
    const char *message = c->message != NULL ? c->message : "";
    if (c->message != NULL && said_before != NULL && strcmp(message, said_before) == 0) {
        fprintf(to, "       the same\n");
        return;
    }
    if (is_said(message, said_before)) {
        fprintf(to, "       the same mistake\n");
        return;
    }
    write_block(to, 7, message);
    if (c->output != NULL) write_output(to, c->output);
    if (c->hint != NULL && c->status != STATUS_SKIPPED && c->status != STATUS_NOT_WRITTEN) {
        char *hint = text_format("look at: %s", c->hint);
        fputs(paint(to, DIM), to);
        write_block(to, 7, hint);
        fputs(paint(to, PLAIN), to);
        free(hint);
    }
}

/* What all checks of a task share is said beside its title, and once. */
static const char *word_for_all(const Result *r, const Task *task) {
    const char *word = NULL;
    for (int i = 0; i < r->n_checks; i++) {
        const CheckResult *c = &r->checks[i];
        if (!c->wanted || strcmp(c->check->task, task->id) != 0) continue;
        const char *own = c->status == STATUS_COMPILE_ERROR                             ? "no code to run: see above"
                          : c->status == STATUS_NOT_WRITTEN && c->message == NULL ? "not written yet"
                          : c->status == STATUS_NOT_WRITTEN                       ? c->message
                                                                                  : NULL;
        if (own == NULL || (word != NULL && strcmp(word, own) != 0)) return NULL;
        word = own;
    }
    return word;
}

void report_task(const Result *r, const Task *task, FILE *to) {
    TaskResult t = result_task(r, task);
    if (!t.wanted) return;
    char points[48];
    snprintf(points, sizeof points, "%s/%s", text_points(t.points), text_points(t.max));
    /* Where a title has no place beside the points, it has a line of its own. */
    const bool narrow = wrap(to) < TASK_WIDTH;
    const int  title = narrow ? wrap(to) - (TASK_WIDTH - TITLE_WIDTH) : TITLE_WIDTH;
    if ((int)strlen(task->title) <= title) fprintf(to, "%6s %-*s%8s", task->id, title, task->title, points);
    else fprintf(to, "%6s %s\n%*s%8s", task->id, task->title, 7 + title, "", points);
    const char *word = word_for_all(r, task);
    if (t.not_passed == 0) fprintf(to, "  %s%s%s\n", paint(to, GREEN), mark(to, true), paint(to, PLAIN));
    else if (word == NULL) fputc('\n', to);
    else if (!narrow) fprintf(to, "  %s%s%s\n", paint(to, YELLOW), word, paint(to, PLAIN));
    else {
        fprintf(to, "\n%s", paint(to, YELLOW));
        write_block(to, 7, word);
        fputs(paint(to, PLAIN), to);
    }
    const char *said = NULL;
    for (int i = 0; i < r->n_checks && word == NULL; i++) {
        const CheckResult *c = &r->checks[i];
        if (!c->wanted || strcmp(c->check->task, task->id) != 0 || c->status == STATUS_PASSED) continue;
        if (c->status == STATUS_NOT_WRITTEN && c->message == NULL) {
            fprintf(to, "     %s%s %s%s: not written yet\n", paint(to, YELLOW), mark(to, false), c->check->title,
                    paint(to, PLAIN));
            continue;
        }
        write_check(to, c, said);
        said = c->message;
    }
    if (result_hints(r, task) != NULL) {
        fputs(paint(to, DIM), to);
        write_block(to, 7, result_hints(r, task));
        fputs(paint(to, PLAIN), to);
    }
    fflush(to);
}

void report_lowered(const Result *r, FILE *to) {
    fputs("\nA second run with AddressSanitizer and UBSan finds memory errors. These tasks lose points:\n", to);
    for (const Task *task = r->lab->tasks; task->id != NULL; task++) {
        bool lowered = false;
        for (int i = 0; i < r->n_checks; i++)
            lowered = lowered || (r->checks[i].lowered && strcmp(r->checks[i].check->task, task->id) == 0);
        if (lowered) report_task(r, task, to);
    }
}

/* --- The end ------------------------------------------------------------------------------------------------------ */
/* The task to turn to: the first in which something that is written is wrong, else the first that is not full. A task
 * without a file of its own, which puts others together, comes after all others. */
static const Task *next_task(const Result *r) {
    const Task *found[2][2] = {{NULL}}; /* with a file, and wrong or unwritten; without one */
    for (const Task *task = r->lab->tasks; task->id != NULL; task++) {
        TaskResult t = result_task(r, task);
        const Task **place = &found[task->file == NULL][t.not_written >= t.not_passed];
        if (t.wanted && t.not_passed > 0 && *place == NULL) *place = task;
    }
    for (int i = 0; i < 4; i++)
        if (found[i / 2][i % 2] != NULL) return found[i / 2][i % 2];
    return NULL;
}

static void write_next(const Result *r, FILE *to) {
    for (int i = 0; i < r->n_sources; i++)
        if (r->sources[i].problem != NULL) {
            write_sentence(to, text_format("Next: %s %s", r->sources[i].shown,
                                           r->sources[i].sha256[0] != '\0'
                                               ? "does not compile; the first message above says where it stops."
                                               : "cannot be read; the first message above says why."));
            return;
        }
    const Task *task = next_task(r);
    if (task == NULL) return;
    char own[160], reference[160], *folder = result_folder(r->lab);
    snprintf(own, sizeof own, "labs/%.140s", folder);
    snprintf(reference, sizeof reference, "reference/%.140s", folder);
    free(folder);
    const char *code = strcmp(r->code, reference) == 0 ? "reference" : r->code;
    Text next = {0};
    text_add(&next, "Next: %s, %s", task->id, task->title);
    if (task->file != NULL) text_add(&next, ", in %s/%s", r->code, task->file);
    if (r->only_task == NULL) {
        text_add(&next, ". To grade it alone: make grade LAB=%d TASK=%s", lab_number(r), task->id);
        if (strcmp(r->code, own) != 0) text_add_word(&next, " CODE=", code);
    }
    write_sentence(to, next.s);
}

void report_end(const Result *r, FILE *to) {
    double score = result_score(r), max = result_max(r);
    fprintf(to, "\n%s%s%s: %s/%s%s", paint(to, BOLD), paint(to, score >= max ? GREEN : PLAIN),
            r->lab->beside != NULL ? "Bonus" : "Score", text_points(score), text_points(max), paint(to, PLAIN));
    fputs(wrap(to) < WRAP ? "\n" : "   ", to);
    write_sentence(to, text_format("(%.1f s, seed %llu: SEED=%llu repeats this run)", r->seconds,
                                   (unsigned long long)r->seed, (unsigned long long)r->seed));
    write_next(r, to);
    char *bonus = bonus_sentence(r);
    if (bonus != NULL) write_sentence(to, bonus);
    if (r->curve != NULL) write_sentence(to, text_format("Curve: %s.png, %s.svg", r->curve, r->curve));
    if (r->notes != NULL) {
        fputs(paint(to, YELLOW), to);
        write_block(to, 0, r->notes);
        fputs(paint(to, PLAIN), to);
    }
    if (r->protections.told) {
        fputs(paint(to, DIM), to);
        write_sentence(to, text_format("Protections: run: %s; compile: %s", r->protections.run,
                                       r->protections.compile));
        fputs(paint(to, PLAIN), to);
    }
    fflush(to);
}
