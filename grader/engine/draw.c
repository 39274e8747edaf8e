#include "draw.h"

#include "call_hooks.h"
#include "chacha20.h"
#include "compare.h"
#include "sha256.h"
#include "views.h"
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* --- Building a case ---------------------------------------------------------------------------------------------- */
static const char *made_name(const char *format, ...) __attribute__((format(printf, 1, 2)));
static const char *made_name(const char *format, ...) {
    char text[128];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return block_name(text);
}

static Tensor *add_input(Case *k, const char *name, Tensor *x) {
    if (k->call.n_in == CALL_MAX_VALUES) t_fail(NULL, "a case has more than %d inputs", CALL_MAX_VALUES);
    k->in_name[k->call.n_in] = name;
    return k->call.in[k->call.n_in++] = t_named(x, name);
}

Tensor *case_normal(Case *k, const char *name, double scale, int ndim, const int shape[]) {
    Tensor *x = t_empty(DTYPE_REAL, ndim, shape);
    t_fill_normal(x, k->rng, 0, scale);
    return add_input(k, name, x);
}

Tensor *case_uniform(Case *k, const char *name, double low, double high, int ndim, const int shape[]) {
    Tensor *x = t_empty(DTYPE_REAL, ndim, shape);
    t_fill_uniform(x, k->rng, low, high);
    return add_input(k, name, x);
}

Tensor *case_labels(Case *k, const char *name, int classes, int n) {
    Tensor *x = t_empty(DTYPE_INT64, 1, &n);
    for (int i = 0; i < n; i++) x->i64[i] = (int64_t)rng_below(k->rng, (uint64_t)classes);
    return add_input(k, name, x);
}

Tensor *case_input(Case *k, const char *name, const Tensor *values) {
    return add_input(k, name, t_copy_of(values->raw, values->dtype, values->ndim, values->shape));
}

void case_output(Case *k, const char *name, DType dtype, int ndim, const int shape[]) {
    if (k->call.n_out == CALL_MAX_VALUES) t_fail(NULL, "a case has more than %d outputs", CALL_MAX_VALUES);
    k->out_name[k->call.n_out] = name;
    Tensor *x = t_named(t_empty(dtype, ndim, shape), name);
    memset(x->raw, 0xff, x->size * t_element_size(dtype));
    k->call.out[k->call.n_out++] = x;
}

void case_number(Case *k, const char *name) { case_output(k, name, DTYPE_REAL, 0, NULL); }
void case_text(Case *k, const char *name, int size) { case_output(k, name, DTYPE_UINT8, 1, &size); }

/* --- Models ------------------------------------------------------------------------------------------------------- */
/* One after the other: of a norm the weight, of one axis, comes before the bias. */
typedef struct Drawing {
    Case    *k;
    ModelFor use;
    double   range; /* of the layer's biases: by its inputs */
    bool     norm;
} Drawing;

static void draw_parameter(const char *key, Tensor *x, void *data) {
    Drawing    *d = data;
    const char *dot = strrchr(key, '.');
    const bool  weight = strcmp(dot != NULL ? dot + 1 : key, "weight") == 0, trained = d->use == TO_BE_TRAINED;
    if (x->ndim > 1) d->range = 1 / sqrt((double)x->size / x->shape[0]);
    if (weight) d->norm = x->ndim == 1;
    if (weight && d->norm) t_fill_uniform(x, d->k->rng, trained ? 1 : 0.5, trained ? 1 : 2);
    else if (trained) t_fill_uniform(x, d->k->rng, d->norm ? 0 : -d->range, d->norm ? 0 : d->range);
    else t_fill_normal(x, d->k->rng, 0, x->ndim > 1 ? d->range : 0.5);
}

static void add_state(Case *k, const char *prefix, const Module *m, StateOf which) {
    Layout *parts = block_layout_of(m, which, prefix, "");
    Tensor *block = t_empty(DTYPE_REAL, 1, (int[]){(int)parts->size});
    block_from_state(m, which, block);
    k->call.in_parts[k->call.n_in] = parts;
    add_input(k, which == PARAMETERS ? "parameters" : "state", block);
}

