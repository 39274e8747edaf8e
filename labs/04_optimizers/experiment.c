/* The experiment of lab 4: all methods on the same data, from the same first weights over the same batches; and sweeps
 * over the learning rate, alone and together with the width of the network. With your code. Given.
 *
 *   make train LAB=4 ARGS="--data wine --methods sgd,adam --epochs 50"
 *   make train LAB=4 ARGS="--sweep lr"
 *   make train LAB=4 ARGS="--sweep random --methods adam"  */
#include "experiment.h"
#include "gnuplot.h"
#include "optimizers.h"
#include "softmax.h"
#include "sweep.h"
#include <stdlib.h>

/* --- Methods ------------------------------------------------------------------------------------------------------ */
typedef struct Method {
    const char      *name;
    const OptimType *type;
    OptimArgs        args;  /* its rate: the best of --sweep lr on digits, or just below it */
    bool             whole; /* all samples in one batch */
    const char      *colour; /* of the lectures' style */
} Method;

static const Method methods[] = {
    {"gd", &sgd_type, {.lr = 1}, true, "grey"},
    {"sgd", &sgd_type, {.lr = 0.5}, false, "blue"},
    {"momentum", &momentum_type, {.lr = 0.1, .momentum = 0.9}, false, "sky"},
    {"nesterov", &momentum_type, {.lr = 0.1, .momentum = 0.9, .nesterov = true}, false, "green"},
    {"adagrad", &adagrad_type, {.lr = 0.1, .eps = 1e-10}, false, "ink"},
    {"rmsprop", &rmsprop_type, {.lr = 0.01, .alpha = 0.99, .eps = 1e-8}, false, "orange"},
    {"adam", &adam_type, {.lr = 0.02, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8}, false, "red"},
    {"adamw", &adamw_type, {.lr = 0.02, .beta1 = 0.9, .beta2 = 0.999, .eps = 1e-8, .weight_decay = 0.01}, false,
     "purple"},
};
enum { METHODS = sizeof methods / sizeof methods[0] };
static const char all_methods[] = "gd,sgd,momentum,nesterov,adagrad,rmsprop,adam,adamw";

/* --- What is asked for -------------------------------------------------------------------------------------------- */
typedef struct Settings {
    const char *data, *methods, *sweep, *schedule;
    int         epochs, batch, hidden, seeds, micro, draws, jobs;
    double      lr, weight_decay, clip;
    uint64_t    seed;
    Device      device;
    int         chosen[METHODS], n_chosen;
} Settings;

/* One training. */
typedef struct Run {
    const Method *method;
    double        lr;
    int           hidden;
    uint64_t      seed;
} Run;

typedef struct Problem {
    const Settings *settings;
    Dataset        *train, *validation, *test;
    int             n;
    Run            *runs;
} Problem;

/* What comes out of a run: the training loss before the first epoch and after each; then these. */
enum { VALIDATION_LOSS, TEST_ACCURACY, MORE };

static int values_of(const Settings *s) { return s->epochs + 1 + MORE; }

static void choose_methods(Settings *s) {
    char names[sizeof all_methods];
    if (strcmp(s->methods, "all") == 0) s->methods = all_methods;
    if (strlen(s->methods) >= sizeof names) option_wrong("methods", s->methods, "it is too long");
    strcpy(names, s->methods);
    for (char *name = strtok(names, ","); name; name = strtok(NULL, ",")) {
        int m = 0;
        while (m < METHODS && strcmp(methods[m].name, name) != 0) m++;
        if (m == METHODS || s->n_chosen == METHODS)
            option_wrong("methods", s->methods, "it is some of gd,sgd,momentum,nesterov,adagrad,rmsprop,adam,adamw");
        s->chosen[s->n_chosen++] = m;
    }
    if (s->n_chosen == 0) option_wrong("methods", s->methods, "a method is missing, such as adam");
}

