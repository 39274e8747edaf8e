/* lab.h: what a lab's checks (grader/labs/NN_lab/checks.c) are written with.
 *
 * A check draws cases, fresh at every run, from a keyed stream. Each case is sent to a probe, which holds the student's
 * code and no expected values, and is run here with the reference; the outputs are compared here. */
#pragma once
#include "call_model.h"

/* --- A case: inputs with their values, and the outputs to come ---------------------------------------------------- */
typedef struct Case {
    int     index, cases; /* 0 .. cases-1: a draw gives the edge shapes to the first ones */
    Rng    *rng;    /* the keyed stream of this check */
    Call    call;   /* in[]: drawn values. out[]: shapes; after the reference has run, the expected values */
    const char *called; /* the name in lab_calls */
    const char *in_name[CALL_MAX_VALUES], *out_name[CALL_MAX_VALUES];
    int     judged; /* the check's output: no later one is asked for; -1 for all */
    bool    of_op;  /* case_op has said so */
    int     differentiable; /* of an op: how many of the first inputs have a gradient among the outputs */
    enum { WANT_ALL, WANT_JUDGED, WANT_OTHERS } want; /* of which of these a gradient is wanted; the others are data */
} Case;

/* Add an input, N(0, scale^2) or uniform; the tensor returned may be changed by the draw. */
Tensor *case_normal(Case *k, const char *name, double scale, int ndim, const int shape[]);
Tensor *case_uniform(Case *k, const char *name, double low, double high, int ndim, const int shape[]);
Tensor *case_labels(Case *k, const char *name, int classes, int n);               /* int64 in 0 .. classes-1 */
Tensor *case_input(Case *k, const char *name, const Tensor *values);              /* a copy of values */
Tensor *case_whole(Case *k, const char *name, int n, const int values[]);         /* int64 (n) */
/* A number that the call asks for by the same name: call_int(c, "classes"), call_real(c, "lr"). Reports use the name,
 * too: take that of the student's header. A name that begins with a dash is not told. Given again, it has the new
 * value. Both return the value. */
int    case_int(Case *k, const char *name, int value);
double case_real(Case *k, const char *name, double value);
/* The tensors of a model as one input, a block, under their keys behind the prefix: the parameters, drawn for this use.
 * TO_BE_TRAINED: in nn_linear's own range, norms as they begin; TO_BE_TRIED: larger, so that every one of them shows in
 * what the model answers. The model keeps what was drawn. */
typedef enum ModelFor { TO_BE_TRIED, TO_BE_TRAINED } ModelFor;
void case_model(Case *k, ModelFor use, const char *prefix, Module *m);
/* Tensors of a model as one input, as they are. */
void case_state(Case *k, const Module *m, StateOf which);
/* Such tensors as the next output: "0.weight after training" for " after training". */
void case_state_output(Case *k, const char *after, const Module *m, StateOf which);
/* The same for a network of call_network(): `layers` linear layers, size[0] - size[1] - ... */
void case_network(Case *k, ModelFor use, const char *prefix, int layers, const int size[]);
void case_network_output(Case *k, const char *after, int layers, const int size[]);
/* What call_training() takes: samples x (N,D), their labels, of classes, or targets y (N,1) where classes is 0, and the
 * parameters of D-H-C. */
void case_small_network(Case *k, int N, int classes, int size[3]);
/* What call_return_training() returns of it; the name is the loss's. */
void case_training_output(Case *k, const int size[3], const char *loss);
/* Declare the next output. */
void case_output(Case *k, const char *name, DType dtype, int ndim, const int shape[]);
void case_number(Case *k, const char *name);          /* a real */
void case_text(Case *k, const char *name, int size);  /* at most so many characters */
/* Of an op, after its inputs: declares output y of this shape; then, for the first `differentiable` inputs (0: forward
 * only), draws the upstream gradient and what those inputs' gradients already hold, and declares the gradients as
 * outputs 1, 2, ... Goes with call_op(c, op, n, differentiable). Where y alone is judged, nothing of the backward is
 * drawn or run: a right forward has its points before the backward is written.
 *
 * Of several differentiable inputs some may be data or frozen, and want no gradient: backward gets NULL for them. A
 * check that judges a gradient has two cases more for that, after its own: in the first one only that gradient is
 * wanted, in the second one only the others are. */
void case_op(Case *k, int differentiable, int ndim, const int shape[]);
int  case_between(Case *k, int low, int high); /* a whole number, both ends included */

enum { ALL_OUTPUTS = -1 };
/* Right code passes whatever the order of its sums, also when it computes in float: then it is off by some 1e-7. */
#define TOLERANCE 4e-6

