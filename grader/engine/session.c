#include "session.h"

#include "edits.h"
#include "misconceptions.h"
#include "remarks.h"
#include "wire.h"
#include <stdlib.h>
#include <string.h>

enum { PROBE_MEMORY = 1 << 30 };

/* Kernels for a GPU are graded in float alone. */
static Precision graded_in(const Grading *g, Precision p) { return g->lab->beside != NULL ? PRECISION_FLOAT : p; }

static BoxLimits limits_of(const Grading *g, const Check *check) {
    const double seconds = budget_for(&g->budget, check);
    return (BoxLimits){.cpu_seconds = seconds,
                       .still_seconds = fmax(0.25, 0.5 * seconds),
                       .wall_seconds = fmax(10, 10 * seconds),
                       .life_seconds = g->budget.seconds_left,
                       .memory = PROBE_MEMORY};
}

void session_renew(Session *s) {
    s->box.limits = limits_of(s->g, s->check);
    s->still_seconds = s->box.limits.still_seconds;
}

static Session *session_on(Grading *g, const Check *check, Precision precision, int program) {
    Session *s = t_calloc(1, sizeof *s);
    *s = (Session){.g = g, .check = check, .precision = graded_in(g, precision), .calls = 1, .alive = true};
    g->code.program = program;
    const BoxLimits limits = limits_of(g, check);
    s->still_seconds = limits.still_seconds;
    if (box_start(&s->box, program, &g->filter, limits)) return s;
    free(s);
    return NULL;
}

bool session_choose(Session *s, const Misconception *m) {
    const Case choice = {.call = {.n_args = 1, .arg = {{"misconception", true, (double)(m - lab_misconceptions)}}}};
    return session_ask(s, MUTANTS_CHOOSE, &choice, NULL);
}

/* The choice has the usual time: a probe that has just begun needs some to come up. */
bool session_choose_edit(Session *s, int edit, double seconds) {
    const Case choice = {.call = {.n_args = 2, .arg = {{"edit", true, edit}, {"way", true, lab_edits[edit].way}}}};
    const double usual = budget_for(&s->g->budget, s->check);
    s->box.limits.cpu_seconds = usual;
    const bool chosen = session_ask(s, MUTANTS_CHOOSE, &choice, NULL);
    s->g->budget.seconds_left += s->box.still_used; /* on a busy machine a process takes long to come up */
    s->box.limits.cpu_seconds = fmin(usual, seconds);
    return chosen;
}

Session *session_on_edits(Grading *g, const Check *check) {
    return session_on(g, check, PRECISION_DOUBLE, misconceptions_program());
}

Session *session_on_mutant(Grading *g, const Check *check, const Misconception *m) {
    Session *s = session_on(g, check, PRECISION_DOUBLE, misconceptions_program());
    if (s != NULL) session_choose(s, m);
    return s;
}

Session *session_on_code(Grading *g, const Check *check, Precision precision) {
    if (g->code.mutant != NULL) return session_on_mutant(g, check, g->code.mutant);
    return session_on(g, check, precision, g->code.build.program[graded_in(g, precision)]);
}

double session_memory(const Session *s) {
    char path[64], line[256];
    double kibibytes = -1;
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)s->box.pid);
    FILE *f = fopen(path, "re");
    while (f != NULL && kibibytes < 0 && fgets(line, sizeof line, f) != NULL)
        sscanf(line, "Anonymous: %lf", &kibibytes);
    if (f != NULL) fclose(f);
    return kibibytes < 0 ? -1 : 1024 * kibibytes;
}

void session_close(Session *s) {
    if (s == NULL) return;
    box_stop(&s->box);
    free(s);
}

/* Behind the first line of a wrong call stand expressions and lines of the source. */
static size_t without_place(const BoxAnswer *said) {
    const size_t size = wire_text_size(said), line = strcspn(said->text, "\n");
    return said->status == RESPONSE_WRONG_CALL && line < size ? line : size;
}

bool session_exchange(Session *s, int entry, const Case *k, const Case *with, Tensor *answer[], BoxEnd *end,
                      BoxAnswer *said) {
    const Case *const each[] = {k, with};
    const int cases = with != NULL ? 2 : 1;
    size_t request_size, size = 0;
    char *request = wire_request(++s->g->nonce, entry, k, with, s->calls, s->precision, &request_size);
    for (int c = 0; c < cases; c++)
        for (int i = 0; i < each[c]->call.n_out; i++) size += wire_size(each[c]->call.out[i], s->precision);
    char *values = t_malloc(size + 1);
    /* A session of many calls has no more time than the lab. */
    const double left = fmax(0, s->g->budget.seconds_left);
    s->box.limits.cpu_seconds = fmin(s->box.limits.cpu_seconds, left);
    s->box.limits.still_seconds = fmin(cases * s->still_seconds, left);
    *end = box_exchange(&s->box, request, request_size, values, size, said);
    s->g->budget.seconds_left -= s->box.cpu_used + s->box.still_used;
    s->g->result->checks[check_index(s->g, s->check)].seconds += s->box.cpu_used;

    s->g->budget.answered = s->g->budget.answered || *end == BOX_ANSWERED;
    s->alive = *end == BOX_ANSWERED && said->status == RESPONSE_ANSWER;
    const bool told = *end == BOX_ANSWERED && said->status != RESPONSE_ANSWER && said->status != RESPONSE_NOT_WRITTEN;
    if (told && s->g->lab->beside != NULL)
        remarks_kind(said->text, wire_text_size(said), s->crash, sizeof s->crash);
    else if (told)
        snprintf(s->crash, sizeof s->crash, "%.*s", (int)without_place(said), said->text);
    const char *p = values;
    for (int c = 0, n = 0; s->alive && c < cases; c++)
        for (int i = 0; i < each[c]->call.n_out; i++, n++) {
            answer[n] = t_named(t_like(each[c]->call.out[i]), each[c]->out_name[i]);
            p = wire_take(p, answer[n], s->precision);
        }
    free(values);
    free(request);
    return s->alive;
}

bool session_ask(Session *s, int entry, const Case *k, Tensor *answer[]) {
    BoxEnd end;
    BoxAnswer said;
    return s->alive && session_exchange(s, entry, k, NULL, answer, &end, &said);
}

bool session_ask_often(Session *s, int entry, const Case *k, int calls, Tensor *answer[]) {
    s->calls = calls;
    const bool answered = session_ask(s, entry, k, answer);
    s->calls = 1;
    return answered;
}