static Settings read_settings(int argc, char **argv) {
    Settings s = {.data = "digits", .methods = "all", .sweep = "none", .schedule = "constant", .epochs = 15,
                  .batch = 32, .hidden = 32, .seeds = 5, .micro = 1, .draws = 25};
    experiment_begin(argc, argv, "04_optimizers",
                     "Every run is a process of its own. A sweep that was interrupted goes on where it was.",
                     option_choice("data", &s.data, data_names(DATA_CLASSES), "the data set"),
                     option_text("methods", &s.methods, "NAMES", "all, or some of them: sgd,adam"),
                     option_choice("sweep", &s.sweep, "none, lr, grid, random",
                                   "lr: 1e-5 to 10; grid, random: learning rate and width"),
                     option_whole("epochs", &s.epochs, 1, 2000, "times through the training set"),
                     option_whole("batch", &s.batch, 1, 1000000, "samples a batch; gd takes all at once"),
                     option_whole("hidden", &s.hidden, 1, 100000, "units of the hidden layer"),
                     option_whole("seeds", &s.seeds, 1, 1000, "runs of each kind, each from weights of its own"),
                     option_number("lr", &s.lr, 0, 1e6, "learning rate of all methods; 0: each has its own"),
                     option_number("weight-decay", &s.weight_decay, 0, 1e6, "of all methods; 0: each has its own"),
                     option_choice("schedule", &s.schedule, "constant, step, cosine, warmup",
                                   "how the rate changes from epoch to epoch"),
                     option_number("clip", &s.clip, 0, 1e9, "the longest gradient; 0: gradients are not clipped"),
                     option_whole("micro", &s.micro, 1, 1000000, "micro-batches that a batch is made of"),
                     option_whole("draws", &s.draws, 1, 10000, "runs of the random sweep"),
                     option_whole("jobs", &s.jobs, 0, 64, "runs at a time; 0: one a processor"),
                     option_seed(&s.seed, "of the first weights, the order of samples and the random sweep"),
                     option_device(&s.device, "cpu, cuda, or auto: cuda where there is one"));
    choose_methods(&s);
    if (s.device != DEV_CPU && s.clip > 0)
        option_wrong("device", dev_name(s.device), "--clip reads gradients, which clip_grad_norm does on the CPU");
    if (s.device != DEV_CPU) s.jobs = 1; /* a GPU is not shared by forked processes */
    return s;
}

/* --- The data ----------------------------------------------------------------------------------------------------- */
/* Settings are compared on samples that are neither trained on nor tested with. */
static void load_data(Problem *p) {
    Dataset *rest;
    if (!data_train_test(p->settings->data, &rest, &p->test)) experiment_fail("no data");
    data_split_stratified(rest, 0.8, 0, &p->train, &p->validation);
    dataset_free(rest);
    if (p->train->x->ndim != 2) return;
    Standardizer *z = standardizer_fit(p->train);
    standardizer_apply(z, p->train);
    standardizer_apply(z, p->validation);
    standardizer_apply(z, p->test);
    standardizer_free(z);
}

/* --- One training ------------------------------------------------------------------------------------------------- */
static Tensor *cross_entropy(Tensor *logits, Tensor *labels) { return f_cross_entropy(logits, labels); }

static double scheduled(const Settings *s, double lr, int epoch) {
    if (strcmp(s->schedule, "step") == 0) return step_rate(lr, epoch, (s->epochs + 2) / 3, 0.1);
    if (strcmp(s->schedule, "cosine") == 0) return cosine_rate(lr, 0, epoch, s->epochs);
    if (strcmp(s->schedule, "warmup") == 0) return warmup_rate(lr, epoch, (s->epochs + 3) / 4);
    return lr;
}

/* As sgd_epoch, with batches of micro-batches, and gradients that are clipped. */
static void careful_epoch(const Settings *s, Tensor *x, Tensor *y, int batch, Rng *rng, Module *model,
                          Optimizer *optimizer) {
    t_step();
    Tensor *order = t_arange(x->shape[0]);
    rng_shuffle(rng, order->i64, order->size);
    nn_train(model);
    for (int begin = 0; begin < x->shape[0]; begin += batch) {
        t_step();
        Tensor *rows = t_to(t_slice(order, 0, begin, begin + batch), x->device);
        optim_zero_grad(optimizer);
        const int parts = s->micro < rows->shape[0] ? s->micro : rows->shape[0];
        accumulate(t_index_select(x, rows), t_index_select(y, rows), parts, model, cross_entropy);
        if (s->clip > 0) clip_grad_norm(nn_parameters(model), s->clip);
        optim_step(optimizer);
    }
}

