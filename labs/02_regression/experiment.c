/* The experiment of lab 2: fits a line and a network with your code, and draws both over the points. Given.
 *
 *   make train LAB=2 ARGS="--data mtcars --hidden 16 --optimizer adam --lr 0.01 --epochs 200"  */
#include "gnuplot.h"
#include "regression.h"
#include "safetensors.h"
#include <getopt.h>
#include <unistd.h>

enum { MAX_SIZES = 16, POINTS = 400 };

/* --- What is asked for -------------------------------------------------------------------------------------------- */
typedef struct Settings {
    const char *data, *hidden, *optimizer, *out;
    int         epochs, batch; /* batch 0: all samples at once */
    double      lr, held_out;
    uint64_t    seed;
    Device      device;
} Settings;

/* What each set of data is trained with when nothing else is said. */
static const Settings defaults[] = {
    {.data = "approximator", .hidden = "2000", .optimizer = "adam", .lr = 1e-3, .epochs = 1000},
    {.data = "mtcars", .hidden = "0", .optimizer = "sgd", .lr = 0.05, .epochs = 50, .batch = 8},
    {.data = "auto_mpg", .hidden = "32", .optimizer = "adam", .lr = 0.01, .epochs = 100, .batch = 32},
    {.data = "quadratic", .hidden = "50", .optimizer = "adam", .lr = 0.01, .epochs = 2000},
    {.data = "line", .hidden = "0", .optimizer = "sgd", .lr = 0.1, .epochs = 30, .batch = 10},
};
enum { SETS = sizeof defaults / sizeof defaults[0] };

static const char usage[] = "usage: make train LAB=2 ARGS=\"[options]\"\n"
                            "  --data NAME       approximator, mtcars, auto_mpg, quadratic or line (approximator)\n"
                            "  --hidden SIZES    units of the hidden layers, such as 5,2; 0 for a single linear layer\n"
                            "  --epochs N        times through the training set\n"
                            "  --lr X            learning rate\n"
                            "  --batch N         samples a batch; 0 for all at once\n"
                            "  --optimizer NAME  sgd or adam\n"
                            "  --held-out X      share of the cars that is kept for testing (0)\n"
                            "  --seed N          of the first weights, the order of samples and the split (0)\n"
                            "  --device NAME     cpu or cuda (cpu)\n"
                            "  --out DIR         where history.tsv, the weights and the pictures go\n"
                            "What is not given is as the set of data wants it:\n";

static _Noreturn void wrong_call(const char *format, const char *what, const char *value) {
    fprintf(stderr, "experiment: ");
    fprintf(stderr, format, what, value);
    fprintf(stderr, "; --help lists the options\n");
    exit(2);
}

static _Noreturn void die(const char *what) {
    fprintf(stderr, "experiment: %s: %s\n", what, t_error());
    exit(1);
}

static _Noreturn void help(void) {
    fputs(usage, stdout);
    for (int i = 0; i < SETS; i++)
        printf("  --data %-12s --hidden %-4s --epochs %-4d --lr %-5g --batch %-2d --optimizer %s\n", defaults[i].data,
               defaults[i].hidden, defaults[i].epochs, defaults[i].lr, defaults[i].batch, defaults[i].optimizer);
    exit(0);
}

static double number(const char *option, const char *text, double low, double high, bool whole) {
    char  *end;
    double value = strtod(text, &end);
    if (end == text || *end || !(value >= low && value <= high) || (whole && value != floor(value)))
        wrong_call("--%s takes a number in its range, not '%s'", option, text);
    return value;
}

static Settings settings_of(const char *data) {
    for (int i = 0; i < SETS; i++)
        if (strcmp(data, defaults[i].data) == 0) return defaults[i];
    wrong_call("--%s: there is no '%s'", "data", data);
}

