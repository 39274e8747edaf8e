#include "sanitize.h"

#include "draw.h"
#include "locate.h"
#include "sanitize_build.h"
#include "sanitize_words.h"
#include "watch.h"
#include "wire.h"
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { REQUESTS_MAX = 4 << 20 };
/* Crashes that are looked into, where nobody has asked for more. */
enum { AFTER_CRASHES = 6 };

static int runs, found;
static int looked_at, left_out; /* checks that were looked at; that had crashed in their first run already */
static bool wanted;             /* somebody has asked for them, or they could explain a crash */

/* --- Running ------------------------------------------------------------------------------------------------------ */
typedef struct Requests {
    char  *bytes; /* REQUESTS_MAX of room */
    size_t size;
} Requests;

/* false when there is no room for it. */
static bool add_request(Requests *r, Grading *g, int entry, const Case *k) {
    size_t length;
    char *request = wire_request(++g->nonce, entry, k, NULL, 1, PRECISION_DOUBLE, &length);
    const bool fits = r->size + length <= REQUESTS_MAX;
    if (fits) {
        memcpy(r->bytes + r->size, request, length);
        r->size += length;
    }
    free(request);
    return fits;
}

static bool used_up_its_time(const Command *c) {
    const bool killed = WIFSIGNALED(c->status) && WTERMSIG(c->status) == SIGKILL;
    return c->out_of_time || killed || (WIFEXITED(c->status) && WEXITSTATUS(c->status) == 128 + SIGKILL);
}

/* What they find in these requests. `ended`: within its time and memory; `well`: and to the end. */
typedef struct Run {
    Finding finding;
    bool    ended, well;
} Run;

static Run run_requests(Grading *g, const Requests *r) {
    Run run = {.ended = true};
    CompileBox box;
    const SanitizedProgram *program = sanitized_program(g);
    sigset_t before = compile_box_shield();
    if (sanitized_box(&box, g, program->tier) &&
        locate_write(&box, "sanitized", program->file) && compile_box_write(&box, "requests", r->bytes, r->size)) {
        Command c = {.program = "./sanitized", .input = "requests"};
        command_add(&c, "requests");
        const double begun = watch_now();
        compile_box_run(&box, &c, 1);
        g->budget.words_left -= watch_now() - begun;
        run = (Run){sanitize_finding(g, &box, c.diagnostics), !used_up_its_time(&c), command_ok(&c)};
        free(c.diagnostics);
    }
    compile_box_close(&box);
    compile_box_unshield(&before);
    runs++;
    found += run.finding.sentence != NULL;
    return run;
}

/* What does not end is not waited for a second time. */
static Finding run_cases(Grading *g, const Requests *r) {
    const Run run = run_requests(g, r);
    if (run.ended) return run.finding;
    SanitizedProgram *program = sanitized_program(g);
    program->ready = false;
    snprintf(program->why, sizeof program->why, "the program does not end when it runs with them");
    return run.finding;
}

static bool possible(const Grading *g, const Check *check, int *entry) {
    return check->run == NULL && call_entry(check->call, entry) != NULL && sanitized_program(g)->ready;
}

char *sanitize_case(Grading *g, const Check *check, const Case *k) {
    int entry;
    if (g->lab->beside != NULL) return NULL; /* the emulated GPU looks at every access */
    wanted = true;
    if (runs >= AFTER_CRASHES || g->budget.words_left <= 0 || !possible(g, check, &entry)) return NULL;
    Requests r = {.bytes = t_malloc(REQUESTS_MAX)};
    add_request(&r, g, entry, k);
    const Finding f = run_cases(g, &r);
    free(r.bytes);
    return f.sentence;
}

/* The cases of a check. Where a few are enough: the first ones, which are the smallest, and the last. */
enum { FEW = 3, ALL_CASES = 1000 };

static bool add_cases(Requests *r, Grading *g, const Check *check, int most) {
    int  entry;
    bool fits = true;
    call_entry(check->call, &entry);
    for (int i = 0, cases = check_cases(check); i < cases && fits; i++) {
        if (i >= most - 1 && i < cases - 1) continue;
        t_step();
        Case k;
        draw_case(g, check, i, &k);
        cases = k.cases;
        fits = add_request(r, g, entry, &k);
    }
    return fits;
}

static Finding run_check(Grading *g, const Check *check, int most) {
    Requests r = {.bytes = t_malloc(REQUESTS_MAX)};
    add_cases(&r, g, check, most);
    const Finding f = run_cases(g, &r);
    free(r.bytes);
    return f;
}

/* --- Trainings ---------------------------------------------------------------------------------------------------- */
/* A training is its calls one after the other, of which the first ones tell enough: as a rule the one that sets it up
 * and two pieces. */
enum { TRAINING_CALLS = 3 };

static struct Recorded {
    const Check *check; /* the last one */
    int      calls;
    Requests requests;
} recorded;

void sanitize_record(Grading *g, const Check *check, int entry, const Case *k) {
    if (g->sanitize != SANITIZE_ALL || check->run == NULL) return;
    if (recorded.requests.bytes == NULL) recorded.requests.bytes = t_malloc(REQUESTS_MAX);
    if (recorded.check != check) {
        recorded.check = check;
        recorded.calls = 0;
        recorded.requests.size = 0;
    }
    if (recorded.calls >= TRAINING_CALLS) return;
    recorded.calls += add_request(&recorded.requests, g, entry, k) ? 1 : TRAINING_CALLS;
}