static double loss_on(Module *model, Tensor *x, Tensor *y) {
    t_step();
    t_no_grad();
    nn_eval(model);
    return t_item(cross_entropy(nn_forward(model, x), y));
}

static void train(int run, double values[], const void *data) {
    t_step();
    const Problem  *p = data;
    const Settings *s = p->settings;
    const Run      *r = &p->runs[run];
    Tensor *x = t_to(p->train->x, s->device), *y = t_to(p->train->y, s->device);
    t_manual_seed(r->seed); /* the same first weights for every method */
    const int in_features = (int)(x->size / (size_t)x->shape[0]);
    Module   *model = nn_sequential(nn_flatten(), nn_linear(in_features, r->hidden), nn_relu(),
                                    nn_linear(r->hidden, p->train->classes));
    nn_to(model, s->device);
    OptimArgs args = r->method->args;
    args.lr = r->lr;
    if (s->weight_decay > 0) args.weight_decay = s->weight_decay;
    Optimizer *optimizer = optim_new_of(r->method->type, nn_parameters(model), args);
    Rng        rng = rng_new(r->seed, 4); /* and the same batches */
    const int  batch = r->method->whole ? x->shape[0] : s->batch;
    values[0] = loss_on(model, x, y);
    for (int epoch = 0; epoch < s->epochs; epoch++) {
        optim_set_lr(optimizer, scheduled(s, r->lr, epoch));
        if (s->micro > 1 || s->clip > 0) careful_epoch(s, x, y, batch, &rng, model, optimizer);
        else sgd_epoch(x, y, batch, &rng, model, cross_entropy, optimizer);
        values[epoch + 1] = loss_on(model, x, y);
    }
    double *more = values + s->epochs + 1;
    more[VALIDATION_LOSS] = loss_on(model, t_to(p->validation->x, s->device), t_to(p->validation->y, s->device));
    t_no_grad();
    more[TEST_ACCURACY] = accuracy(t_to(nn_forward(model, t_to(p->test->x, s->device)), DEV_CPU), p->test->y);
    optim_free(optimizer);
    nn_free(model);
}

static void key_of_run(char *text, size_t size, int run, const void *data) {
    const Problem  *p = data;
    const Settings *s = p->settings;
    const Run      *r = &p->runs[run];
    snprintf(text, size, "%s lr %g width %d seed %llu (%s, %d epochs, batch %d, decay %g, %s, clip %g, micro %d)",
             r->method->name, r->lr, r->hidden, (unsigned long long)r->seed, s->data, s->epochs, s->batch,
             s->weight_decay, s->schedule, s->clip, s->micro);
}

static double *run_all(const Problem *p, const char *name) {
    const Settings *s = p->settings;
    double         *values = t_calloc((size_t)(p->n * values_of(s)), sizeof *values);
    sweep_run(&(Sweep){.name = name, .runs = p->n, .values = values_of(s), .key = key_of_run, .run = train, .data = p,
                       .jobs = s->jobs}, values);
    return values;
}

static Run run_of(const Settings *s, int chosen, double lr, int hidden, int seed) {
    const Method *m = &methods[s->chosen[chosen]];
    return (Run){m, lr > 0 ? lr : s->lr > 0 ? s->lr : m->args.lr, hidden, s->seed + (uint64_t)seed};
}

/* Of one number, over the seeds of a kind of run, which lie one after the other. */
static Band band_of(const Settings *s, const double values[], int first, int which) {
    return experiment_band(values + first * values_of(s) + which, s->seeds, values_of(s));
}

static bool diverged(const Band *end, const Band *begin) { return !(isfinite(end->high) && end->mean < begin->mean); }

/* --- All methods side by side ------------------------------------------------------------------------------------- */
typedef struct Result {
    const Problem *problem;
    const double  *values;
} Result;

