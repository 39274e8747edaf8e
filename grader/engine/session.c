#include "engine.h"

#include "locate.h"
#include "misconceptions.h"
#include "sanitize.h"
#include <stdlib.h>
#include <string.h>

enum { PROBE_MEMORY = 1 << 30 };

struct Session {
    Grading     *g;
    const Check *check;
    Precision    precision;
    Box          box;
    bool         alive;
    char         crash[200];
};

const Box *session_box(const Session *s) { return &s->box; }

const char *session_crash(const Session *s) { return s->crash; }

/* Endless loops everywhere, even in front of main, must not take long. After some seconds that have led to nothing,
 * cases get less time: what is right still gets through by far. */
bool session_hurried(const Grading *g) {
    return g->seconds_lost > (g->answered ? PATIENCE : PATIENCE / 2);
}

static double seconds_for(const Grading *g, const Check *check) {
    double seconds = check->seconds > 0 ? check->seconds : g->case_seconds;
    if (check->run == NULL && g->slow_task != NULL && strcmp(g->slow_task, check->task) == 0) seconds *= 0.25;
    if (session_hurried(g)) seconds = fmin(seconds, 0.1 * fmax(check->seconds, g->case_seconds));
    return fmin(seconds, g->seconds_left);
}

static Session *session_on(Grading *g, const Check *check, Precision precision, int program) {
    Session *s = t_calloc(1, sizeof *s);
    *s = (Session){.g = g, .check = check, .precision = precision, .alive = true};
    double seconds = seconds_for(g, check);
    g->program = program;
    BoxLimits limits = {.cpu_seconds = seconds,
                        .still_seconds = fmax(0.25, 0.5 * seconds),
                        .wall_seconds = fmax(10, 10 * seconds),
                        .life_seconds = g->seconds_left,
                        .memory = PROBE_MEMORY};
    if (box_start(&s->box, program, &g->filter, limits)) return s;
    free(s);
    return NULL;
}

Session *session_on_mutant(Grading *g, const Check *check, const Misconception *m) {
    const Case choice = {.call.args.i[0] = (int)(m - lab_misconceptions)};
    Session *s = session_on(g, check, PRECISION_DOUBLE, misconceptions_program());
    if (s != NULL) session_ask(s, MUTANTS_CHOOSE, &choice, NULL);
    return s;
}

Session *session_on_code(Grading *g, const Check *check, Precision precision) {
    if (g->mutant != NULL) return session_on_mutant(g, check, g->mutant);
    return session_on(g, check, precision, g->build.program[precision]);
}