void case_model(Case *k, ModelFor use, const char *prefix, Module *m) {
    block_each(m, PARAMETERS, draw_parameter, &(Drawing){.k = k, .use = use, .range = 1});
    add_state(k, prefix, m, PARAMETERS);
}

void case_state(Case *k, const Module *m, StateOf which) { add_state(k, "", m, which); }

void case_state_output(Case *k, const char *after, const Module *m, StateOf which) {
    Layout *parts = block_layout_of(m, which, "", after);
    case_output(k, which == PARAMETERS ? "parameters" : "state", DTYPE_REAL, 1, (int[]){(int)parts->size});
    k->call.out_parts[k->call.n_out - 1] = parts;
}

void case_network(Case *k, ModelFor use, const char *prefix, int layers, const int size[]) {
    Module *m = call_network_of(layers, size, NULL);
    case_model(k, use, prefix, m);
    nn_free(m);
}

void case_network_output(Case *k, const char *after, int layers, const int size[]) {
    Module *m = call_network_of(layers, size, NULL);
    case_state_output(k, after, m, PARAMETERS);
    nn_free(m);
}

void case_small_network(Case *k, int N, int classes, int size[3]) {
    size[0] = case_between(k, 2, 5);
    size[1] = case_between(k, 3, 8);
    size[2] = classes > 0 ? classes : 1;
    case_normal(k, "x", 1, 2, (int[]){N, size[0]});
    if (classes > 0) case_labels(k, "labels", classes, N);
    else case_normal(k, "y", 1, 2, (int[]){N, 1});
    case_network(k, TO_BE_TRIED, "", 2, size);
}

void case_training_output(Case *k, const int size[3], const char *loss) {
    case_network_output(k, " after training", 2, size);
    case_number(k, loss);
    case_number(k, "mode in the batches (1: evaluation, 2: training)");
    case_number(k, "two batches share the memory of one step");
}

/* --- An op -------------------------------------------------------------------------------------------------------- */
/* Whose gradient is judged; where all are, the first one stands for them. */
static int judged_input(const Case *k) { return k->judged > 0 ? k->judged - 1 : 0; }

void case_op(Case *k, int differentiable, int ndim, const int shape[]) {
    const Tensor *in[CALL_MAX_VALUES];
    const char *name[CALL_MAX_VALUES];
    memcpy(in, k->call.in, sizeof in);
    memcpy(name, k->in_name, sizeof name);
    case_output(k, "y", DTYPE_REAL, ndim, shape);
    k->of_op = true;
    if (differentiable == 0 || k->judged == 0) return;
    k->differentiable = differentiable;
    for (int j = 0; j < differentiable; j++)
        k->call.in[j]->requires_grad = k->want == WANT_ALL || (j == judged_input(k)) == (k->want == WANT_JUDGED);
    case_normal(k, "dy", 1, ndim, shape);
    for (int j = 0; j < differentiable; j++) {
        /* Far from 0, so that no gradient takes it away: what is left would have few digits right in float. */
        case_uniform(k, made_name("d%s before", name[j]), 2, 3, in[j]->ndim, in[j]->shape);
        case_output(k, made_name("d%s", name[j]), DTYPE_REAL, in[j]->ndim, in[j]->shape);
    }
}

Tensor *case_whole(Case *k, const char *name, int n, const int values[]) {
    Tensor *x = t_empty(DTYPE_INT64, 1, &n);
    for (int i = 0; i < n; i++) x->i64[i] = values[i];
    return add_input(k, name, x);
}