static void write_methods(FILE *script, const void *data) {
    const Result   *r = data;
    const Settings *s = r->problem->settings;
    for (int m = 0; m < s->n_chosen; m++) {
        fprintf(script, "$m%d << END\n", m);
        for (int epoch = 0; epoch <= s->epochs; epoch++) {
            const Band b = band_of(s, r->values, m * s->seeds, epoch);
            if (isfinite(b.high)) fprintf(script, "%d %.9g %.9g %.9g\n", epoch, b.mean, b.low, b.high);
        }
        fputs("END\n", script);
    }
    fputs("set title ", script);
    char title[160];
    snprintf(title, sizeof title, "Lab 4: %s, mean and range of %d seeds", s->data, s->seeds);
    gnuplot_quote(script, title);
    fputs("\nset logscale y\nset xlabel 'epoch'\nset ylabel 'training loss'\n"
          "unset rmargin\nset key outside right font small\nset style fill transparent solid 0.15 noborder\nplot ",
          script);
    for (int m = 0; m < s->n_chosen; m++) {
        const Run *run = &r->problem->runs[m * s->seeds];
        fprintf(script, "%s$m%d using 1:3:4 with filledcurves lc rgb %s notitle, $m%d using 1:2 with lines lw 4 "
                "lc rgb %s title '%s, lr %g'", m ? ", " : "", m, run->method->colour, m, run->method->colour,
                run->method->name, run->lr);
    }
    fputc('\n', script);
}

static void write_methods_table(const Result *r) {
    const Settings *s = r->problem->settings;
    static char     names[3 * METHODS][32];
    const char     *columns[3 * METHODS + 2] = {"epoch"};
    static const char *const parts[] = {"train_loss", "low", "high"};
    for (int c = 0; c < 3 * s->n_chosen; c++) {
        snprintf(names[c], sizeof names[c], "%s_%s", methods[s->chosen[c / 3]].name, parts[c % 3]);
        columns[c + 1] = names[c];
    }
    columns[3 * s->n_chosen + 1] = NULL;
    History *table = experiment_table("methods", columns);
    for (int epoch = 0; epoch <= s->epochs; epoch++) {
        double row[3 * METHODS + 1] = {epoch};
        for (int m = 0; m < s->n_chosen; m++) {
            const Band b = band_of(s, r->values, m * s->seeds, epoch);
            row[3 * m + 1] = b.mean, row[3 * m + 2] = b.low, row[3 * m + 3] = b.high;
        }
        history_row(table, row);
    }
    experiment_table_end(table);
    printf("\ntable    %s\n", experiment_path("methods.tsv"));
}

static void compare(Problem *p) {
    const Settings *s = p->settings;
    p->runs = t_calloc((size_t)(s->n_chosen * s->seeds), sizeof *p->runs);
    for (int m = 0; m < s->n_chosen; m++)
        for (int seed = 0; seed < s->seeds; seed++) p->runs[p->n++] = run_of(s, m, 0, s->hidden, seed);
    double *values = run_all(p, "methods");
    printf("\n%-10s %8s   %-32s %s\n", "method", "lr", "training loss: mean (range)", "test accuracy");
    for (int m = 0; m < s->n_chosen; m++) {
        const Run *run = &p->runs[m * s->seeds];
        const Band end = band_of(s, values, m * s->seeds, s->epochs), begin = band_of(s, values, m * s->seeds, 0);
        const Band right = band_of(s, values, m * s->seeds, s->epochs + 1 + TEST_ACCURACY);
        printf("%-10s %8g   %-9.4g (%.4g to %.4g)%*s%.1f%%%s\n", run->method->name, run->lr, end.mean, end.low,
               end.high, 4, "", 100 * right.mean, diverged(&end, &begin) ? "  diverged" : "");
    }
    const Result result = {p, values};
    write_methods_table(&result);
    experiment_show("methods", write_methods, &result);
    free(values);
}

/* --- The learning rate, three values a decade --------------------------------------------------------------------- */
enum { RATES = 19 }; /* 1e-5, 2e-5, 5e-5, ..., 10 */

static double rate_of(int i) { return (double[]){1, 2, 5}[i % 3] * pow(10, i / 3 - 5); }

