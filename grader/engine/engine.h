/* engine.h: the run under way, shared by the files that make it up. */
#pragma once
#include "box.h"
#include "compile.h"
#include "result.h"
#include "text.h"

struct History;
struct Misconception;

enum { DRAW_TRIES = 100 };
#define CASE_SECONDS 2.0   /* CPU time for one case, unless the check says otherwise */
#define LAB_SECONDS  120.0 /* in probes, for the whole lab */
#define PATIENCE     4.0   /* in checks that were not passed; cases are given less time from then on */

struct Grading {
    const Lab *lab;
    Result   *result;
    Build     build;
    int       program;      /* of the session that was opened last */
    const struct Misconception *mutant; /* graded in the place of a hand-in, for tests; NULL: a hand-in is */
    BoxFilter filter;
    const Source *sources;  /* as handed in */
    bool      sanitize;     /* every check is looked at with the sanitizers */
    const char *compiler, *kits; /* for what is compiled on the way; kits: the folder of all labs' */
    CompileTier compile_box;
    const char *out;        /* folder for the history and the curve; NULL: none is kept */
    const char *gates;      /* the file of the gates */
    bool      calibrating;  /* gates are being measured: measured values are written down, none is judged */
    bool      quiet;        /* many gradings in a row: nothing of the training is shown or kept */
    Text      measured;     /* then: "quantity\tvalue" a line */
    double    case_seconds; /* CPU time for one case, where the check does not say */
    double    seconds_left; /* of the lab's */
    double    seconds_lost; /* in checks that were not passed */
    bool      answered;     /* some probe has answered something */
    const char *slow_task;  /* a task of which a check has run out of time already */
    unsigned char secret[32]; /* the hash of the instructor's key file; zeros without one */
    uint64_t  nonce;        /* of the request sent last; begins anywhere, since it tells the probe nothing */
    Rng       streams[16];  /* of the cases in use */
    int       next_stream;
    struct History *history;
    Progress  progress;
    char      training_note[96];
    char      history_path[512], curve_stem[512], curve_title[128];
    int curve; /* of the result's, the one that rows go to */
    int       curves;
};

int check_index(const Grading *g, const Check *check);

/* --- draw.c ------------------------------------------------------------------------------------------------------- */
/* The stream of a case: the only place where numbers for cases come from. Seed and secret are hashed into a key, and
 * each stream begins at a block of ChaCha20 under it: who has seen one case knows nothing of another, nor of the key.
 */
Rng  draw_stream(const Grading *g, int check, int index, int attempt);
/* Draws a case and runs the reference, in the current step. Redraws until lazy answers fail; false when none could be
 * found (an edge case of which every answer is trivial). k->cases says how many there are: the check's own, and what
 * case_op adds. */
bool draw_case(Grading *g, const Check *check, int index, Case *k);
/* Whether an answer of zeros, of ones, of one constant a tensor, or a copy of an input passes as this case's. */
bool draw_is_trivial(const Check *check, const Case *k);
const CallEntry *call_entry(const char *name, int *index); /* NULL when the lab has no such call */

/* --- compare.c ---------------------------------------------------------------------------------------------------- */
/* How much of expected values and of cases reports show: an instructor's choice, for the whole run. */
typedef enum Reveal {
    REVEAL_FIRST, /* the first value that differs, and the case */
    REVEAL_ALL,   /* up to 20 values that differ */
    REVEAL_NONE,  /* which tensor differs: no value, no ratio, nothing of the case, nothing that the program printed */
    REVEALS
} Reveal;
const char *reveal_name(Reveal reveal);
void compare_reveal(Reveal reveal);
Reveal compare_revealed(void);
bool compare_equal(const Tensor *got, const Tensor *expected, double tolerance);
/* Says in words how they differ. */
void compare_show(Text *to, const char *name, const Tensor *got, const Tensor *expected, double tolerance);
/* And what the case suggests as the cause; k may be NULL. */
void compare_explain(Text *to, const char *name, const Tensor *got, const Tensor *expected, double tolerance,
                     const Case *k);
/* "dW[1,2]". */
void compare_name_element(Text *to, const char *name, const Tensor *x, size_t index);
/* "x (1,2) = [0.5, -1], labels (3)". */
void compare_describe_case(Text *to, const Check *check, const Case *k);

/* --- verdict.c ---------------------------------------------------------------------------------------------------- */
/* The verdict on a check whose probe did not answer, or answered with words. */
void verdict_no_answer(Grading *g, const Check *check, const Box *box, BoxEnd end, const BoxAnswer *answer,
                       const Case *k);
/* The verdict when the check cannot be run at all: its file does not compile, or no time is left. true when given. */
bool verdict_beforehand(Grading *g, const Check *check);
/* Keeps what the probe printed beside the verdict. */
void verdict_keep_output(Grading *g, const Check *check, const Box *box);

/* --- session.c ---------------------------------------------------------------------------------------------------- */
const Box *session_box(const Session *s);
/* The same without a verdict: a session, NULL when it does not start, on what is graded or on a misconception; and a
 * call by its index in lab_calls, false when no values come back. A misconception is there in double only. */
Session *session_on_code(Grading *g, const Check *check, Precision precision);
Session *session_on_mutant(Grading *g, const Check *check, const struct Misconception *m);
bool session_ask(Session *s, int entry, const Case *k, Tensor *answer[]);
/* How the probe says that it has crashed, without the place; "" when it does not. */
const char *session_crash(const Session *s);
/* The bytes of a request for the double build; free() them. */
char *session_request(Grading *g, int entry, const Case *k, size_t *size);
/* Whether so much time has led to nothing that cases are given less. */
bool session_hurried(const Grading *g);

/* --- engine.c ----------------------------------------------------------------------------------------------------- */
void grade_check(Grading *g, const Check *check);

/* --- training.c --------------------------------------------------------------------------------------------------- */
/* Writes the gates file from what was measured. false and t_error(). */
bool gates_write(const Grading *g, int seeds);
