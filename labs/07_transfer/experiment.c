/* The experiment of lab 7: a network that was trained on the digits 0 to 4 learns 5 to 9 from a few images, in three
 * ways and from scratch. With your code. Given.
 *
 *   make train LAB=7 ARGS="--shots 10 --seeds 20"
 *   make train LAB=7 CODE=reference ARGS="--pretrain yes"     makes the file of weights anew
 *   make train LAB=7 ARGS="--backbone squeezenet1_1 --data flowers5"
 *                                                             photographs: see train_photographs.c  */
#include "digit_task.h"
#include "experiment.h"
#include "gnuplot.h"
#include "sheet.h"
#include "sweep.h"
#include "train_photographs.h"
#include "transfer.h"

enum { BATCH = 16, MAX_SIZES = 16 };

/* --- What is asked for -------------------------------------------------------------------------------------------- */
typedef struct Settings {
    const char *weights, *sizes, *pretrain;
    const char *backbone, *photographs;
    int         shots, seeds, steps, epochs, jobs;
    double      lr, body_lr;
    uint64_t    seed;
    Device      device;
} Settings;

/* A way to train. From scratch everything is trained, too, but the first weights are random. */
typedef struct Way {
    const char *name, *column, *colour;
    bool        from_scratch;
    Arm         arm;
} Way;
enum { SCRATCH, FROZEN, FIRST_LAST, FULL, WAYS };
static const Way ways[WAYS] = {
    [SCRATCH] = {"from scratch", "scratch", "grey", true, ARM_FULL},
    [FROZEN] = {"the head alone", "frozen", "blue", false, ARM_FROZEN},
    [FIRST_LAST] = {"first layer and head", "first_last", "green", false, ARM_FIRST_LAST},
    [FULL] = {"everything", "full", "red", false, ARM_FULL},
};

typedef struct Problem {
    const Settings *settings;
    Safetensors    *weights;
    Dataset        *train, *test; /* of the target task */
    int             n_sizes, sizes[MAX_SIZES];
} Problem;

static void read_sizes(Problem *p) {
    const char *text = p->settings->sizes, *at = text;
    for (char *end; *at; at = *end ? end + 1 : end) {
        const long n = strtol(at, &end, 10);
        if (end == at || (*end && *end != ',') || n < TARGET_CLASSES || n >= p->train->n || p->n_sizes == MAX_SIZES)
            option_wrong("sizes", text, "some numbers of images, from 5 to 700, are expected: 5,20,100");
        p->sizes[p->n_sizes++] = (int)n;
    }
    if (p->n_sizes == 0) option_wrong("sizes", text, "a number is missing");
}

static Progress progress;

/* --- Pre-training ------------------------------------------------------------------------------------------------- */
/* The digits 0 to 4 in all positions: class 8 digit + position. */
static Dataset *source_task(const Dataset *digits) {
    Dataset  *plain = plain_digits(digits, 0, SOURCE_DIGITS - 1);
    const int n = plain->n * POSITIONS, side = plain->x->shape[2];
    Tensor   *x = t_own(DTYPE_REAL, DEV_CPU, 4, (int[]){n, 1, side, side}), *y = t_own(DTYPE_INT64, DEV_CPU, 1, &n);
    for (int i = 0; i < n; i++) {
        const int   position = i % POSITIONS;
        const real *from = plain->x->data + i / POSITIONS * side * side;
        y->i64[i] = plain->y->i64[i / POSITIONS] * POSITIONS + position;
        for (int row = 0; row < side; row++)
            for (int column = 0; column < side; column++) {
                int r = position & 1 ? column : row, c = position & 1 ? row : column;
                if (position & 2) r = side - 1 - r;
                if (position & 4) c = side - 1 - c;
                x->data[(i * side + row) * side + column] = from[r * side + c];
            }
    }
    dataset_free(plain);
    Dataset *d = dataset_new("digits 0 to 4, turned and mirrored", x, y, SOURCE_CLASSES);
    d->transform = scatter();
    return d;
}

static History *pretraining;