/* --- A check ------------------------------------------------------------------------------------------------------ */
typedef struct Grading Grading; /* the run under way */
typedef struct Check Check;
struct Training;
struct Check {
    const char *task;   /* "3.1" */
    const char *title;  /* "gradient" */
    const char *call;   /* name in lab_calls */
    void (*draw)(Case *k);
    const char *hint;   /* what to look at when it fails; one or two sentences */
    double      weight; /* its part of the task's points, in proportion to the task's other checks; 0 means 1 */
    int         cases;  /* 0 means 6 */
    int         edges;  /* number of leading edge cases: there zeros, a constant or a copy may happen to be right. All
                         * other cases are drawn again until none of these is */
    int         output; /* the output that is judged, and the last that is asked for; ALL_OUTPUTS */
    double      tolerance; /* relative to the largest magnitude of the expected tensor; 0 means exact */
    double      seconds;   /* CPU time for one case; 0 means the default */
    /* If not GROWTH_FREE: one case is called up to 1000 extra times in one probe, and its memory must not grow
     * during the second half. Growth fails the check; with GROWTH_TOLD it is only a remark. */
    enum { GROWTH_FREE, GROWTH_TOLD, GROWTH_FAILS } growth;
    /* A check of another kind: does everything itself with the functions below. It has no call and draw. A training has
     * training_check here, and says what it trains. */
    void (*run)(Grading *g, const Check *check);
    struct {
        const char *quantity; /* what is measured, as gates.tsv of the lab calls it */
        int         runs, needed;
        struct Training (*prepare)(Case *begin, Case *more);
    } training;
};

/* The lab's checks, in the order of the tasks, ended by one whose task is NULL. */
extern const Check lab_checks[];

/* --- The lab: what labs/NN_lab/lab.tsv says, built into its grader ------------------------------------------------ */
typedef struct Task {
    const char *id, *title;
    const char *file;         /* where it is written; NULL: it puts other tasks together */
    double      points;
} Task;

typedef struct Lab {
    const char *name, *title; /* "03_softmax", "Softmax classifiers" */
    const char *const *files; /* what is handed in, ended by NULL */
    const Task  *tasks;       /* ended by one whose id is NULL */
    const Check *checks;
    const char  *bonus;       /* the folder of its optional tasks, "03_cuda"; NULL for none */
    const Task  *bonus_tasks; /* these, ended by one whose id is NULL. A grader of their own judges them */
    const char  *beside;      /* of optional tasks: the lab whose points theirs stand beside; NULL: it is a lab. They
                               * are kernels for a GPU, and graded in float alone */
} Lab;
extern const Lab this_lab;

/* --- For a check's own run ---------------------------------------------------------------------------------------- */
typedef struct Session Session;
typedef enum Precision { PRECISION_DOUBLE, PRECISION_FLOAT } Precision;

/* A probe with the student's code, for several calls in a row; NULL when none can be had (the verdict is then given).
 */
Session *session_open(Grading *g, const Check *check, Precision precision);
/* Sends the case's inputs; on true, `answer` (n_out tensors, step arena) holds what came back, values unjudged. On
 * false the verdict has been given (crash, time, protocol, not written). The reference is not run. */
bool session_call(Session *s, const char *call, Case *k, Tensor *answer[]);
void session_close(Session *s);
/* Bytes that the probe keeps in memory, as the system tells; below 0 where it does not. */
double session_memory(const Session *s);
/* An empty case for such a call. */
Case check_case(Grading *g, const Check *check, int index);

/* The verdict on a check, once: full points, a part of them, or none, with a reason. */
void check_pass(Grading *g, const Check *check);
void check_fail(Grading *g, const Check *check, const char *format, ...) __attribute__((format(printf, 3, 4)));
void check_partial(Grading *g, const Check *check, double share, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Compares as the usual check does: "" when a is as expected, else what differs, where, by what ratio. */
const char *check_compare(const char *name, const Tensor *got, const Tensor *expected, double tolerance);

/* A training in rows: one call sets it up in a probe, each further one trains on and returns the weights. */
typedef struct Training {
    const char *label;        /* of its curve */
    const char *begin, *more; /* the two calls */
    int         rows;         /* how often `more` is called */
    /* What these weights are worth. Where row is not NULL, also what the curve shows: the loss in training and in test,
     * and the accuracy in both, NAN for none. */
    double (*measure)(const void *data, Tensor *const weights[], double row[4]);
    const void *data;
    bool        every_row; /* measure counts rows; otherwise it sees the last one, and those that are shown */
} Training;

/* Runs of check->training, each on what `prepare` draws for the two calls. Passes when the last weights of at least
 * `needed` runs reach the gate of the quantity. A prepare that cannot read its data returns no label. Run 0 has a line
 * on the terminal, a row in history.tsv for each of `rows`, and the curve. */
void training_check(Grading *g, const Check *check);

/* Samples that a model is measured on. */
typedef struct Samples {
    Tensor *x, *y;
} Samples;
/* A measure of weights that are one block: what a model with them does on samples that it has learnt from, and on
 * others, which never left the grader. Worth is the last score. */
typedef struct Measured {
    Module *(*model)(void);
    StateOf  which;
    Tensor *(*loss)(Tensor *y, Tensor *target);
    double  (*score)(const Tensor *y, const Tensor *target); /* accuracy, as a rule */
    Samples  learnt, others;
} Measured;
double measure_model(const void *measured, Tensor *const weights[], double row[4]);

/* Passes when at least `needed` of n values reach the gate of the quantity in grader/labs/NN_lab/gates.tsv. Under
 * --calibrate the values are written down instead. Gives the verdict. */
void gate_judge(Grading *g, const Check *check, const char *quantity, int n, const double values[], int needed);