/* It may well take more time than there is: then there is nothing to say. */
static char *run_training(Grading *g, const Check *check) {
    const Run run = run_requests(g, &recorded.requests);
    char *sentence = run.finding.sentence;
    if (!run.ended && sentence == NULL)
        result_note(g->result, "%s, %s: too slow for AddressSanitizer and UBSan to look at", check->task, check->title);
    looked_at += run.ended || sentence != NULL;
    return sentence;
}

/* --- A task ------------------------------------------------------------------------------------------------------- */
static bool is_full(const Grading *g, const Task *task) {
    const TaskResult t = result_task(g->result, task);
    return t.wanted && t.not_passed == 0;
}

static void look_at(Grading *g, const Check *check, bool full) {
    const CheckResult *c = &g->result->checks[check_index(g, check)];
    const bool answered = c->status == STATUS_PASSED || c->status == STATUS_FAILED;
    int   entry;
    char *sentence = NULL;
    left_out += c->status == STATUS_CRASHED && check->run == NULL;
    if (recorded.check == check && recorded.calls > 0 && c->status != STATUS_NOT_WRITTEN &&
        sanitized_program(g)->ready) {
        sentence = run_training(g, check);
    } else if (!full && answered && possible(g, check, &entry)) {
        wanted = true;
        looked_at++;
        sentence = run_check(g, check, ALL_CASES).sentence;
    }
    if (sentence != NULL) result_note(g->result, "%s, %s: %s", check->task, check->title, sentence);
    free(sentence);
}

/* Trainings are recorded one at a time: each is looked at when it has ended. */
void sanitize_task(Grading *g, const Task *task) {
    if (g->sanitize == SANITIZE_NONE) return;
    const bool full = is_full(g, task);
    if (full) sanitized_begin(g);
    for (const Check *check = g->lab->checks; g->sanitize == SANITIZE_ALL && check->task != NULL; check++)
        if (strcmp(check->task, task->id) == 0 && g->result->checks[check_index(g, check)].wanted)
            look_at(g, check, full);
}

/* --- All tasks that are full -------------------------------------------------------------------------------------- */
/* The places that have cost a point. What several tasks call costs the first one. */
enum { MAX_PLACES = 32 };
static char *places[MAX_PLACES];
static int   n_places;

static bool is_new_place(const char *sentence) {
    const size_t length = strcspn(sentence, " ");
    for (int i = 0; i < n_places; i++)
        if (strlen(places[i]) == length && memcmp(places[i], sentence, length) == 0) return false;
    if (n_places == MAX_PLACES) return false;
    places[n_places++] = text_format("%.*s", (int)length, sentence);
    return true;
}

/* A check of a full task by itself: whether it has cost a point. */
static bool charge(Grading *g, const Check *check) {
    int entry;
    if (g->budget.words_left <= 0 || !possible(g, check, &entry)) return false;
    const Finding f = run_check(g, check, FEW);
    const bool costs = f.sentence != NULL && f.of_memory && is_new_place(f.sentence);
    if (costs)
        result_lower(g->result, check_index(g, check), 1,
                     text_format("right by luck: %s. A memory error costs a point", f.sentence));
    else if (f.sentence != NULL && !f.of_memory)
        result_note(g->result, "%s, %s: %s", check->task, check->title, f.sentence);
    free(f.sentence);
    return costs;
}

static bool charge_all(Grading *g, const Check *const checks[], int n) {
    bool any = false;
    for (int i = 0; i < n; i++) any = charge(g, checks[i]) || any;
    return any;
}

/* All of them in one process; where it does not end well, each in its own. */
bool sanitize_full_tasks(Grading *g) {
    const Check *checks[g->result->n_checks + 1];
    Requests r = {.bytes = t_malloc(REQUESTS_MAX)};
    int  n = 0;
    bool any = false;
    for (const Task *task = g->lab->tasks; g->sanitize != SANITIZE_NONE && task->id != NULL; task++)
        for (const Check *check = g->lab->checks; is_full(g, task) && check->task != NULL; check++)
            if (strcmp(check->task, task->id) == 0 && check->run == NULL) checks[n++] = check;
    looked_at += n;
    wanted = wanted || (n > 0 && g->sanitize == SANITIZE_ALL);
    for (int i = 0, first = 0; i < n && sanitized_program(g)->ready; i++) {
        const bool fits = add_cases(&r, g, checks[i], FEW);
        if (fits && i + 1 < n && r.size < REQUESTS_MAX / 2) continue;
        const Run run = run_requests(g, &r);
        free(run.finding.sentence);
        found -= run.finding.sentence != NULL; /* each is counted by itself */
        if (!run.well) any = charge_all(g, checks + first, i + 1 - first) || any;
        first = i + 1;
        r.size = 0;
    }
    free(r.bytes);
    return any;
}

/* What has crashed has its sentence, and is none of those in which nothing is wrong. */
void sanitize_end(Grading *g) {
    const bool asked = g->sanitize == SANITIZE_ALL;
    if (wanted && !sanitized_program(g)->ready) {
        result_note(g->result, "AddressSanitizer and UBSan could not be asked: %s", sanitized_program(g)->why);
    } else if (asked && looked_at == 0) {
        result_note(g->result, "AddressSanitizer and UBSan had nothing to look at: no check ran to its end");
    } else if (asked && found == 0) {
        char *others = left_out > 0 ? text_format(" other than the %d that crashed", left_out) : text_format("%s", "");
        result_note(g->result, "AddressSanitizer and UBSan find nothing wrong in %d check%s%s", looked_at,
                    looked_at == 1 ? "" : "s", others);
        free(others);
    }
    sanitized_close();
    while (n_places > 0) free(places[--n_places]);
    free(recorded.requests.bytes);
    recorded.requests.bytes = NULL;
}