static void tell_epoch(int epoch, double train_loss, TestResult test) {
    history_row(pretraining, (double[]){epoch, train_loss, test.loss, test.accuracy});
    progress_update(&progress, epoch, NULL);
}

static void pretrain(const Settings *s, const Dataset *train, const Dataset *test) {
    Dataset *source_train = source_task(train), *source_test = source_task(test);
    t_manual_seed(s->seed);
    Module    *m = digit_network(SOURCE_CLASSES);
    const Fit  how = {.epochs = s->epochs, .batch_size = BATCH, .lr = 4e-3, .seed = s->seed,
                      .after_epoch = tell_epoch};
    pretraining = experiment_table("pretraining", (const char *const[]){"epoch", "train_loss", "test_loss",
                                                                        "test_accuracy", NULL});
    progress = progress_begin(stderr, "digits 0 to 4", s->epochs);
    const TestResult result = fit(m, source_train, source_test, &how);
    progress_end(&progress, NULL);
    experiment_table_end(pretraining);
    const char *path = experiment_path("pretrained.safetensors");
    if (!nn_save(m, path)) experiment_fail("the weights cannot be saved");
    printf("\n%zu parameters, %d classes, test accuracy %.2f%%\nweights  %s\n", nn_parameter_count(m), SOURCE_CLASSES,
           100 * result.accuracy, path);
    nn_free(m);
    dataset_free(source_train);
    dataset_free(source_test);
}

/* --- Training in one of the ways ---------------------------------------------------------------------------------- */
static Module *new_model(const Problem *p, const Way *way, uint64_t seed) {
    t_manual_seed(seed);
    Module *m = digit_network(SOURCE_CLASSES);
    if (!way->from_scratch && !load_checkpoint(m, p->weights, true)) experiment_fail(p->settings->weights);
    replace_head(m, TARGET_CLASSES);
    choose_trained(m, way->arm);
    nn_to(m, p->settings->device);
    return m;
}

/* As many epochs as make this number of steps. */
static FineTune settings_of(const Problem *p, const Way *way, int n, uint64_t seed) {
    const Settings *s = p->settings;
    const int       batches = (n + BATCH - 1) / BATCH;
    return (FineTune){.epochs = (s->steps + batches - 1) / batches,
                      .batch_size = BATCH,
                      .body_lr = way->from_scratch ? s->lr : s->body_lr,
                      .head_lr = s->lr,
                      .seed = seed,
                      .device = s->device};
}

static double accuracy_on(Module *m, const Dataset *d) {
    t_step();
    t_no_grad();
    nn_eval(m);
    const Device device = nn_parameters(m)->device;
    return accuracy(t_to(nn_forward(m, t_to(d->x, device)), DEV_CPU), d->y);
}

/* The head alone, on features that the body has made once. */
static void train_head(Module *m, const Dataset *few, const FineTune *how) {
    Dataset    *features = extract_features(m, few, BATCH, how->device);
    Module     *head = head_of(m);
    Optimizer  *optimizer = optim_adam(nn_parameters(head), how->head_lr);
    DataLoader *loader = data_loader(features, .batch_size = how->batch_size, .shuffle = true, .seed = how->seed,
                                     .device = how->device);
    for (int epoch = 0; epoch < how->epochs; epoch++) {
        optim_set_lr(optimizer, cosine_rate(how->head_lr, 0, epoch, how->epochs));
        train_epoch(loader, head, optimizer);
    }
    data_loader_free(loader);
    optim_free(optimizer);
    dataset_free(features);
}

/* Run number run is (size, way, seed), the seed counting fastest. */
static int        size_of(const Problem *p, int run) { return p->sizes[run / p->settings->seeds / WAYS]; }
static const Way *way_of(const Problem *p, int run) { return &ways[run / p->settings->seeds % WAYS]; }
static uint64_t   seed_of(const Problem *p, int run) {
    return p->settings->seed + (uint64_t)(run % p->settings->seeds);
}

