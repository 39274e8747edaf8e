/* The experiment of lab 6: trains a convolutional network with your code, compares it with an MLP on shifted images,
 * and writes what it sees as sheets of pictures. Given.
 *
 *   make train LAB=6 ARGS="--data fashion_mnist --model small_cnn --epochs 5"  */
#include "convolution.h"
#include "experiment.h"
#include "sheet.h"

typedef struct Settings {
    const char *data, *model, *augment;
    int         epochs, batch, width, shift, workers;
    double      lr, flip;
    uint64_t    seed;
    Device      device;
} Settings;

enum { SMALLEST = 16 };

/* --- Data --------------------------------------------------------------------------------------------------------- */
/* Small images are drawn twice as large: LeNet-5 finds nothing in 8x8 pixels, which its kernels of 5x5 nearly cover. */
static void load_data(const char *name, Dataset **train, Dataset **test) {
    Dataset *raw[2];
    if (!data_train_test(name, &raw[0], &raw[1])) experiment_fail("no data");
    if (!raw[0]->x || raw[0]->x->ndim != 4) option_wrong("data", name, "it has no images");
    for (int i = 0; i < 2; i++) {
        Dataset **out = i ? test : train;
        const bool small = raw[i]->x->shape[2] < SMALLEST;
        *out = small ? dataset_doubled(raw[i]) : raw[i];
        if (small) dataset_free(raw[i]);
    }
}

/* --- Models ------------------------------------------------------------------------------------------------------- */
static Module *new_model(const Settings *s, const Dataset *d) {
    const int channels = d->x->shape[1], side = d->x->shape[2];
    if (strcmp(s->model, "lenet5") == 0) return lenet5(channels, side, d->classes);
    return small_cnn(channels, s->width, d->classes);
}

/* Two layers with the fewest hidden units that give at least so many parameters. */
static Module *mlp_of(size_t parameters, const Dataset *d) {
    const size_t in = d->x->size / (size_t)d->n, classes = (size_t)d->classes;
    const int    hidden = (int)((parameters - classes + in + classes) / (in + 1 + classes));
    Module      *m = nn_container("MLP");
    nn_add(m, "flatten", nn_flatten());
    nn_add(m, "layers", nn_sequential(nn_linear((int)in, hidden), nn_relu(), nn_linear(hidden, d->classes)));
    return m;
}

static History *history;
static Progress progress;

static void tell_epoch(int epoch, double train_loss, TestResult test) {
    char note[64];
    snprintf(note, sizeof note, "loss %.4f, test accuracy %.2f%%", train_loss, 100 * test.accuracy);
    progress_update(&progress, epoch, note);
    if (history) history_row(history, (double[]){epoch, train_loss, test.loss, test.accuracy});
}

static TestResult trained(const Settings *s, const char *label, Module *m, const Dataset *train, const Dataset *test) {
    const Fit how = {s->epochs, s->batch, s->lr, s->seed, s->device, s->workers, tell_epoch};
    progress = progress_begin(stderr, label, s->epochs);
    const TestResult result = fit(m, train, test, &how);
    progress_end(&progress, NULL);
    return result;
}

/* Logits of all images, in batches. */
static Tensor *logits_of(Module *m, const Dataset *d, Device device) {
    t_no_grad();
    DataLoader *loader = data_loader(d, .batch_size = 256, .device = device);
    Tensor     *all = t_own(DTYPE_REAL, DEV_CPU, 2, (int[]){d->n, d->classes});
    size_t      done = 0;
    nn_eval(m);
    for (Tensor *x, *y; data_next(loader, &x, &y);) {
        t_step();
        const Tensor *logits = nn_forward(m, x);
        memcpy(all->data + done, t_host(logits), logits->size * sizeof(real));
        done += logits->size;
    }
    data_loader_free(loader);
    return all;
}

/* The test images, moved; normalised as the training set. */
static double accuracy_shifted(Module *m, const Dataset *test, int down, int right, const Settings *s) {
    Dataset     *moved = dataset_moved(test, down, right);
    Tensor      *logits = logits_of(m, moved, s->device);
    const double share = accuracy(logits, moved->y);
    t_free(logits);
    dataset_free(moved);
    return share;
}

/* Mean accuracy over the shifts by this number of pixels in the four directions. */
static double accuracy_at(Module *m, const Dataset *test, int shift, const Settings *s) {
    t_step();
    return (accuracy_shifted(m, test, shift, 0, s) + accuracy_shifted(m, test, -shift, 0, s) +
            accuracy_shifted(m, test, 0, shift, s) + accuracy_shifted(m, test, 0, -shift, s)) / 4;
}