static Settings read_settings(int argc, char **argv) {
    enum { DATA = 1, HIDDEN, EPOCHS, LR, BATCH, OPTIMIZER, HELD_OUT, SEED, DEVICE, OUT, HELP };
    const struct option options[] = {
        {"data", 1, NULL, DATA},   {"hidden", 1, NULL, HIDDEN},       {"epochs", 1, NULL, EPOCHS},
        {"lr", 1, NULL, LR},       {"batch", 1, NULL, BATCH},         {"optimizer", 1, NULL, OPTIMIZER},
        {"seed", 1, NULL, SEED},   {"held-out", 1, NULL, HELD_OUT},   {"device", 1, NULL, DEVICE},
        {"out", 1, NULL, OUT},     {"help", 0, NULL, HELP},           {NULL, 0, NULL, 0}};
    Settings s = defaults[0];
    opterr = 0;
    for (int pass = 0; pass < 2; pass++) { /* the set of data first: it decides about the rest */
        optind = 1;
        for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
            if (o == DATA && pass == 0) s = settings_of(optarg);
            if (o == HELP) help();
            if (pass == 1) switch (o) {
                case DATA: break;
                case HIDDEN: s.hidden = optarg; break;
                case EPOCHS: s.epochs = (int)number("epochs", optarg, 1, 1e6, true); break;
                case LR: s.lr = number("lr", optarg, 0, 1e6, false); break;
                case BATCH: s.batch = (int)number("batch", optarg, 0, 1e6, true); break;
                case OPTIMIZER: s.optimizer = optarg; break;
                case HELD_OUT: s.held_out = number("held-out", optarg, 0, 0.9, false); break;
                case SEED: s.seed = (uint64_t)number("seed", optarg, 0, 0x1p53, true); break;
                case OUT: s.out = optarg; break;
                case DEVICE:
                    if (!dev_parse(optarg, &s.device)) wrong_call("%s%s", t_error(), "");
                    break;
                default: wrong_call("%s '%s'", "unknown option, or one without its value:", argv[optind - 1]);
                }
        }
    }
    if (optind < argc) wrong_call("%s '%s'", "not an option:", argv[optind]);
    if (strcmp(s.optimizer, "sgd") != 0 && strcmp(s.optimizer, "adam") != 0)
        wrong_call("--%s is sgd or adam, not '%s'", "optimizer", s.optimizer);
    if (!s.out) s.out = "build/train/02_regression";
    return s;
}

/* The sizes of all layers, from one input to one output. */
static int read_sizes(const char *hidden, int sizes[MAX_SIZES]) {
    int n = 0;
    sizes[n++] = 1;
    for (const char *p = strcmp(hidden, "0") == 0 ? "" : hidden; *p;) {
        char *end;
        long  size = strtol(p, &end, 10);
        if (end == p || (*end && *end != ',') || (*end && !end[1]) || size < 1 || size > 100000 || n == MAX_SIZES - 1)
            wrong_call("--%s takes sizes such as 5,2, or 0, not '%s'", "hidden", hidden);
        sizes[n++] = (int)size;
        p = *end ? end + 1 : end;
    }
    sizes[n++] = 1;
    return n;
}

/* --- The data ----------------------------------------------------------------------------------------------------- */
typedef struct Problem {
    Dataset    *train, *test; /* test is NULL where nothing is held out */
    const char *x_name, *y_name;
    bool        in_units;     /* x is standardised for the network */
    Scaling     scaling;
} Problem;

/* Between the points of the grid. */
static Dataset *approximator_between(int n) {
    Dataset *d = data_approximator(n);
    for (int i = 0; i < n; i++) {
        const double x = -1 + (2.0 * i + 1) / n;
        d->x->data[i] = (real)x;
        d->y->data[i] = (real)data_target_function(x);
    }
    return d;
}

static Problem load_problem(const Settings *s) {
    Problem p = {.x_name = "x", .y_name = "y"};
    if (strcmp(s->data, "approximator") == 0) {
        p.train = data_approximator(1024);
        p.test = approximator_between(1023);
    } else if (strcmp(s->data, "quadratic") == 0) {
        data_quadratic(&p.train, &p.test);
    } else if (strcmp(s->data, "line") == 0) {
        p.train = data_line(100, 0.5, 0);
        p.test = data_line(100, 0.5, 1);
    } else {
        Dataset *cars = data_named(s->data);
        if (!cars) die("no data");
        p.x_name = strcmp(s->data, "mtcars") == 0 ? "weight in 1000 lb" : "weight in lb";
        p.y_name = "miles per gallon";
        p.in_units = true;
        p.train = cars;
        if (s->held_out > 0) {
            data_split_random(cars, 1 - s->held_out, s->seed, &p.train, &p.test);
            dataset_free(cars);
        }
    }
    if (p.in_units) { /* measured on the training set, applied to both */
        const Scaling z = standardize_fit(p.train->x);
        p.scaling = (Scaling){t_keep(z.mean), t_keep(z.std)};
    }
    return p;
}

/* What goes into the network. */
static Tensor *scaled(const Problem *p, Tensor *x) { return p->in_units ? standardize(p->scaling, x) : x; }

static Dataset *scaled_set(const Problem *p, const Dataset *d) {
    return d ? dataset_new(d->name, t_keep(scaled(p, d->x)), t_keep(d->y), 0) : NULL;
}