static void train(int run, double values[], const void *data) {
    const Problem *p = data;
    const Way     *way = way_of(p, run);
    Dataset       *few = labelled(p->train, size_of(p, run), seed_of(p, run));
    Module        *m = new_model(p, way, seed_of(p, run));
    const FineTune how = settings_of(p, way, few->n, seed_of(p, run));
    if (way->arm == ARM_FROZEN) train_head(m, few, &how);
    else fine_tune(m, few, &how);
    values[0] = accuracy_on(m, p->test);
    nn_free(m);
    dataset_free(few);
}

static void key_of_run(char *text, size_t size, int run, const void *data) {
    const Problem  *p = data;
    const Settings *s = p->settings;
    snprintf(text, size, "%s %d images, seed %llu, %d steps, lr %g and %g, %s, %s", way_of(p, run)->column,
             size_of(p, run), (unsigned long long)seed_of(p, run), s->steps, s->body_lr, s->lr, s->weights,
             dev_name(s->device));
}

/* --- Accuracy over the number of images --------------------------------------------------------------------------- */
typedef struct Result {
    const Problem *problem;
    const double  *values;
} Result;

/* Over the seeds. */
static Band band_of(const Result *r, int size, int way) {
    const int seeds = r->problem->settings->seeds;
    return experiment_band(r->values + (size * WAYS + way) * seeds, seeds, 1);
}

static void write_picture(FILE *script, const void *data) {
    const Result  *r = data;
    const Problem *p = r->problem;
    for (int w = 0; w < WAYS; w++) {
        fprintf(script, "$w%d << END\n", w);
        for (int i = 0; i < p->n_sizes; i++) {
            const Band b = band_of(r, i, w);
            fprintf(script, "%d %.6g %.6g %.6g\n", p->sizes[i], 100 * b.mean, 100 * b.low, 100 * b.high);
        }
        fputs("END\n", script);
    }
    fprintf(script, "set title 'Lab 7: digits 5 to 9, mean and range of %d seeds'\nset logscale x\n"
            "set xlabel 'labelled images'\nset ylabel 'test accuracy, %%'\nset key bottom right font small\n"
            "set xrange [4:250]\nset style fill transparent solid 0.15 noborder\nset xtics (", p->settings->seeds);
    for (int i = 0; i < p->n_sizes; i++) fprintf(script, "%s%d", i ? ", " : "", p->sizes[i]);
    fputs(")\nplot ", script);
    for (int w = 0; w < WAYS; w++)
        fprintf(script, "%s$w%d using 1:3:4 with filledcurves lc rgb %s notitle, $w%d using 1:2 with linespoints "
                "pt disc ps 1.2 lw 4 lc rgb %s title '%s'", w ? ", " : "", w, ways[w].colour, w, ways[w].colour,
                ways[w].name);
    fputc('\n', script);
}

static void compare_sizes(const Problem *p) {
    const int runs = p->n_sizes * WAYS * p->settings->seeds;
    double   *values = t_calloc((size_t)runs, sizeof *values);
    sweep_run(&(Sweep){.name = "sizes", .runs = runs, .values = 1, .key = key_of_run, .run = train, .data = p,
                       .jobs = p->settings->jobs}, values);
    const Result result = {p, values};
    char         names[3 * WAYS][32];
    const char  *columns[3 * WAYS + 2] = {"images"};
    for (int c = 0; c < 3 * WAYS; c++) {
        static const char *const parts[] = {"accuracy", "low", "high"};
        snprintf(names[c], sizeof names[c], "%s_%s", ways[c / 3].column, parts[c % 3]);
        columns[c + 1] = names[c];
    }
    History *table = experiment_table("sizes", columns);
    experiment_heading("Test accuracy in percent, mean (lowest) of the seeds, by labelled images");
    printf("%6s", "images");
    for (int w = 0; w < WAYS; w++) printf(" %21s", ways[w].name);
    putchar('\n');
    for (int i = 0; i < p->n_sizes; i++) {
        double row[3 * WAYS + 1] = {p->sizes[i]};
        printf("%6d", p->sizes[i]);
        for (int w = 0; w < WAYS; w++) {
            const Band b = band_of(&result, i, w);
            memcpy(row + 1 + 3 * w, (double[]){b.mean, b.low, b.high}, 3 * sizeof *row);
            printf(" %13.1f (%5.1f)", 100 * b.mean, 100 * b.low);
        }
        putchar('\n');
        history_row(table, row);
    }
    experiment_table_end(table);
    experiment_show("sizes", write_picture, &result);
    free(values);
}

