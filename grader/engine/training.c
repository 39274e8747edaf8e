/* training.c: what training checks show while they run, and the gates that they are judged by. */
#include "training.h"

#include "session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A gate stands so many standard deviations below the mean of the reference's runs, and so many standard errors of that
 * mean below the lowest of them. Were the runs normal, a right solution would fall below it once in 10^9 runs; they
 * are not quite, and k of n have to reach it: of a thousand students, graded again and again, none loses points to
 * chance. */
#define MARGIN_DEVIATIONS 6.0
#define MARGIN_ERRORS     3.0

/* --- Gates -------------------------------------------------------------------------------------------------------- */
/* The gates file: a header line, then quantity, gate and the figures that the gate comes from, tab-separated. */
static bool gate_read(const Grading *g, const char *quantity, double *gate) {
    FILE *f = fopen(g->trainings.gates, "re");
    if (f == NULL) return t_error_set("%s: %s (make calibrate writes it)", g->trainings.gates, strerror(errno));
    char line[512];
    size_t length = strlen(quantity);
    bool found = false;
    while (!found && fgets(line, sizeof line, f) != NULL) {
        char *end;
        if (strncmp(line, quantity, length) != 0 || line[length] != '\t') continue;
        *gate = strtod(line + length + 1, &end);
        found = end != line + length + 1;
    }
    fclose(f);
    return found || t_error_set("%s: no gate for %s", g->trainings.gates, quantity);
}

/* --- Progress, history, curve ------------------------------------------------------------------------------------- */
/* The bands lie in the folder of the gates. */
static const char *bands_path(const Grading *g, char path[], size_t room) {
    const char *gates = g->trainings.gates, *name = strrchr(gates, '/');
    snprintf(path, room, "%.*sbands.tsv", name != NULL ? (int)(name + 1 - gates) : 0, gates);
    return path;
}

static void training_begin(Grading *g, const char *label, int epochs) {
    if (g->trainings.quiet) return;
    static const char *const columns[] = {"epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy", NULL};
    g->trainings.curve = curve_begin(&g->result->curves, label);
    if (g->trainings.calibrating) return;
    char bands[512];
    band_read(bands_path(g, bands, sizeof bands), &g->result->curves.curves[g->trainings.curve]);
    g->trainings.progress = progress_begin(stdout, label, epochs);
    if (g->trainings.out == NULL) return;
    char number[16] = "";
    if (g->trainings.curves++ > 0) snprintf(number, sizeof number, "_%d", g->trainings.curves);
    snprintf(g->trainings.history_path, sizeof g->trainings.history_path, "%.400s/history%s.tsv", g->trainings.out,
             number);
    snprintf(g->trainings.curve_stem, sizeof g->trainings.curve_stem, "%.400s/curve%s", g->trainings.out, number);
    snprintf(g->trainings.curve_title, sizeof g->trainings.curve_title, "%.100s", label);
    g->trainings.history = history_open(g->trainings.history_path, columns);
    if (g->trainings.history == NULL) result_note(g->result, "history missing: %s", t_error());
}

static void training_row(Grading *g, int epoch, const double value[CURVE_VALUES]) {
    if (g->trainings.quiet) return;
    Curve *curve = &g->result->curves.curves[g->trainings.curve];
    if (g->trainings.calibrating) {
        curve_widen(curve, epoch, value);
        return;
    }
    curve_set(curve, epoch, value);
    if (isnan(value[3])) /* of regression */
        snprintf(g->trainings.note, sizeof g->trainings.note, "loss %.4f, test loss %.4f", value[0], value[1]);
    else
        snprintf(g->trainings.note, sizeof g->trainings.note, "loss %.4f, test accuracy %.1f%%", value[0],
                 100 * value[3]);
    progress_update(&g->trainings.progress, epoch, g->trainings.note);
    if (g->trainings.history != NULL)
        history_row(g->trainings.history, (double[]){epoch, value[0], value[1], value[2], value[3]});
}

