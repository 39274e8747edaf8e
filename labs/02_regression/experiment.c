/* The experiment of lab 2: fits a line and a network with your code, and draws both over the points. Given.
 *
 *   make train LAB=2 ARGS="--data mtcars --hidden 16 --optimizer adam --lr 0.01 --epochs 200"  */
#include "experiment.h"
#include "gnuplot.h"
#include "regression.h"
#include "safetensors.h"

enum { MAX_SIZES = 16, POINTS = 400 };

/* --- What is asked for -------------------------------------------------------------------------------------------- */
typedef struct Settings {
    const char *data, *hidden, *optimizer;
    int         epochs, batch; /* batch 0: all samples at once */
    double      lr, held_out;
    uint64_t    seed;
    Device      device;
} Settings;

/* What each data set is trained with when nothing else is said. */
static const Settings defaults[] = {
    {.data = "approximator", .hidden = "2000", .optimizer = "adam", .lr = 1e-3, .epochs = 1000},
    {.data = "mtcars", .hidden = "0", .optimizer = "sgd", .lr = 0.05, .epochs = 50, .batch = 8},
    {.data = "auto_mpg", .hidden = "32", .optimizer = "adam", .lr = 0.01, .epochs = 100, .batch = 32},
    {.data = "auto_mpg_all", .hidden = "32", .optimizer = "adam", .lr = 0.01, .epochs = 100, .batch = 32,
     .held_out = 0.2},
    {.data = "quadratic", .hidden = "50", .optimizer = "adam", .lr = 0.01, .epochs = 2000},
    {.data = "line", .hidden = "0", .optimizer = "sgd", .lr = 0.1, .epochs = 30, .batch = 10},
};
enum { SETS = sizeof defaults / sizeof defaults[0] };

static Settings defaults_of(const char *data) {
    for (int i = 0; data && i < SETS; i++)
        if (strcmp(data, defaults[i].data) == 0) return defaults[i];
    return defaults[0];
}

/* The names of the data sets, and below --help a line of defaults for each. */
static void describe_sets(char names[static 128], char lines[static 1024]) {
    int n = 0, l = snprintf(lines, 1024, "What is not given is as the data set wants it:");
    for (int i = 0; i < SETS; i++) {
        const Settings *d = &defaults[i];
        n += snprintf(names + n, 128 - (size_t)n, "%s%s", i ? ", " : "", d->data);
        l += snprintf(lines + l, 1024 - (size_t)l,
                      "\n  --data %-12s --hidden %-4s --epochs %-4d --lr %-5g --batch %-2d --optimizer %s", d->data,
                      d->hidden, d->epochs, d->lr, d->batch, d->optimizer);
    }
}

static Settings read_settings(int argc, char **argv) {
    char     names[128], lines[1024];
    Settings s = defaults_of(option_given(argc, argv, "data"));
    describe_sets(names, lines);
    experiment_begin(argc, argv, "02_regression", lines,
                     option_choice("data", &s.data, names, "the data set"),
                     option_text("hidden", &s.hidden, "SIZES", "units of the hidden layers: 5,2; 0: no hidden layer"),
                     option_whole("epochs", &s.epochs, 1, 1000000, "times through the training set"),
                     option_number("lr", &s.lr, 0, 1e6, "learning rate"),
                     option_whole("batch", &s.batch, 0, 1000000, "samples a batch; 0: all at once"),
                     option_choice("optimizer", &s.optimizer, "sgd, adam", "how weights are changed"),
                     option_number("held-out", &s.held_out, 0, 0.9, "share of the cars that is kept for testing"),
                     option_seed(&s.seed, "of the first weights, the order of samples and the split"),
                     option_device(&s.device, "cpu, cuda, or auto: cuda where there is one"));
    return s;
}