static void set_argument(Case *k, const char *name, bool whole, double value) {
    Call *c = &k->call;
    int   i = 0;
    while (i < c->n_args && strcmp(c->arg[i].name, name) != 0) i++;
    if (i == CALL_MAX_ARGUMENTS) t_fail(NULL, "a case has more than %d arguments", CALL_MAX_ARGUMENTS);
    if (strlen(name) >= sizeof c->arg[i].name) t_fail(NULL, "an argument\'s name is too long: %s", name);
    c->arg[i] = (Argument){.whole = whole, .value = value};
    strcpy(c->arg[i].name, name);
    if (i == c->n_args) c->n_args++;
}

int case_int(Case *k, const char *name, int value) {
    set_argument(k, name, true, value);
    return value;
}

double case_real(Case *k, const char *name, double value) {
    set_argument(k, name, false, value);
    return value;
}

int case_between(Case *k, int low, int high) { return low + (int)rng_below(k->rng, (uint64_t)(high - low + 1)); }

/* --- Drawing one -------------------------------------------------------------------------------------------------- */
static void make_key(const Grading *g, unsigned char key[CHACHA20_KEY]) {
    char text[sizeof g->draws.secret + 128];
    memcpy(text, g->draws.secret, sizeof g->draws.secret);
    int n = snprintf(text + sizeof g->draws.secret, sizeof text - sizeof g->draws.secret, "cases of %.80s, seed %llu",
                     g->lab->name, (unsigned long long)g->result->seed);
    sha256(text, sizeof g->draws.secret + (size_t)n, key);
}

Rng draw_stream(const Grading *g, int check, int index, int attempt) {
    unsigned char key[CHACHA20_KEY], block[CHACHA20_BLOCK];
    uint64_t words[2];
    make_key(g, key);
    chacha20_block(key, 0, (uint32_t[]){(uint32_t)check, (uint32_t)index, (uint32_t)attempt}, block);
    memcpy(words, block, sizeof words);
    return rng_new(words[0], words[1]);
}

static Case new_case(Grading *g, int check, int index, int attempt, int judged) {
    Rng *stream = &g->draws.streams[g->draws.next_stream++ % 16];
    *stream = draw_stream(g, check, index, attempt);
    return (Case){.index = index, .rng = stream, .judged = judged};
}

/* Apart from the usual cases of the check, which begin at attempt 0. */
Case check_case(Grading *g, const Check *check, int index) {
    return new_case(g, check_index(g, check), index, 0xffff, -1);
}

const CallEntry *call_entry(const char *name, int *index) {
    for (int i = 0; lab_calls[i].name != NULL; i++)
        if (strcmp(lab_calls[i].name, name) == 0) {
            if (index != NULL) *index = i;
            return &lab_calls[i];
        }
    return NULL;
}

static Tensor *copy_in_step(const Tensor *x) { return t_copy_of(x->raw, x->dtype, x->ndim, x->shape); }

static Tensor *constant_like(const Tensor *x, double value) {
    Tensor *y = t_like(x);
    for (size_t i = 0; i < y->size; i++) {
        if (y->dtype == DTYPE_REAL) y->data[i] = (real)value;
        else if (y->dtype == DTYPE_INT64) y->i64[i] = (int64_t)value;
        else y->u8[i] = (uint8_t)value;
    }
    return y;
}

/* The constant that comes nearest to all elements at once. */
static double middle(const Tensor *x) {
    double low = INFINITY, high = -INFINITY;
    for (size_t i = 0; i < x->size; i++) {
        low = fmin(low, value_at(x, i));
        high = fmax(high, value_at(x, i));
    }
    return (low + high) / 2;
}

typedef enum Lazy { LAZY_ZEROS, LAZY_ONES, LAZY_CONSTANT, LAZY_COPY, LAZY_KINDS } Lazy;

/* Whether the lazy answer is as expected. One number is always some constant: of numbers, only 0 and 1 count as
 * lazy. */