static void training_end(Grading *g) {
    if (g->trainings.calibrating || g->trainings.quiet) return;
    progress_end(&g->trainings.progress, g->trainings.note);
    if (g->trainings.history == NULL) return;
    bool kept = history_close(g->trainings.history);
    g->trainings.history = NULL;
    if (!kept) result_note(g->result, "history missing: %s", t_error());
    else if (!history_plot(g->trainings.history_path, g->trainings.curve_stem, g->trainings.curve_title))
        result_note(g->result, "%s", t_error());
    else if (g->result->curve == NULL) g->result->curve = text_format("%s", g->trainings.curve_stem);
}

/* What the last weights are worth; -INFINITY where the probe has not come through: the verdict is given then. */
static double training_run(Grading *g, const Check *check, int run, const Training *t, Case *begin, Case *more) {
    Tensor  *weights[CALL_MAX_VALUES];
    Session *s = session_open(g, check, PRECISION_FLOAT);
    bool     alive = s != NULL && session_call(s, t->begin, begin, weights), shown = alive && run == 0;
    double   worth = -INFINITY;
    bool     begun = false; /* with the first row: a training that is not written yet has no bar and no curve */
    for (int i = 1; i <= t->rows && alive; i++) {
        t_step();
        double row[CURVE_VALUES];
        alive = session_call(s, t->more, more, weights);
        if (alive && (shown || t->every_row || i == t->rows)) worth = t->measure(t->data, weights, shown ? row : NULL);
        if (!alive || !shown) continue;
        if (!begun) training_begin(g, t->label, t->rows);
        begun = true;
        training_row(g, i, row);
    }
    if (begun) training_end(g);
    session_close(s);
    return worth;
}

/* So many of n values reach the gate. Where there is no gate, none does. */
static int count_reached(const Grading *g, const char *quantity, int n, const double values[]) {
    double gate;
    int    enough = 0;
    if (!gate_read(g, quantity, &gate)) return 0;
    for (int i = 0; i < n; i++) enough += values[i] >= gate;
    return enough;
}

/* When enough runs have reached the gate, further ones can change nothing. */
void training_check(Grading *g, const Check *check) {
    const int   runs = check->training.runs, needed = check->training.needed;
    const char *quantity = check->training.quantity;
    double      reached[runs];
    int         run = 0;
    for (; run < runs; run++) {
        t_step();
        if (!g->trainings.calibrating && count_reached(g, quantity, run, reached) >= needed) break;
        Case begin = check_case(g, check, run), more = begin;
        const Training t = check->training.prepare(&begin, &more);
        if (t.label == NULL) {
            check_fail(g, check, "the data could not be read: %s", t_error());
            return;
        }
        reached[run] = training_run(g, check, run, &t, &begin, &more);
        if (reached[run] == -INFINITY) return;
    }
    gate_judge(g, check, quantity, run, reached, needed);
}

/* --- What weights are worth --------------------------------------------------------------------------------------- */
/* Loss and score, with t_step as an evaluation has it. */
static void measure_on(const Measured *m, const Samples *on, const Tensor *weights, double *loss, double *score) {
    t_step();
    t_no_grad();
    Module *model = m->model();
    block_into_state(weights, m->which, model);
    nn_eval(model);
    Tensor *y = nn_forward(model, on->x);
    *loss = t_item(m->loss(y, on->y));
    *score = m->score(y, on->y);
    nn_free(model);
}

double measure_model(const void *measured, Tensor *const weights[], double row[4]) {
    const Measured *m = measured;
    double loss[2], score[2];
    measure_on(m, &m->others, weights[0], &loss[1], &score[1]);
    if (row == NULL) return score[1];
    measure_on(m, &m->learnt, weights[0], &loss[0], &score[0]);
    memcpy(row, (double[]){loss[0], loss[1], score[0], score[1]}, 4 * sizeof row[0]);
    return score[1];
}

