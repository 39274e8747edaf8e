#include "diagnose.h"

#include "engine.h"
#include "misconceptions.h"
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MAX_MISCONCEPTIONS = 256 };
/* Between two ways to compute the same wrong number, which need not be as stable as right ones. */
#define SAME 1e-9
/* CPU time of the student's code for one diagnosis. */
#define DIAGNOSIS_SECONDS 2.0

static double element(const Tensor *x, size_t i) {
    return x->dtype == DTYPE_REAL ? (double)x->data[i] : x->dtype == DTYPE_INT64 ? (double)x->i64[i] : x->u8[i];
}

/* Unlike compare_equal, a NaN is as good as a NaN. */
static bool same_values(const Tensor *a, const Tensor *b, double tolerance) {
    double largest = 0;
    for (size_t i = 0; i < a->size; i++)
        if (isfinite(element(a, i))) largest = fmax(largest, fabs(element(a, i)));
    double allowed = a->dtype == DTYPE_REAL ? fmax(SAME, tolerance) * largest : 0;
    for (size_t i = 0; i < a->size; i++) {
        double u = element(a, i), v = element(b, i);
        if (!(u == v || (isnan(u) && isnan(v)) || fabs(u - v) <= allowed)) return false;
    }
    return true;
}

static bool is_judged(const Check *check, int output) { return check->output < 0 || check->output == output; }

static bool same_answer(const Check *check, const Case *k, Tensor *const a[], Tensor *const b[]) {
    for (int i = 0; i < k->call.n_out; i++)
        if (is_judged(check, i) && !same_values(a[i], b[i], check->tolerance)) return false;
    return true;
}

static bool right_answer(const Check *check, const Case *k, Tensor *const answer[]) {
    for (int i = 0; i < k->call.n_out; i++)
        if (is_judged(check, i) && !compare_equal(answer[i], k->call.out[i], check->tolerance)) return false;
    return true;
}

/* The program of all misconceptions, as a descriptor; -1 when there is none. */
static int mutants_program(void) {
    static int program = -1;
    size_t size = lab_mutants != NULL ? (size_t)(lab_mutants_end - lab_mutants) : 0;
    if (program >= 0 || size == 0) return program;
    int fd = memfd_create("mutants", MFD_CLOEXEC);
    if (fd >= 0 && write(fd, lab_mutants, size) == (ssize_t)size) return program = fd;
    if (fd >= 0) close(fd);
    return -1;
}

static bool ask_student(Grading *g, const Check *check, int entry, const Case *k, Tensor *answer[]) {
    Session *s = session_on(g, check, PRECISION_DOUBLE, g->build.program[PRECISION_DOUBLE]);
    bool answered = s != NULL && session_ask(s, entry, k, answer);
    session_close(s);
    return answered;
}

/* In a probe of its own, since some misconceptions end in a wrong call. Its time is not the student's. */
static bool ask_mutant(Grading *g, const Check *check, int mutant, int entry, const Case *k, Tensor *answer[]) {
    const double left = g->seconds_left;
    const Case choice = {.call.args.i[0] = mutant};
    Session *s = session_on(g, check, PRECISION_DOUBLE, mutants_program());
    bool answered = s != NULL && session_ask(s, MUTANTS_CHOOSE, &choice, NULL) && session_ask(s, entry, k, answer);
    session_close(s);
    g->seconds_left = left;
    return answered;
}

const char *diagnose(Grading *g, const Check *check) {
    bool possible[MAX_MISCONCEPTIONS] = {false};
    int n = 0, left = 0, wrong = 0, entry;
    if (lab_misconceptions == NULL || mutants_program() < 0 || call_entry(check->call, &entry) == NULL) return NULL;
    for (; n < MAX_MISCONCEPTIONS && lab_misconceptions[n].name != NULL; n++)
        left += possible[n] = misconception_lists(lab_misconceptions[n].loses, check->task, check->title);

    const double enough = fmax(g->seconds_left - DIAGNOSIS_SECONDS, 0);
    for (int index = 0; index < check->cases && left > 0 && g->seconds_left > enough; index++) {
        t_step();
        Case k;
        Tensor *answer[CALL_MAX_TENSORS], *theirs[CALL_MAX_TENSORS];
        draw_case(g, check, index, &k);
        if (!ask_student(g, check, entry, &k, answer)) break;
        wrong += !right_answer(check, &k, answer);
        for (int m = 0; m < n; m++) {
            if (!possible[m]) continue;
            possible[m] = ask_mutant(g, check, m, entry, &k, theirs) && same_answer(check, &k, answer, theirs);
            left -= !possible[m];
        }
    }
    for (int m = 0; m < n && wrong > 0; m++)
        if (possible[m]) return lab_misconceptions[m].says;
    return NULL;
}