/* --- Loss by epoch, and what becomes of the kernels --------------------------------------------------------------- */
typedef struct Watch {
    Module        *model;
    const Dataset *test;
    double        *rows; /* of WAYS * 2 + 1 numbers: the epoch, then loss and accuracy of each way */
    int            way;
} Watch;

static void watch_epoch(int epoch, double loss, void *data) {
    Watch  *w = data;
    double *row = w->rows + (epoch - 1) * (2 * WAYS + 1);
    char    note[64];
    row[0] = epoch;
    row[1 + 2 * w->way] = loss;
    row[2 + 2 * w->way] = accuracy_on(w->model, w->test);
    snprintf(note, sizeof note, "loss %.4f, test accuracy %.1f%%", loss, 100 * row[2 + 2 * w->way]);
    progress_update(&progress, epoch, note);
}

/* The kernels of the first layer, each from its own smallest to its own largest number. */
static void add_kernels(Sheet *s, Module *m) {
    const Tensor *W = nn_parameters(m)->tensors[0];
    const real   *values = t_host(W);
    for (int f = 0; f < W->shape[0]; f++) sheet_add_scaled(s, values + f * 9);
}

/* What the first block makes of an image: 14 maps. */
static void add_maps(Sheet *s, Module *m, const real *image, int side) {
    t_step();
    t_no_grad();
    nn_eval(m);
    Tensor       *x = t_copy_of(image, DTYPE_REAL, 4, (int[]){1, 1, side, side});
    const Tensor *maps = nn_forward(m->children[0].module->children[0].module, t_to(x, nn_parameters(m)->device));
    const real   *values = t_host(maps);
    sheet_add_scaled(s, image);
    for (int c = 0; c < maps->shape[1]; c++) sheet_add_scaled(s, values + c * side * side);
}

static void watch_epochs(const Problem *p) {
    const Settings *s = p->settings;
    Dataset        *few = labelled(p->train, s->shots, s->seed);
    const int       epochs = settings_of(p, &ways[FULL], few->n, s->seed).epochs, side = few->x->shape[2];
    const size_t    width = 2 * WAYS + 1;
    double         *rows = t_calloc((size_t)epochs * width, sizeof *rows);
    const char     *columns[2 * WAYS + 2] = {"epoch"};
    char            names[2 * WAYS][32];
    for (int c = 0; c < 2 * WAYS; c++) {
        snprintf(names[c], sizeof names[c], "%s_%s", ways[c / 2].column, c % 2 ? "test_accuracy" : "train_loss");
        columns[c + 1] = names[c];
    }
    History        *history = experiment_table("history", columns);
    Sheet           kernels = sheet_begin(14, 3, 3, 3), maps = sheet_begin(15, 3, side, side);
    Module         *before = new_model(p, &ways[FROZEN], s->seed);
    add_kernels(&kernels, before);
    add_maps(&maps, before, p->test->x->data, side);
    nn_free(before);
    printf("\n%-22s %21s\n", "way", "trained parameters");
    for (int w = 0; w < WAYS; w++) {
        Module  *m = new_model(p, &ways[w], s->seed);
        FineTune how = settings_of(p, &ways[w], few->n, s->seed);
        printf("%-22s %11zu of %6zu\n", ways[w].name, trainable_count(m), nn_parameter_count(m));
        progress = progress_begin(stderr, ways[w].name, epochs);
        how.after_epoch = watch_epoch;
        how.data = &(Watch){m, p->test, rows, w};
        fine_tune(m, few, &how);
        progress_end(&progress, NULL);
        if (w == FULL || w == SCRATCH) {
            add_kernels(&kernels, m);
            add_maps(&maps, m, p->test->x->data, side);
        }
        if (w == FULL && !nn_save(m, experiment_path("model.safetensors"))) experiment_fail("no weights saved");
        nn_free(m);
    }
    for (int epoch = 0; epoch < epochs; epoch++) history_row(history, rows + (size_t)epoch * width);
    experiment_table_end(history);
    sheet_end(&kernels, "filters.png", "first kernels: pre-trained; from scratch; fine-tuned from the first row");
    sheet_end(&maps, "activations.png", "a test image, and what these three first blocks make of it");
    char title[96];
    snprintf(title, sizeof title, "Lab 7: digits 5 to 9 from %d images", few->n);
    experiment_curve(title);
    printf("weights  %s\n", experiment_path("model.safetensors"));
    free(rows);
    dataset_free(few);
}