static Tensor *mse(Tensor *prediction, Tensor *target) { return f_mse_loss(prediction, target); }

/* --- Lines and polynomials ---------------------------------------------------------------------------------------- */
static double polynomial_mse(Tensor *w, const Dataset *d) {
    return t_item(f_mse_loss(t_matmul(polynomial_features(d->x, (int)w->size - 1), w), d->y));
}

static void print_row(const char *label, double train, const Dataset *test, double test_loss) {
    printf("  %-34s %12.6f", label, train);
    if (test) printf(" %12.6f", test_loss);
    printf("\n");
}

/* Simple models to compare the network with: the mean, and polynomials by least squares. */
static void print_baselines(const Problem *p, const char *data) {
    t_step();
    const bool cars = p->in_units, quadratic = strcmp(data, "quadratic") == 0;
    const int  degrees[] = {1, 2, 3, 5, 10}, n = quadratic ? 5 : cars ? 2 : 1;
    printf("  %-34s %12s%s\n", "mean squared error", "train", p->test ? "         test" : "");
    Tensor *mean = t_mean(p->train->y);
    print_row("the mean of y", t_item(t_mean(t_pow(t_sub(p->train->y, mean), 2))), p->test,
              p->test ? t_item(t_mean(t_pow(t_sub(p->test->y, mean), 2))) : 0);
    for (int i = 0; i < n; i++) {
        char    label[64];
        Tensor *z = scaled(p, p->train->x), *w = least_squares(polynomial_features(z, degrees[i]), p->train->y);
        Dataset train = {.x = z, .y = p->train->y}, test = {0};
        if (p->test) test = (Dataset){.x = scaled(p, p->test->x), .y = p->test->y};
        snprintf(label, sizeof label, "least squares, degree %d", degrees[i]);
        print_row(label, polynomial_mse(w, &train), p->test, p->test ? polynomial_mse(w, &test) : 0);
    }
    if (quadratic) printf("  (degree 1 is too little, 2 is right, 10 has learnt the noise by heart)\n");
    Tensor *line = least_squares(polynomial_features(p->train->x, 1), p->train->y);
    printf("  the best line: y = %.4f %+.*f x\n\n", (double)line->data[0], fabs(line->data[1]) < 0.1 ? 6 : 4,
           (double)line->data[1]);
}

/* Standardising is a linear layer, too: with the network's only one it collapses into a line in the data's units. */
static void print_line_of(Module *m, const Problem *p) {
    t_step();
    Tensor *W = nn_find(m, "0.weight"), *b = nn_find(m, "0.bias");
    if (p->in_units) {
        Tensor      *scale = t_reshape(t_div(1, p->scaling.std), 1, 1);
        const Affine a = collapse(scale, t_neg(t_div(p->scaling.mean, p->scaling.std)), W, b);
        W = a.W;
        b = a.b;
    }
    printf("the network's line: y = %.4f %+.*f x\n", t_item(b), fabs(t_item(W)) < 0.1 ? 6 : 4, t_item(W));
}

/* --- The picture -------------------------------------------------------------------------------------------------- */
static void write_points(FILE *script, const char *name, const Tensor *x, const Tensor *y) {
    fprintf(script, "$%s << END\n", name);
    for (size_t i = 0; i < x->size; i++) fprintf(script, "%.9g %.9g\n", (double)x->data[i], (double)y->data[i]);
    fputs("END\n", script);
}

static void write_output(FILE *script, const char *stem, bool svg) {
    char name[600];
    if (svg) fputs("set terminal svg noenhanced size 1000,600 font 'sans-serif,13' background rgb 'white'\n", script);
    else
        fputs("if (strstrt(GPVAL_TERMINALS, ' pngcairo ') > 0) { set terminal pngcairo noenhanced size 1000,600 font "
              "'Sans,13' }\nelse { set terminal png noenhanced size 1000,600 font 'Sans,13' }\n", script);
    snprintf(name, sizeof name, "%s%s.%s", *stem == '/' ? "" : "./", stem, svg ? "svg" : "png");
    fputs("set output ", script);
    gnuplot_quote(script, name);
    fputc('\n', script);
}