Session *session_open(Grading *g, const Check *check, Precision precision) {
    if (verdict_beforehand(g, check)) return NULL;
    Session *s = session_on_code(g, check, precision);
    if (s == NULL) check_fail(g, check, "%s", t_error());
    return s;
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

/* --- On the wire -------------------------------------------------------------------------------------------------- */
static size_t wire_size(const Tensor *x, Precision p) {
    return x->size * (x->dtype == DTYPE_REAL && p == PRECISION_FLOAT ? sizeof(float) : t_element_size(x->dtype));
}

static char *put_values(char *to, const Tensor *x, Precision p) {
    if (x->dtype == DTYPE_REAL && p == PRECISION_FLOAT) {
        for (size_t i = 0; i < x->size; i++) {
            float value = (float)x->data[i];
            memcpy(to + i * sizeof value, &value, sizeof value);
        }
    } else if (x->size > 0) {
        memcpy(to, x->raw, wire_size(x, p));
    }
    return to + wire_size(x, p);
}

static const char *take_values(const char *from, Tensor *x, Precision p) {
    if (x->dtype == DTYPE_REAL && p == PRECISION_FLOAT) {
        for (size_t i = 0; i < x->size; i++) {
            float value;
            memcpy(&value, from + i * sizeof value, sizeof value);
            x->data[i] = (real)value;
        }
    } else if (x->size > 0) {
        memcpy(x->raw, from, wire_size(x, p));
    }
    return from + wire_size(x, p);
}

static char *put_description(char *to, const Tensor *x, const char *name) {
    TensorFrame f = {.dtype = (uint16_t)x->dtype, .ndim = (uint16_t)x->ndim, .requires_grad = x->requires_grad};
    memcpy(f.shape, x->shape, (size_t)x->ndim * sizeof x->shape[0]);
    snprintf(f.name, sizeof f.name, "%.31s", name != NULL ? name : "");
    memcpy(to, &f, sizeof f);
    return to + sizeof f;
}

static char *make_request(const Session *s, int entry, const Case *k, size_t *size) {
    const Call *c = &k->call;
    RequestFrame f = {.magic = FRAME_REQUEST,
                      .call = (uint32_t)entry,
                      .nonce = ++s->g->nonce,
                      .n_in = (uint32_t)c->n_in,
                      .n_out = (uint32_t)c->n_out};
    memcpy(f.args_i, c->args.i, sizeof f.args_i);
    memcpy(f.args_f, c->args.f, sizeof f.args_f);
    f.body = (uint64_t)(c->n_in + c->n_out) * sizeof(TensorFrame);
    for (int i = 0; i < c->n_in; i++) f.body += wire_size(c->in[i], s->precision);
    *size = sizeof f + f.body;
    char *request = t_malloc(*size), *p = request;
    memcpy(p, &f, sizeof f);
    p += sizeof f;
    for (int i = 0; i < c->n_in; i++) p = put_description(p, c->in[i], k->in_name[i]);
    for (int i = 0; i < c->n_out; i++) p = put_description(p, c->out[i], k->out_name[i]);
    for (int i = 0; i < c->n_in; i++) p = put_values(p, c->in[i], s->precision);
    return request;
}

char *session_request(Grading *g, int entry, const Case *k, size_t *size) {
    const Session s = {.g = g, .precision = PRECISION_DOUBLE};
    return make_request(&s, entry, k, size);
}

/* One exchange: true when values came back. */
static bool exchange(Session *s, int entry, const Case *k, Tensor *answer[], BoxEnd *end, BoxAnswer *said) {
    size_t request_size, size = 0;
    char *request = make_request(s, entry, k, &request_size);
    for (int i = 0; i < k->call.n_out; i++) size += wire_size(k->call.out[i], s->precision);
    char *values = t_malloc(size + 1);
    *end = box_exchange(&s->box, request, request_size, values, size, said);
    s->g->seconds_left -= s->box.cpu_used + s->box.still_used;
    s->g->result->checks[check_index(s->g, s->check)].seconds += s->box.cpu_used;

    s->g->answered = s->g->answered || *end == BOX_ANSWERED;
    s->alive = *end == BOX_ANSWERED && said->status == RESPONSE_ANSWER;
    if (*end == BOX_ANSWERED && said->status == RESPONSE_CRASH)
        snprintf(s->crash, sizeof s->crash, "%.*s", (int)locate_text_size(said), said->text);
    const char *p = values;
    for (int i = 0; s->alive && i < k->call.n_out; i++) {
        answer[i] = t_named(t_like(k->call.out[i]), k->out_name[i]);
        p = take_values(p, answer[i], s->precision);
    }
    free(values);
    free(request);
    return s->alive;
}

bool session_ask(Session *s, int entry, const Case *k, Tensor *answer[]) {
    BoxEnd end;
    BoxAnswer said;
    return s->alive && exchange(s, entry, k, answer, &end, &said);
}

bool session_call(Session *s, const char *call, Case *k, Tensor *answer[]) {
    int entry;
    BoxEnd end;
    BoxAnswer said;
    if (call_entry(call, &entry) == NULL)
        t_fail(NULL, "check %s, %s: the lab has no call \"%s\"", s->check->task, s->check->title, call);
    k->called = call;
    if (!s->alive) return false;
    sanitize_record(s->g, s->check, entry, k);
    if (exchange(s, entry, k, answer, &end, &said)) return true;
    verdict_no_answer(s->g, s->check, &s->box, end, &said, k);
    return false;
}