static void write_rates(FILE *script, const void *data) {
    const Result   *r = data;
    const Settings *s = r->problem->settings;
    for (int m = 0; m < s->n_chosen; m++) {
        fprintf(script, "$m%d << END\n", m);
        for (int i = 0; i < RATES; i++) {
            const Band b = band_of(s, r->values, (m * RATES + i) * s->seeds, s->epochs);
            if (isfinite(b.high)) fprintf(script, "%g %.9g\n", rate_of(i), fmax(b.mean, 1e-6));
        }
        fputs("END\n", script);
    }
    char title[160];
    snprintf(title, sizeof title, "Lab 4: %s, after %d epochs", s->data, s->epochs);
    fputs("set title ", script);
    gnuplot_quote(script, title);
    fprintf(script, "\nset logscale xy\nset format x '10^{%%L}'\nset xlabel 'learning rate'\n"
            "set ylabel 'training loss'\nset yrange [:100]\nset xrange [1e-5:10]\nunset rmargin\n"
            "set key outside right font small\n"
            "set arrow 1 from graph 0, first %.9g to graph 1, first %.9g nohead lw thin dt dashed lc rgb grey\n"
            "set label 1 'loss of the first weights' at graph 0.02, first %.9g offset 0,0.6 font small\nplot ",
            r->values[0], r->values[0], r->values[0]);
    for (int m = 0; m < s->n_chosen; m++)
        fprintf(script, "%s$m%d using 1:2 with linespoints pt disc ps 1.2 lw 4 lc rgb %s title '%s'", m ? ", " : "", m,
                methods[s->chosen[m]].colour, methods[s->chosen[m]].name);
    fputc('\n', script);
}

static void sweep_rates(Problem *p) {
    const Settings *s = p->settings;
    p->runs = t_calloc((size_t)(s->n_chosen * RATES * s->seeds), sizeof *p->runs);
    for (int m = 0; m < s->n_chosen; m++)
        for (int i = 0; i < RATES; i++)
            for (int seed = 0; seed < s->seeds; seed++) p->runs[p->n++] = run_of(s, m, rate_of(i), s->hidden, seed);
    double     *values = run_all(p, "rates");
    const char *columns[METHODS + 2] = {"lr"};
    for (int m = 0; m < s->n_chosen; m++) columns[m + 1] = methods[s->chosen[m]].name;
    columns[s->n_chosen + 1] = NULL;
    History *table = experiment_table("rates", columns);
    for (int i = 0; i < RATES; i++) {
        double row[METHODS + 1] = {rate_of(i)};
        for (int m = 0; m < s->n_chosen; m++)
            row[m + 1] = band_of(s, values, (m * RATES + i) * s->seeds, s->epochs).mean;
        history_row(table, row);
    }
    experiment_table_end(table);
    printf("\n%-10s %10s %14s   %s\n", "method", "best lr", "training loss", "diverges from");
    for (int m = 0; m < s->n_chosen; m++) {
        int    best = -1, last = -1;
        double least = INFINITY;
        for (int i = 0; i < RATES; i++) {
            const Band end = band_of(s, values, (m * RATES + i) * s->seeds, s->epochs);
            const Band begin = band_of(s, values, (m * RATES + i) * s->seeds, 0);
            if (diverged(&end, &begin)) continue;
            last = i;
            if (end.mean < least) best = i, least = end.mean;
        }
        printf("%-10s %10g %14.4g   ", methods[s->chosen[m]].name, best < 0 ? NAN : rate_of(best), least);
        if (last == RATES - 1) puts("not up to 10");
        else printf("%g\n", rate_of(last + 1));
    }
    printf("(diverged: the loss is not below that of the first weights, or not finite)\n\ntable    %s\n",
           experiment_path("rates.tsv"));
    experiment_show("rates", write_rates, &(Result){p, values});
    free(values);
}

/* --- Learning rate and width -------------------------------------------------------------------------------------- */
static double middle_of(const Settings *s, const double values[], int i) {
    return band_of(s, values, i * s->seeds, s->epochs + 1 + VALIDATION_LOSS).mean;
}