static bool draw_fit(Module *model, const Problem *p, const char *stem, const char *title) {
    t_step();
    t_no_grad();
    FILE *script = tmpfile();
    if (!script) return t_error_set("no temporary file for gnuplot");
    const Dataset *d = p->train;
    double low = d->x->data[0], high = low, bottom = d->y->data[0], top = bottom;
    for (int i = 0; i < d->n; i++) {
        low = fmin(low, d->x->data[i]), high = fmax(high, d->x->data[i]);
        bottom = fmin(bottom, d->y->data[i]), top = fmax(top, d->y->data[i]);
    }
    const bool quadratic = strcmp(d->name, "quadratic") == 0, many = d->n > 500;
    const int  degrees[] = {1, 2, 10}, n = quadratic ? 3 : 1;
    Tensor    *x = t_reshape(t_linspace(low, high, POINTS), POINTS, 1);
    fputs("set encoding utf8\nset grid back linetype 1 linewidth 0.8 linecolor rgb '#d9d9d9' dashtype 1\n"
          "set border 3 linewidth 1.2 linecolor rgb '#444444'\nset tics nomirror out scale 0.6\n"
          "set key below center horizontal samplen 2.5 width 1\n", script);
    fprintf(script, "set yrange [%g:%g]\nset xlabel '%s'\nset ylabel '%s'\n", bottom - 0.15 * (top - bottom),
            top + 0.15 * (top - bottom), p->x_name, p->y_name);
    fputs("set title ", script);
    gnuplot_quote(script, title);
    fputs(" font ',17'\n", script);
    write_points(script, "train", d->x, d->y);
    if (p->test) write_points(script, "test", p->test->x, p->test->y);
    write_points(script, "network", x, nn_forward(model, scaled(p, x)));
    for (int i = 0; i < n; i++) {
        char    name[16];
        Tensor *w = least_squares(polynomial_features(d->x, degrees[i]), d->y);
        snprintf(name, sizeof name, "degree%d", degrees[i]);
        write_points(script, name, x, t_matmul(polynomial_features(x, degrees[i]), w));
    }
    for (int kind = 0; kind < 2; kind++) {
        static const char *const colours[] = {"#7f7f7f", "#2ca02c", "#9467bd"};
        write_output(script, stem, kind == 1);
        fprintf(script, "plot $train with points pointtype 7 pointsize %g linecolor rgb '#1f77b4' title 'training set'",
                many ? 0.5 : 1.1);
        if (p->test && !many) fputs(", $test with points pointtype 6 linecolor rgb '#1f77b4' title 'test set'", script);
        for (int i = 0; i < n; i++)
            fprintf(script, ", $degree%d with lines linewidth 2 dashtype 2 linecolor rgb '%s' title '%s%d'", degrees[i],
                    colours[i], "least squares, degree ", degrees[i]);
        fputs(", $network with lines linewidth 2.5 linecolor rgb '#d62728' title 'network'\nunset output\n", script);
    }
    const bool drawn = gnuplot_run(script, false);
    fclose(script);
    return drawn;
}

/* --- Training ----------------------------------------------------------------------------------------------------- */
static Module *new_model(const Settings *s, int n, const int sizes[]) {
    return strcmp(s->data, "approximator") == 0 && n == 3 ? shallow_nn(sizes[1]) : mlp(n, sizes);
}

static void train(const Settings *s, Module *model, const Dataset *data, const Dataset *test, History *history) {
    const int   every = s->epochs > 100 ? s->epochs / 100 : 1, print_every = s->epochs > 10 ? s->epochs / 10 : 1;
    const int   batch = s->batch ? s->batch : data->n;
    DataLoader *train_loader =
        data_loader(data, .batch_size = batch, .shuffle = true, .seed = s->seed, .device = s->device);
    DataLoader *all = data_loader(data, .batch_size = data->n, .device = s->device);
    DataLoader *test_loader = test ? data_loader(test, .batch_size = test->n, .device = s->device) : NULL;
    Tensor     *x = t_keep(t_to(data->x, s->device)), *y = t_keep(t_to(data->y, s->device));
    Params     *params = nn_parameters(model);
    Optimizer  *optimizer = *s->optimizer == 's' ? optim_sgd(params, s->lr, 0, 0) : optim_adam(params, s->lr);
    Progress    progress = progress_begin(stderr, s->data, s->epochs);
    for (int epoch = 1; epoch <= s->epochs; epoch++) {
        if (s->batch == 0) fit_full_batch(model, x, y, mse, optimizer, 1);
        else fit_epoch(train_loader, model, mse, optimizer);
        if (epoch % every != 0 && epoch != 1 && epoch != s->epochs) continue;
        const double loss = mean_loss(all, model, mse), test_loss = test ? mean_loss(test_loader, model, mse) : NAN;
        char         note[64];
        history_row(history, (double[]){epoch, loss, test_loss});
        snprintf(note, sizeof note, "loss %.6f", loss);
        progress_update(&progress, epoch, note);
        if (epoch != 1 && epoch % print_every != 0 && epoch != s->epochs) continue;
        printf("epoch %5d  train loss %.6f", epoch, loss);
        if (test) printf("  test loss %.6f", test_loss);
        printf("\n");
        fflush(stdout);
    }
    progress_end(&progress, NULL);
    optim_free(optimizer);
    data_loader_free(train_loader);
    data_loader_free(all);
    data_loader_free(test_loader);
    t_free(x);
    t_free(y);
}

