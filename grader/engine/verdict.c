/* verdict.c: from what became of a probe to a status and a sentence. Nothing here can make a point. */
#include "verdict.h"

#include "compare.h"
#include "diagnose.h"
#include "edits.h"
#include "locate.h"
#include "remarks.h"
#include "sanitize.h"
#include "warnings.h"
#include "wire.h"
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { SHOW_TEXT = 1500, SHOW_OUTPUT = 4000 };

void verdict_keep_output(Grading *g, const Check *check, const Box *box) {
    CheckResult *c = &g->result->checks[check_index(g, check)];
    if (c->output != NULL || box->output_size == 0 || compare_revealed() == REVEAL_NONE) return;
    size_t kept = box->output_size < BOX_KEEP_OUTPUT ? box->output_size : BOX_KEEP_OUTPUT;
    char *own = g->lab->beside != NULL ? remarks_without(box->output, kept, &kept) : NULL;
    if (kept > 0) c->output = text_escape(own != NULL ? own : box->output, kept, SHOW_OUTPUT);
    free(own);
}

static const Task *find_task(const Grading *g, const char *task, size_t length) {
    for (const Task *t = g->lab->tasks; t->id != NULL; t++)
        if (strlen(t->id) == length && memcmp(t->id, task, length) == 0) return t;
    return NULL;
}

static const SourceResult *source_of(const Grading *g, const Task *task) {
    for (int i = 0; task != NULL && task->file != NULL && i < g->result->n_sources; i++)
        if (strcmp(g->result->sources[i].name, task->file) == 0) return &g->result->sources[i];
    return NULL;
}

bool verdict_beforehand(Grading *g, const Check *check) {
    const SourceResult *s = source_of(g, find_task(g, check->task, strlen(check->task)));
    if (s != NULL && s->problem != NULL) {
        result_set(g->result, check_index(g, check), STATUS_COMPILE_ERROR, 0, text_format("%s", s->problem));
        return true;
    }
    if (g->budget.seconds_left > 0) return false;
    result_set(g->result, check_index(g, check), STATUS_SKIPPED, 0,
               text_format("not run: the time of the whole lab, %.0f s, is used up", LAB_SECONDS));
    return true;
}

/* "3.1 is not written yet ...": of this task, or of one that this task is built on. */
static void not_written(Grading *g, const Check *check, const BoxAnswer *answer) {
    const Task *task = find_task(g, answer->text, strcspn(answer->text, " "));
    const SourceResult *s = source_of(g, task);
    char *message = NULL;
    int lab, number;
    if (task == NULL && g->result->chain != NULL && sscanf(answer->text, "%2d.%2d ", &lab, &number) == 2)
        message = text_format("needs %d.%d of your own lab %d, which is not written yet", lab, number, lab);
    else if (task == NULL) message = text_format("stops at a TODO");
    else if (s != NULL && s->problem != NULL)
        message = text_format("needs %s, whose file does not compile", task->id);
    else if (strcmp(task->id, check->task) != 0)
        message = text_format("needs %s, which is not written yet", task->id);
    result_set(g->result, check_index(g, check), STATUS_NOT_WRITTEN, 0, message);
}

static void add_signal(Text *to, int signal_number) {
    switch (signal_number) {
    case SIGSEGV: text_add(to, "crashed: segmentation fault (it reads or writes outside its memory)"); break;
    case SIGBUS: text_add(to, "crashed: bus error (it reads or writes outside its memory)"); break;
    case SIGABRT:
        text_add(to, "crashed: abort() (a failed assertion, or memory that was overwritten or freed twice)");
        break;
    case SIGFPE: text_add(to, "crashed: integer division by zero"); break;
    case SIGSYS:
        text_add(to, "crashed: forbidden system call (files, network, processes and threads are closed to it)");
        break;
    case SIGKILL: text_add(to, "was killed: out of memory?"); break;
    default: text_add(to, "crashed: signal %d (%s)", signal_number, strsignal(signal_number));
    }
}

static Status add_death(Text *to, const Box *box) {
    if (WIFSIGNALED(box->status)) {
        if (WTERMSIG(box->status) == SIGXCPU) {
            text_add(to, "ran out of its CPU time");
            return STATUS_TIMEOUT;
        }
        add_signal(to, WTERMSIG(box->status));
    } else {
        text_add(to, "ended the program before it answered: exit(%d)", WEXITSTATUS(box->status));
    }
    return STATUS_CRASHED;
}

/* The message of t_fail without its "error: " and the last newline. */
static void add_said(Text *to, const BoxAnswer *answer) {
    const char *s = answer->text;
    const bool with_place = answer->status == RESPONSE_CRASH || answer->status == RESPONSE_WITHHELD;
    size_t n = with_place ? wire_text_size(answer) : answer->text_size;
    if (n >= 7 && memcmp(s, "error: ", 7) == 0) s += 7, n -= 7;
    while (n > 0 && s[n - 1] == '\n') n--;
    char *safe = text_quote(s, n, SHOW_TEXT);
    text_add(to, "%s", safe);
    free(safe);
}