static void compare_on_shifted(Module *cnn, Module *mlp, const Dataset *test, const Settings *s) {
    History *table = experiment_table("shifted", (const char *const[]){"shift", "cnn_accuracy", "mlp_accuracy", NULL});
    experiment_heading("Accuracy on test images moved by some pixels");
    printf("%6s %12s %12s\n", "shift", s->model, "MLP");
    for (int shift = 0; shift <= s->shift; shift++) {
        const double a = accuracy_at(cnn, test, shift, s), b = accuracy_at(mlp, test, shift, s);
        printf("%6d %11.1f%% %11.1f%%\n", shift, 100 * a, 100 * b);
        history_row(table, (double[]){shift, a, b});
    }
    experiment_table_end(table);
}

/* --- Sheets of pictures ------------------------------------------------------------------------------------------- */
/* The first convolution: its kernels stand first among the parameters. */
static void draw_filters(Module *m) {
    const Tensor *W = nn_parameters(m)->tensors[0];
    const int     F = W->shape[0], C = W->shape[1], columns = F < 8 ? F : 8, size = (int)W->size / F;
    Sheet         s = sheet_begin_channels(columns, (F + columns - 1) / columns, C, W->shape[2], W->shape[3]);
    const real   *w = t_host(W);
    for (int f = 0; f < F; f++) sheet_add_scaled(&s, w + f * size);
    sheet_end(&s, "filters.png", "the kernels of the first layer, black the smallest and white the largest number");
}

/* An image as the network gets it, with the normalisation undone. */
static void add_normalized(Sheet *s, const Tensor *x, const Normalization *z) {
    double black[MAX_CHANNELS], white[MAX_CHANNELS];
    for (int c = 0; c < x->shape[0]; c++) {
        black[c] = (0 - z->mean[c]) / z->std[c];
        white[c] = (1 - z->mean[c]) / z->std[c];
    }
    sheet_add_channels(s, x->data, black, white);
}

/* What the layers up to the first pooling make of a test image: first the image, then every channel. */
static void draw_activations(Module *m, const Dataset *test, const Augmentation *a, Device device) {
    t_step();
    t_no_grad();
    nn_eval(m);
    Rng     rng = rng_new(0, 1);
    Tensor *x, *y;
    if (!dataset_get(test, 0, &rng, &x, &y)) experiment_fail("no test image");
    Module *features = m->children[0].module;
    Tensor *out = t_to(t_unsqueeze(x, 0), device);
    int     layer = 0;
    while (layer < features->n_children && strcmp(features->children[layer].module->type->name, "MaxPool2d") != 0)
        out = nn_forward(features->children[layer++].module, out);
    const int   maps = out->shape[1], H = out->shape[2], W = out->shape[3];
    Sheet       s = sheet_begin_channels(maps + 1 < 9 ? maps + 1 : 9, (maps + 9) / 9, x->shape[0], H, W);
    const real *map = t_host(out);
    add_normalized(&s, x, &a->normalization);
    for (int i = 0; i < maps; i++) sheet_add_grey(&s, map + i * H * W);
    sheet_end(&s, "activations.png", "a test image, and what the first layers make of it, channel by channel");
}

/* The first training image again and again, as the network gets it; before that as it is. */
static void draw_augmentation(const Dataset *train, const Augmentation *a) {
    enum { COLUMNS = 8, ROWS = 4 };
    t_step();
    const int *shape = train->x->shape;
    Sheet      s = sheet_begin_channels(COLUMNS, ROWS, shape[1], shape[2], shape[3]);
    Rng        rng = rng_new(1, 1);
    sheet_add(&s, train->x->data, 0, 1);
    for (int i = 1; i < COLUMNS * ROWS; i++) {
        Tensor *x, *y;
        if (!dataset_get(train, 0, &rng, &x, &y)) experiment_fail("no training image");
        add_normalized(&s, x, &a->normalization);
    }
    sheet_end(&s, "augmentation.png", "a training image, and what augmentation makes of it");
}

typedef struct Mistake {
    int    image, predicted;
    double probability;
} Mistake;

static int surest_first(const void *a, const void *b) {
    const double p = ((const Mistake *)a)->probability, q = ((const Mistake *)b)->probability;
    return (p < q) - (p > q);
}