int main(int argc, char **argv) {
    Settings s = {.weights = "labs/07_transfer/pretrained.safetensors", .sizes = "5,10,20,50,100,200", .pretrain = "no",
                  .backbone = "", .photographs = "", .shots = 20, .seeds = 5, .steps = 150, .epochs = 15,
                  .lr = 1e-2, .body_lr = 1e-3};
    experiment_begin(argc, argv, "07_transfer", NULL,
                     option_text("weights", &s.weights, "FILE", "the network that knows the digits 0 to 4"),
                     option_text("sizes", &s.sizes, "NUMBERS", "how many labelled images, one after the other"),
                     option_whole("shots", &s.shots, 5, 500, "labelled images of the runs that are drawn by epoch"),
                     option_whole("seeds", &s.seeds, 1, 1000, "runs of each kind"),
                     option_whole("steps", &s.steps, 1, 1000000, "steps of a training"),
                     option_number("lr", &s.lr, 0, 1e6, "learning rate of the head, and of all layers from scratch"),
                     option_number("body-lr", &s.body_lr, 0, 1e6, "learning rate of the body"),
                     option_choice("pretrain", &s.pretrain, "no, yes", "yes: makes the file of weights, and no more"),
                     option_whole("epochs", &s.epochs, 1, 1000, "of --pretrain"),
                     option_text("backbone", &s.backbone, "NAME", "squeezenet1_1: a network that knows ImageNet"),
                     option_text("data", &s.photographs, "FOLDER",
                                 "photographs for the backbone, a folder a class; or flowers5, once it is fetched"),
                     option_whole("jobs", &s.jobs, 0, 64, "runs at a time; 0: one a processor"),
                     option_seed(&s.seed, "of the choice of images, the first weights and the order"),
                     option_device(&s.device, "cpu or cuda"));
    if (s.device != DEV_CPU) s.jobs = 1; /* a GPU is not shared by forked processes */
    if (*s.backbone || *s.photographs) {
        if (s.device != DEV_CPU) option_wrong("device", dev_name(s.device), "photographs are for the CPU");
        train_on_photographs(*s.backbone ? s.backbone : "squeezenet1_1", *s.photographs ? s.photographs : "flowers5",
                             s.seed);
        return 0;
    }
    Problem  p = {.settings = &s};
    Dataset *train, *test;
    if (!data_train_test("digits", &train, &test)) experiment_fail("no data");
    if (strcmp(s.pretrain, "yes") == 0) pretrain(&s, train, test);
    else {
        p.train = plain_digits(train, SOURCE_DIGITS, SOURCE_DIGITS + TARGET_CLASSES - 1);
        p.test = scattered(plain_digits(test, SOURCE_DIGITS, SOURCE_DIGITS + TARGET_CLASSES - 1), 0);
        read_sizes(&p);
        p.weights = safetensors_read(s.weights);
        if (!p.weights) experiment_fail("no weights");
        watch_epochs(&p);
        compare_sizes(&p);
        safetensors_free(p.weights);
        dataset_free(p.train);
        dataset_free(p.test);
    }
    dataset_free(train);
    dataset_free(test);
    return 0;
}