static Status add_ending(Text *to, const Grading *g, const Box *box, BoxEnd end, const BoxAnswer *answer) {
    switch (end) {
    case BOX_ANSWERED:
        if (answer->status == RESPONSE_CRASH) text_add(to, "crashed: ");
        if (answer->status == RESPONSE_WRONG_CALL) text_add(to, "stopped with an error: ");
        add_said(to, answer);
        return answer->status == RESPONSE_CRASH ? STATUS_CRASHED : STATUS_FAILED;
    case BOX_DIED: return add_death(to, box);
    case BOX_CPU:
        if (g->lab->beside != NULL) {
            char launch[200];
            remarks_launch(box->output, box->output_size < BOX_KEEP_OUTPUT ? box->output_size : BOX_KEEP_OUTPUT, launch,
                           sizeof launch);
            if (launch[0] != '\0') text_add(to, "%s does not end: it ", launch);
        }
        text_add(to, "ran out of its %g s of CPU time%s: an endless loop?", box->limits.cpu_seconds,
                 budget_hurried(&g->budget) ? " (less than usual, since other checks have used up much)" : "");
        return STATUS_TIMEOUT;
    case BOX_WALL: text_add(to, "did not answer within %g s", box->limits.wall_seconds); return STATUS_TIMEOUT;
    case BOX_STILL: text_add(to, "neither computes nor answers: it sleeps, or waits for input"); return STATUS_TIMEOUT;
    case BOX_FLOOD:
        text_add(to, "printed more than %d MiB: an endless loop that prints?", BOX_MAX_OUTPUT >> 20);
        return STATUS_CRASHED;
    case BOX_VIOLATION:
        text_add(to, "protocol violation: the program answered what it was not asked");
        return STATUS_CRASHED;
    default: text_add(to, "could not be run: %s", t_error()); return STATUS_CRASHED;
    }
}

/* The emulated GPU's, of a kernel. */
static bool words_have_addresses(const char *words) {
    const char *at = strchr(words, '@');
    return at != NULL && strchr(at + 1, '@') != NULL;
}

/* Of a backward that is right as long as this gradient is wanted; NULL where it is something else. */
static char *unasked_sentence(const Case *k, const BoxAnswer *answer) {
    const int i = k->judged - 1;
    if (i < 0 || k->want != WANT_OTHERS || strstr(answer->text, NULL_POINTER) == NULL) return NULL;
    return text_format("dx[%d] is NULL where the gradient of %s is not wanted. Write to dx[%d] only if (dx[%d]).", i,
                       k->in_name[i], i, i);
}

void verdict_no_answer(Grading *g, const Check *check, const Box *box, BoxEnd end, const BoxAnswer *answer,
                       const Case *k, const char *lead) {
    if (end == BOX_ANSWERED && answer->status == RESPONSE_NOT_WRITTEN) {
        not_written(g, check, answer);
        return;
    }
    Text text = {0};
    if (lead != NULL) text_add(&text, "%s\n", lead);
    Status status = add_ending(&text, g, box, end, answer);
    const bool told = end == BOX_ANSWERED && status == STATUS_CRASHED; /* by the probe itself */
    const bool withheld = end == BOX_ANSWERED && answer->status == RESPONSE_WITHHELD;
    if (words_have_addresses(text_of(&text))) {
        Text with_lines = {0};
        char *words_found = locate_in_words(g, text_of(&text));
        text_add(&with_lines, "%s", words_found);
        free(words_found);
        text_free(&text);
        text = with_lines;
    }
    char *place = told || withheld ? locate_crash(g, answer) : NULL;
    const bool located = place != NULL;
    if (located) text_add(&text, ", at %s", place);
    free(place);
    const bool words = end == BOX_ANSWERED; /* of a crash, or of what is wrong with the call or its result */
    const bool diagnosed = words && lead == NULL && check->run == NULL && !budget_hurried(&g->budget);
    char *misconception = diagnosed ? diagnose(g, check) : NULL;
    if (misconception == NULL && told) misconception = unasked_sentence(k, answer);
    if (misconception == NULL && diagnosed) misconception = edits_explain(g, check);
    if (misconception != NULL) {
        Text named = {0};
        text_add(&named, "%s\n%s", misconception, text_of(&text));
        text_free(&text);
        text = named;
    } else if (k != NULL && k->of_op && check->output > 0 && k->want == WANT_ALL &&
             strstr(text_of(&text), "uses a NULL pointer") != NULL)
        text_add(&text, "\nis it c->saved[i]? c->saved[i] is NULL in backward until forward sets it");
    const bool by_signal = told || (end == BOX_DIED && WIFSIGNALED(box->status));
    const bool clear = misconception != NULL || (located && (strstr(answer->text, NULL_POINTER) != NULL ||
                                                             strstr(answer->text, "stack overflow") != NULL));
    const bool look = status == STATUS_CRASHED && by_signal && !clear && !budget_hurried(&g->budget);
    free(misconception);
    char *found = look ? sanitize_case(g, check, k) : NULL;
    if (found != NULL) text_add(&text, "\n%s", found);
    free(found);
    char *warnings = warnings_explain(g, check);
    if (warnings != NULL) text_add(&text, "%s", warnings);
    free(warnings);
    compare_describe_case(&text, check, k);
    if (status == STATUS_TIMEOUT) g->budget.slow_task = check->task;
    verdict_keep_output(g, check, box);
    result_set(g->result, check_index(g, check), status, 0, text.s);
}

/* --- Given by a check of its own kind ----------------------------------------------------------------------------- */
static char *format_v(const char *format, va_list args) {
    char text[2048];
    vsnprintf(text, sizeof text, format, args);
    return text_format("%s", text);
}

void check_pass(Grading *g, const Check *check) {
    const int i = check_index(g, check);
    result_set(g->result, i, STATUS_PASSED, g->result->checks[i].max, NULL);
}

void check_fail(Grading *g, const Check *check, const char *format, ...) {
    va_list args;
    va_start(args, format);
    result_set(g->result, check_index(g, check), STATUS_FAILED, 0, format_v(format, args));
    va_end(args);
}

void check_partial(Grading *g, const Check *check, double share, const char *format, ...) {
    va_list args;
    va_start(args, format);
    const int i = check_index(g, check);
    result_set(g->result, i, STATUS_PARTIAL, share * g->result->checks[i].max, format_v(format, args));
    va_end(args);
}