/* The sizes of all layers, to one output. The first one, the number of inputs, is known with the data. */
static int read_sizes(const char *hidden, int sizes[MAX_SIZES]) {
    int n = 1;
    for (const char *p = strcmp(hidden, "0") == 0 ? "" : hidden; *p;) {
        char      *end;
        const long size = strtol(p, &end, 10);
        if (end == p || (*end && *end != ',') || (*end && !end[1]) || size < 1 || size > 100000 || n == MAX_SIZES - 1)
            option_wrong("hidden", hidden, "sizes from 1 to 100000, such as 5,2, or 0 are expected");
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

static int features_of(const Problem *p) { return p->train->x->shape[1]; }

/* Missing values become the means of their columns in the training set. */
static void fill_gaps(const Problem *p) {
    int gaps = 0;
    for (size_t i = 0; i < p->train->x->size; i++) gaps += isnan(p->train->x->data[i]);
    for (size_t i = 0; p->test && i < p->test->x->size; i++) gaps += isnan(p->test->x->data[i]);
    if (gaps == 0) return;
    Imputer *imputer = imputer_fit(p->train);
    if (!imputer) experiment_fail("no data");
    imputer_apply(imputer, p->train);
    if (p->test) imputer_apply(imputer, p->test);
    imputer_free(imputer);
    printf("%d missing values, filled with their columns' means in the training set\n", gaps);
}

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
        if (!cars) experiment_fail("no data");
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
        fill_gaps(&p);
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
    if (features_of(p) > 1) {
        Tensor *w = least_squares(p->train->x, p->train->y); /* the dummies add up to the column of ones */
        print_row("least squares, all columns", t_item(f_mse_loss(t_matmul(p->train->x, w), p->train->y)), p->test,
                  p->test ? t_item(f_mse_loss(t_matmul(p->test->x, w), p->test->y)) : 0);
        return;
    }
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

typedef struct Fit {
    Module        *model;
    const Problem *problem;
    const char    *title;
} Fit;

static void write_axes(FILE *script, const Problem *p, double *low, double *high) {
    const Dataset *d = p->train;
    double         bottom = d->y->data[0], top = bottom;
    *low = *high = d->x->data[0];
    for (int i = 0; i < d->n; i++) {
        *low = fmin(*low, d->x->data[i]), *high = fmax(*high, d->x->data[i]);
        bottom = fmin(bottom, d->y->data[i]), top = fmax(top, d->y->data[i]);
    }
    fprintf(script, "set xrange [%g:%g]\nset yrange [%g:%g]\nset xlabel '%s'\nset ylabel '%s'\n",
            *low - 0.03 * (*high - *low), *high + 0.03 * (*high - *low), bottom - 0.15 * (top - bottom),
            top + 0.15 * (top - bottom), p->x_name, p->y_name);
}

/* Of many columns: what the network says of each car, and what was measured. */
static void write_predictions(FILE *script, const void *data) {
    t_step();
    t_no_grad();
    const Fit     *fit = data;
    const Problem *p = fit->problem;
    fputs("set key left top\nset size square\nset title ", script);
    gnuplot_quote(script, fit->title);
    fprintf(script, " noenhanced\nset xlabel '%s'\nset ylabel 'predicted'\n", p->y_name);
    write_points(script, "train", p->train->y, nn_forward(fit->model, scaled(p, p->train->x)));
    if (p->test) write_points(script, "test", p->test->y, nn_forward(fit->model, scaled(p, p->test->x)));
    fputs("plot x with lines lw thin lc rgb grey title 'right', "
          "$train with points pt disc ps 1.4 lc rgb blue title 'training set'", script);
    if (p->test) fputs(", $test with points pt ring ps 1.8 lw thin lc rgb red title 'test set'", script);
}

static void write_fit(FILE *script, const void *data) {
    t_step();
    t_no_grad();
    static const char *const colours[] = {"ink", "green", "purple"}, *const powers[] = {"", "^{2}", "^{10}"};
    const Fit     *fit = data;
    const Problem *p = fit->problem;
    const Dataset *d = p->train;
    const bool     quadratic = strcmp(d->name, "quadratic") == 0, many = d->n > 500;
    const int      degrees[] = {1, 2, 10}, n = quadratic ? 3 : 1;
    double         low, high;
    fprintf(script, "set bmargin %g\nset key font small at screen 0.5,%g center center vertical maxrows %d samplen 2 "
            "Left reverse\nset title ", quadratic ? 5.8 : 4.8, quadratic ? 0.065 : 0.04, quadratic ? 2 : 1);
    gnuplot_quote(script, fit->title);
    fputs(" noenhanced\n", script);
    write_axes(script, p, &low, &high);
    Tensor *x = t_reshape(t_linspace(low, high, POINTS), POINTS, 1);
    write_points(script, "train", d->x, d->y);
    if (p->test) write_points(script, "test", p->test->x, p->test->y);
    const Tensor *y = nn_forward(fit->model, scaled(p, x));
    write_points(script, "network", x, y);
    for (int i = 0; i < n; i++) {
        char    name[16];
        Tensor *w = least_squares(polynomial_features(d->x, degrees[i]), d->y);
        snprintf(name, sizeof name, "degree%d", degrees[i]);
        write_points(script, name, x, t_matmul(polynomial_features(x, degrees[i]), w));
    }
    fprintf(script, "plot $train with points pt disc ps %g lc rgb %s title 'training set'", many ? 1 : 2.2,
            many ? "sky" : "blue");
    if (p->test && !many) fputs(", $test with points pt ring ps 2.2 lw thin lc rgb blue title 'test set'", script);
    fprintf(script, ", $network with lines lw medium lc rgb red title 'network%s'",
            isfinite(t_item(t_sum(y))) ? "" : " (diverged)");
    for (int i = 0; i < n; i++) /* on top: a network that is a line lies under its line */
        fprintf(script, ", $degree%d with lines lw thin dt dashed lc rgb %s title 'least squares, x%s'", degrees[i],
                colours[i], powers[i]);
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
    if (!file) experiment_fail("the weights cannot be read");
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
        if (!isfinite(loss)) printf("loaded   not compared: weights of a training that has diverged tell nothing\n");
        else
            printf("loaded   a new network with these weights has the training loss %.6f: %s\n", loaded,
                   loaded == loss ? "the same" : "NOT the same");
    }
    nn_free(again);
    free(state);
    safetensors_free(file);
}

int main(int argc, char **argv) {
    const Settings s = read_settings(argc, argv);
    int            sizes[MAX_SIZES];
    const int      n = read_sizes(s.hidden, sizes);
    Problem        p = load_problem(&s);
    sizes[0] = features_of(&p);
    Dataset       *data = scaled_set(&p, p.train), *test = scaled_set(&p, p.test);

    printf("%s: %d samples%s\n", s.data, p.train->n, p.in_units ? ", the inputs standardised" : "");
    if (features_of(&p) > 1) dataset_describe(p.train, 0);
    print_baselines(&p, s.data);
    t_manual_seed(s.seed);
    Module *model = new_model(&s, n, sizes);
    nn_to(model, s.device);
    nn_print(model);
    const size_t parameters = mlp_parameters(n, sizes);
    printf("%zu parameters; by the ten-times rule they ask for %zu samples, and there are %d\n", parameters,
           samples_needed(parameters), p.train->n);
    dev_print_code(s.device);
    printf("%s, %s with learning rate %g, %s%.0d, seed %llu\n\n", dev_name(s.device), s.optimizer, s.lr,
           s.batch ? "batches of " : "all samples at once", s.batch, (unsigned long long)s.seed);

    const char *const columns[] = {"epoch", "train_loss", test ? "test_loss" : NULL, NULL};
    History          *history = experiment_table("history", columns);
    train(&s, model, data, test, history);
    experiment_table_end(history);

    nn_to(model, DEV_CPU);
    nn_eval(model);
    Tensor      *prediction = nn_forward(model, data->x);
    const double loss = t_item(f_mse_loss(prediction, data->y));
    printf("\nat the end: mean squared error %.6f, mean absolute error %.6f\n", loss,
           t_item(f_l1_loss(prediction, data->y)));
    if (!isfinite(loss)) printf("the training has diverged: try a smaller --lr, then look at the gradients\n");
    if (n == 2 && sizes[0] == 1) print_line_of(model, &p);
    char        title[128];
    const char *weights = experiment_path("model.safetensors");
    if (n == 2) snprintf(title, sizeof title, "Lab 2: %s, one linear layer", s.data);
    else snprintf(title, sizeof title, "Lab 2: %s, hidden units: %s", s.data, s.hidden);
    if (!nn_save(model, weights)) experiment_fail("the weights cannot be saved");
    printf("weights  %s\n", weights);
    load_again(&s, n, sizes, weights, data, loss);
    printf("history  %s\n", experiment_path("history.tsv"));
    const char *fit = experiment_path("fit");
    if (experiment_picture("fit", sizes[0] == 1 ? write_fit : write_predictions, &(Fit){model, &p, title}))
        printf("fit      %s.png, %s.svg\n", fit, fit);
    else printf("fit      missing: %s\n", t_error());
    experiment_curve(title);

    nn_free(model);
    dataset_free(data);
    dataset_free(test);
    dataset_free(p.train);
    dataset_free(p.test);
    t_free(p.scaling.mean);
    t_free(p.scaling.std);
    return 0;
}