/* The wrong answers that the network is the surest of. */
static void draw_mistakes(Module *m, const Dataset *test, Device device) {
    enum { COLUMNS = 8, MOST = 24 };
    t_step();
    t_no_grad();
    Tensor       *logits = logits_of(m, test, device);
    const Tensor *p = f_softmax(logits), *best = argmax_rows(logits);
    Mistake      *all = t_malloc((size_t)test->n * sizeof *all);
    int           n = 0;
    for (int i = 0; i < test->n; i++)
        if (best->i64[i] != test->y->i64[i])
            all[n++] = (Mistake){i, (int)best->i64[i], p->data[i * test->classes + best->i64[i]]};
    qsort(all, (size_t)n, sizeof *all, surest_first);
    experiment_heading("The most confident mistakes, row by row of mistakes.png");
    const int    shown = n < MOST ? n : MOST, rows = shown ? (shown + COLUMNS - 1) / COLUMNS : 1;
    const int    C = test->x->shape[1], H = test->x->shape[2], W = test->x->shape[3];
    const size_t image = (size_t)(C * H * W);
    Sheet        s = sheet_begin_channels(COLUMNS, rows, C, H, W);
    for (int i = 0; i < shown; i++) {
        sheet_add(&s, test->x->data + (size_t)all[i].image * image, 0, 1);
        printf("%4d: test image %5d is %d, predicted %d with probability %.3f\n", i + 1, all[i].image,
               (int)test->y->i64[all[i].image], all[i].predicted, all[i].probability);
    }
    printf("%d of %d test images are wrong\n", n, test->n);
    sheet_end(&s, "mistakes.png", "these images");
    free(all);
    t_free(logits);
}

int main(int argc, char **argv) {
    Settings s = {.data = "digits", .model = "lenet5", .augment = "yes", .epochs = 12, .batch = 16, .width = 16,
                  .shift = 3, .lr = 4e-3};
    experiment_begin(argc, argv, "06_convolution", NULL,
                     option_choice("data", &s.data, data_names(DATA_IMAGES), "the images"),
                     option_choice("model", &s.model, "lenet5, small_cnn", "the network"),
                     option_choice("augment", &s.augment, "yes, no", "whether training images are varied"),
                     option_whole("epochs", &s.epochs, 1, 1000000, "times through the training set"),
                     option_whole("batch", &s.batch, 2, 1000000, "samples a batch"),
                     option_whole("width", &s.width, 1, 1000, "channels of the first block of small_cnn"),
                     option_whole("shift", &s.shift, 0, 100, "test images are moved by up to so many pixels"),
                     option_number("lr", &s.lr, 0, 1e6, "learning rate of Adam"),
                     option_number("flip", &s.flip, 0, 1, "the share of training images whose left and right change"),
                     option_whole("workers", &s.workers, 0, 64, "threads that make training batches ahead"),
                     option_seed(&s.seed, "of the first weights, the order of samples and the augmentation"),
                     option_device(&s.device, "cpu, cuda, or auto: cuda where there is one"));
    Dataset *train, *test;
    load_data(s.data, &train, &test);
    const bool   vary = strcmp(s.augment, "yes") == 0;
    Augmentation a = {0};
    if (vary) a = (Augmentation){.padding = 1, .flip = s.flip, .degrees = 8, .jitter = {0.1, 0.1}};
    set_transforms(&a, train, test);

    t_manual_seed(s.seed);
    Module *cnn = new_model(&s, train), *mlp = mlp_of(nn_parameter_count(cnn), train);
    nn_to(cnn, s.device);
    nn_to(mlp, s.device);
    nn_print(cnn);
    dataset_describe(train, nn_parameter_count(cnn));
    dev_print_code(s.device);
    printf("%zu parameters (MLP: %zu), %s, batches of %d, Adam with learning rate %g, seed %llu\n",
           nn_parameter_count(cnn), nn_parameter_count(mlp), dev_name(s.device), s.batch, s.lr,
           (unsigned long long)s.seed);

    history = experiment_table("history",
                               (const char *const[]){"epoch", "train_loss", "test_loss", "test_accuracy", NULL});
    draw_augmentation(train, &a);
    const TestResult result = trained(&s, s.model, cnn, train, test);
    experiment_table_end(history);
    history = NULL;
    trained(&s, "MLP", mlp, train, test);

    compare_on_shifted(cnn, mlp, test, &s);
    draw_mistakes(cnn, test, s.device);
    draw_filters(cnn);
    draw_activations(cnn, test, &a, s.device);
    printf("\n%s on %s: test accuracy %.2f%%\n", s.model, s.data, 100 * result.accuracy);

    const char *weights = experiment_path("model.safetensors");
    char        title[128];
    snprintf(title, sizeof title, "Lab 6: %s on %s", s.model, s.data);
    if (!nn_save(cnn, weights)) experiment_fail("the weights cannot be saved");
    printf("weights  %s\nhistory  %s\n", weights, experiment_path("history.tsv"));
    experiment_curve(title);
    nn_free(cnn);
    nn_free(mlp);
    dataset_free(train);
    dataset_free(test);
    return 0;
}