/* --- Judging, and how gates are measured -------------------------------------------------------------------------- */
void gate_judge(Grading *g, const Check *check, const char *quantity, int n, const double values[], int needed) {
    if (g->trainings.calibrating) {
        for (int i = 0; i < n; i++) text_add(&g->trainings.measured, "%s\t%.17g\n", quantity, values[i]);
        check_pass(g, check);
        return;
    }
    double gate = INFINITY;
    if (!gate_read(g, quantity, &gate)) {
        check_fail(g, check, "it cannot be judged: %s", t_error());
        return;
    }
    Text reached = {0};
    int enough = 0;
    for (int i = 0; i < n; i++) {
        enough += values[i] >= gate;
        text_add(&reached, "%s%.4g", i == 0 ? "" : ", ", values[i]);
    }
    Text words = {0}; /* the name is one word in the table of gates */
    for (const char *c = quantity; *c != '\0'; c++) text_add(&words, "%c", *c == '_' ? ' ' : *c);
    if (enough >= needed) check_pass(g, check);
    else if (n == 1)
        check_fail(g, check, "%s: %s; it has to reach %.4g", text_of(&words), text_of(&reached), gate);
    else
        check_fail(g, check, "%s: %s in %d runs; %d of them have to reach %.4g", text_of(&words), text_of(&reached), n,
                   needed, gate);
    text_free(&words);
    text_free(&reached);
}

typedef struct Figures {
    char   quantity[80];
    int    n;
    double sum, squares, min, max;
} Figures;

static int gather(const Grading *g, Figures figures[], int room) {
    int count = 0;
    for (const char *line = text_of(&g->trainings.measured); *line != '\0'; line = strchr(line, '\n') + 1) {
        char quantity[80];
        double value;
        if (sscanf(line, "%79[^\t]\t%lf", quantity, &value) != 2) continue;
        int i = 0;
        while (i < count && strcmp(figures[i].quantity, quantity) != 0) i++;
        if (i == room) continue;
        if (i == count) {
            figures[count++] = (Figures){.min = INFINITY, .max = -INFINITY};
            strcpy(figures[i].quantity, quantity);
        }
        figures[i].n++;
        figures[i].sum += value;
        figures[i].squares += value * value;
        figures[i].min = fmin(figures[i].min, value);
        figures[i].max = fmax(figures[i].max, value);
    }
    return count;
}

static double variance_of(const Figures *q) {
    return q->n > 1 ? fmax(0, q->squares - q->sum * q->sum / q->n) / (q->n - 1) : 0;
}

static double gate_of(const Figures *q) {
    double deviation = sqrt(variance_of(q));
    return fmin(q->sum / q->n - MARGIN_DEVIATIONS * deviation, q->min - MARGIN_ERRORS * deviation / sqrt(q->n));
}

bool gates_write(const Grading *g, int seeds) {
    Figures figures[32];
    int count = gather(g, figures, 32);
    if (count == 0) return t_error_set("%s has nothing that is judged by a gate", g->lab->name);
    char date[32];
    time_t now = time(NULL);
    strftime(date, sizeof date, "%Y-%m-%d", gmtime(&now));
    FILE *f = fopen(g->trainings.gates, "we");
    if (f == NULL) return t_error_set("%s: %s", g->trainings.gates, strerror(errno));
    fprintf(f, "quantity\tgate\tseeds\truns\tmean\tsd\tmin\tmax\tgate_is\tdate\n");
    for (int i = 0; i < count; i++) {
        const Figures *q = &figures[i];
        fprintf(f, "%s\t%.4f\t%d\t%d\t%.5f\t%.5f\t%.5f\t%.5f\tthe lower of mean - %g sd and min - %g se\t%s\n",
                q->quantity, gate_of(q), seeds, q->n, q->sum / q->n, sqrt(variance_of(q)), q->min, q->max,
                MARGIN_DEVIATIONS, MARGIN_ERRORS, date);
    }
    if (fclose(f) != 0) return t_error_set("%s: %s", g->trainings.gates, strerror(errno));
    char bands[512];
    return g->result->curves.n == 0 || band_write(bands_path(g, bands, sizeof bands), &g->result->curves);
}