static bool lazy_passes(Lazy kind, const Check *check, const Case *k, const Tensor *expected) {
    switch (kind) {
    case LAZY_ZEROS: return compare_equal(constant_like(expected, 0), expected, check->tolerance);
    case LAZY_ONES: return compare_equal(constant_like(expected, 1), expected, check->tolerance);
    case LAZY_CONSTANT:
        return expected->size > 1 &&
               compare_equal(constant_like(expected, middle(expected)), expected, check->tolerance);
    default:
        for (const View *v = views_of_inputs(k); v->name != NULL; v++)
            if (v->x->dtype == expected->dtype && t_same_shape(v->x, expected) &&
                compare_equal(v->x, expected, check->tolerance))
                return true;
        return false;
    }
}

/* An answer of several tensors is trivial when all of them are. */
bool draw_is_trivial(const Check *check, const Case *k) {
    t_step();
    for (int kind = 0; kind < LAZY_KINDS; kind++) {
        bool all = true;
        for (const Judged *j = views_judged(check, k, k->call.out); all && j->name != NULL; j++)
            all = lazy_passes((Lazy)kind, check, k, j->expected);
        if (all) return true;
    }
    return false;
}

/* --- A mistake of the lab's author: its message begins with the check that it is in ------------------------------- */
static const Check *under_way;

static void tell_check(int status, const char *message) {
    static const char first[] = "error: ";
    if (strncmp(message, first, sizeof first - 1) == 0) message += sizeof first - 1;
    fprintf(stderr, "%scheck %s, %s: %s", first, under_way->task, under_way->title, message);
    exit(status);
}

static void within(const Check *check) {
    under_way = check;
    call_fatal = check == NULL ? NULL : tell_check;
    t_on_fatal(call_fatal);
}

/* The reference of a training loop prints, as the lecture's does; that is nothing for the report. */
static void run_quietly(const CallEntry *entry, Call *c) {
    fflush(stdout);
    int screen = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3), nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    bool quiet = screen >= 0 && nowhere >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0;
    entry->run(c);
    fflush(stdout);
    if (quiet) dup2(screen, STDOUT_FILENO);
    if (screen >= 0) close(screen);
    if (nowhere >= 0) close(nowhere);
}

/* Where all of the answer is asked for, the call needs all that was drawn for it. */
static void all_were_asked_for(const Check *check, const Call *c) {
    for (int i = 0; i < c->n_args; i++)
        if (!(c->asked >> i & 1))
            t_fail(NULL, "check %s, %s: call %s never asks for the argument %s", check->task, check->title,
                   check->call, c->arg[i].name);
}

int check_cases(const Check *check) { return check->cases > 0 ? check->cases : 6; }

/* What is graded in float gets these very numbers: else it would pay for what is lost of them on the way. */
static void round_inputs(Case *k) {
    for (int i = 0; i < k->call.n_in; i++) {
        Tensor *x = k->call.in[i];
        for (size_t e = 0; x->dtype == DTYPE_REAL && e < x->size; e++) x->data[e] = (float)x->data[e];
    }
}

/* The case itself, as the check draws it; the reference has not run. */
static void draw_once(Grading *g, const Check *check, int index, int attempt, Case *k) {
    *k = new_case(g, check_index(g, check), index, attempt, check->output);
    if (index >= check_cases(check)) { /* as the last one, but for the gradients that are wanted */
        k->index = check_cases(check) - 1;
        k->want = index == check_cases(check) ? WANT_JUDGED : WANT_OTHERS;
    }
    within(check);
    check->draw(k);
    within(NULL);
    if (g->lab->beside != NULL) round_inputs(k);
    k->index = index;
    k->called = check->call;
    k->cases = check_cases(check) + (k->differentiable > 1 ? 2 : 0);
    if (check->output >= k->call.n_out)
        t_fail(NULL, "check %s, %s: judges output %d of %d", check->task, check->title, check->output, k->call.n_out);
}

static void run_reference(const Check *check, Case *k) {
    const CallEntry *entry = call_entry(check->call, NULL);
    if (entry == NULL) t_fail(NULL, "check %s, %s: the lab has no call \"%s\"", check->task, check->title, check->call);
    call_copy = copy_in_step;
    const bool whole = check->output < 0 || k->call.n_out == check->output + 1;
    if (!whole) k->call.n_out = check->output + 1;
    within(check);
    run_quietly(entry, &k->call);
    within(NULL);
    if (whole) all_were_asked_for(check, &k->call);
}