/* Reads the file with the library, puts its tensors into a new model with your load_state, and measures that one. */
static void load_again(const Settings *s, int n, const int sizes[], const char *path, const Dataset *data,
                       double loss) {
    Safetensors *file = safetensors_read(path);
    if (!file) die("the weights cannot be read");
    StateEntry *state = calloc((size_t)file->n, sizeof *state);
    for (int i = 0; i < file->n; i++) {
        snprintf(state[i].key, sizeof state[i].key, "%s", file->keys[i]);
        state[i].tensor = file->tensors[i];
    }
    Module *again = new_model(s, n, sizes);
    t_step();
    t_no_grad();
    if (!load_state(again, file->n, state)) printf("loaded   load_state says that the file does not fit\n");
    else {
        const double loaded = t_item(f_mse_loss(nn_forward(again, data->x), data->y));
        printf("loaded   a new network with these weights has the training loss %.6f: %s\n", loaded,
               loaded == loss || (isnan(loaded) && isnan(loss)) ? "the same" : "NOT the same");
    }
    nn_free(again);
    free(state);
    safetensors_free(file);
}

int main(int argc, char **argv) {
    const Settings s = read_settings(argc, argv);
    int            sizes[MAX_SIZES];
    const int      n = read_sizes(s.hidden, sizes);
    if (!dev_available(s.device)) die("no such device");
    Problem  p = load_problem(&s);
    Dataset *data = scaled_set(&p, p.train), *test = scaled_set(&p, p.test);

    printf("%s: %d samples%s\n", s.data, p.train->n, p.in_units ? ", the weight standardised" : "");
    print_baselines(&p, s.data);
    t_manual_seed(s.seed);
    Module *model = new_model(&s, n, sizes);
    nn_to(model, s.device);
    nn_print(model);
    const size_t parameters = mlp_parameters(n, sizes);
    printf("%zu parameters; by the ten-times rule they ask for %zu samples, and there are %d\n", parameters,
           samples_needed(parameters), p.train->n);
    printf("%s, %s with learning rate %g, %s%.0d, seed %llu\n\n", dev_name(s.device), s.optimizer, s.lr,
           s.batch ? "batches of " : "all samples at once", s.batch, (unsigned long long)s.seed);

    char path[512], stem[512], fit[512], weights[512], title[128];
    snprintf(path, sizeof path, "%s/history.tsv", s.out);
    snprintf(stem, sizeof stem, "%s/curve", s.out);
    snprintf(fit, sizeof fit, "%s/fit", s.out);
    snprintf(weights, sizeof weights, "%s/model.safetensors", s.out);
    snprintf(title, sizeof title, "Lab 2: %s, hidden units: %s", s.data, s.hidden);
    const char *const columns[] = {"epoch", "train_loss", test ? "test_loss" : NULL, NULL};
    History          *history = history_open(path, columns);
    if (!history) die("the history cannot be written");
    train(&s, model, data, test, history);
    if (!history_close(history)) die("the history is not complete");

    nn_to(model, DEV_CPU);
    nn_eval(model);
    Tensor      *prediction = nn_forward(model, data->x);
    const double loss = t_item(f_mse_loss(prediction, data->y));
    printf("\nat the end: mean squared error %.6f, mean absolute error %.6f\n", loss,
           t_item(f_l1_loss(prediction, data->y)));
    if (!isfinite(loss)) printf("the training has diverged: try a smaller --lr, then look at the gradients\n");
    if (n == 2) print_line_of(model, &p);
    if (!nn_save(model, weights)) die("the weights cannot be saved");
    printf("weights  %s\n", weights);
    load_again(&s, n, sizes, weights, data, loss);
    printf("history  %s\n", path);
    if (draw_fit(model, &p, fit, title)) printf("fit      %s.png, %s.svg\n", fit, fit);
    else printf("fit      missing: %s\n", t_error());
    if (history_plot(path, stem, title)) printf("curve    %s.png, %s.svg\n", stem, stem);
    else printf("curve    missing: %s\n", t_error());

    nn_free(model);
    dataset_free(data);
    dataset_free(test);
    dataset_free(p.train);
    dataset_free(p.test);
    t_free(p.scaling.mean);
    t_free(p.scaling.std);
    return 0;
}