static void write_search(FILE *script, const void *data) {
    const Result   *r = data;
    const Settings *s = r->problem->settings;
    fputs("$runs << END\n", script);
    for (int i = 0; i * s->seeds < r->problem->n; i++) {
        const Run *run = &r->problem->runs[i * s->seeds];
        const double loss = middle_of(s, r->values, i);
        fprintf(script, "%g %d %.9g\n", run->lr, run->hidden, isfinite(loss) ? fmin(loss, 10) : 10);
    }
    char title[160];
    snprintf(title, sizeof title, "Lab 4: %s, %s on %s: validation loss", s->sweep,
             r->problem->runs[0].method->name, s->data);
    fputs("END\nset title ", script);
    gnuplot_quote(script, title);
    fputs("\nset logscale xycb\nset xlabel 'learning rate'\nset ylabel 'hidden units'\n"
          "set xrange [7e-5:1.4]\nset yrange [3:180]\n"
          "set palette @little_to_much\nset rmargin 8\nunset key\n"
          "plot $runs using 1:2:3 with points pt disc ps 4.5 palette, "
          "$runs using 1:2:(sprintf('%.2g', $3)) with labels offset 0,1.1 font small\n", script);
}

static void search(Problem *p) {
    const Settings *s = p->settings;
    const bool      grid = strcmp(s->sweep, "grid") == 0;
    const int       kinds = grid ? 25 : s->draws;
    Rng             rng = rng_new(s->seed, 44);
    p->runs = t_calloc((size_t)(kinds * s->seeds), sizeof *p->runs);
    for (int i = 0; i < kinds; i++) { /* both spread evenly over their orders of magnitude */
        const double a = grid ? i % 5 / 4.0 : rng_uniform(&rng), b = grid ? i / 5 / 4.0 : rng_uniform(&rng);
        const double lr = pow(10, 4 * a - 4);
        const int    hidden = (int)lrint(4 * pow(32, b));
        for (int seed = 0; seed < s->seeds; seed++) p->runs[p->n++] = run_of(s, 0, lr, hidden, seed);
    }
    double  *values = run_all(p, s->sweep);
    History *table = experiment_table(
        s->sweep, (const char *const[]){"lr", "hidden", "train_loss", "validation_loss", "test_accuracy", NULL});
    int best = 0;
    for (int i = 0; i < kinds; i++) {
        const Run *r = &p->runs[i * s->seeds];
        history_row(table, (double[]){r->lr, r->hidden, band_of(s, values, i * s->seeds, s->epochs).mean,
                                      middle_of(s, values, i),
                                      band_of(s, values, i * s->seeds, s->epochs + 1 + TEST_ACCURACY).mean});
        if (!(middle_of(s, values, i) >= middle_of(s, values, best))) best = i;
    }
    experiment_table_end(table);
    const Run *r = &p->runs[best * s->seeds];
    char       file[64];
    snprintf(file, sizeof file, "%s.tsv", s->sweep);
    printf("\nthe best of %d by its validation loss, %.4g: lr %g, %d hidden units; test accuracy %.1f%%\ntable    %s\n",
           kinds, middle_of(s, values, best), r->lr, r->hidden,
           100 * band_of(s, values, best * s->seeds, s->epochs + 1 + TEST_ACCURACY).mean, experiment_path(file));
    experiment_show(s->sweep, write_search, &(Result){p, values});
    free(values);
}

int main(int argc, char **argv) {
    const Settings s = read_settings(argc, argv);
    Problem        p = {.settings = &s};
    load_data(&p);
    dev_print_code(s.device);
    printf("%s: %d samples to train, %d to choose settings by, %d to test; %d epochs, batches of %d, %d seed%s\n",
           s.data, p.train->n, p.validation->n, p.test->n, s.epochs, s.batch, s.seeds, s.seeds > 1 ? "s" : "");
    if (strcmp(s.sweep, "none") == 0) compare(&p);
    else if (strcmp(s.sweep, "lr") == 0) sweep_rates(&p);
    else search(&p);
    free(p.runs);
    dataset_free(p.train);
    dataset_free(p.validation);
    dataset_free(p.test);
    return 0;
}