/* Gives back what the attempt before has made. */
static void begin_attempt(int attempt) {
    if (attempt == 0) return;
    t_step_end();
    t_step_begin();
}

bool draw_case(Grading *g, const Check *check, int index, Case *k) {
    for (int attempt = 0; attempt < DRAW_TRIES; attempt++) {
        begin_attempt(attempt);
        draw_once(g, check, index, attempt, k);
        run_reference(check, k);
        if (k->want == WANT_OTHERS) return false; /* whatever is drawn, what is judged stays as it was */
        if (!draw_is_trivial(check, k)) return true;
    }
    return false;
}

bool draw_telling(Grading *g, const Check *check, int index, Case *k) {
    const bool tells = draw_case(g, check, index, k);
    if (!tells && index >= check->edges && k->want != WANT_OTHERS)
        t_fail("mend its draw, or count the case among its .edges when no draw of its shape can tell them apart",
               "check %s, %s: %d draws of case %d were all answered by zeros, a constant or a copy of an input",
               check->task, check->title, DRAW_TRIES, index + 1);
    return tells;
}

/* --- Two cases ---------------------------------------------------------------------------------------------------- */
static bool same_parts(const Layout *a, const Layout *b) {
    if (a == NULL || b == NULL) return a == b;
    bool same = a->n == b->n;
    for (int i = 0; same && i < a->n; i++)
        same = a->part[i].ndim == b->part[i].ndim &&
               memcmp(a->part[i].shape, b->part[i].shape, sizeof a->part[i].shape) == 0;
    return same;
}

/* Of the outputs that a is asked for. */
static bool same_shapes(const Case *a, const Case *b) {
    const Call *c = &a->call, *d = &b->call;
    bool same = c->n_in == d->n_in && c->n_out <= d->n_out;
    for (int i = 0; same && i < c->n_in; i++)
        same = t_same_shape(c->in[i], d->in[i]) && same_parts(c->in_parts[i], d->in_parts[i]);
    for (int i = 0; same && i < c->n_out; i++)
        same = t_same_shape(c->out[i], d->out[i]) && same_parts(c->out_parts[i], d->out_parts[i]);
    return same;
}

bool draw_twin(Grading *g, const Check *check, int index, const Case *k, Case *twin) {
    for (int attempt = 0; attempt < TWIN_TRIES; attempt++) {
        begin_attempt(attempt);
        draw_once(g, check, index, TWIN_FROM + attempt, twin);
        if (!same_shapes(k, twin)) continue;
        run_reference(check, twin);
        return true;
    }
    return false;
}

/* The last case of the check's own has a twin that is soon found, or the first one, whose shapes are mostly fixed. */
static bool draw_with_twin(Grading *g, const Check *check, Pair *p) {
    const int tried[] = {check_cases(check) - 1, 0};
    for (int i = 0; i < 2; i++) {
        p->telling = draw_telling(g, check, tried[i], &p->of[0]);
        t_step_begin();
        if (draw_twin(g, check, tried[i], &p->of[0], &p->of[1])) return true;
        t_step_end();
    }
    return false;
}

/* What stands in the place of a case that is left out, or not there: the first one. */
static int or_first(const Check *check, const Pair *p, int index) {
    return p->spared && index == check_cases(check) ? 0 : index;
}

bool draw_pair(Grading *g, const Check *check, int number, Pair *p) {
    const int first = 2 * number;
    if (number > 0 && first >= p->cases) return first < p->cases + 2 && draw_with_twin(g, check, p);
    p->telling = draw_telling(g, check, or_first(check, p, first), &p->of[0]);
    p->cases = p->of[0].cases;
    t_step_begin();
    p->telling += draw_telling(g, check, first + 1 < p->cases ? or_first(check, p, first + 1) : 0, &p->of[1]);
    return true;
}
