/* The experiment of lab 3: trains a classifier with your code, prints the lecture's lines, draws the curve. Given.
 *
 *   make train LAB=3 ARGS="--data wine --model softmax --epochs 30 --lr 0.1"  */
#include "softmax.h"
#include <getopt.h>

typedef struct Settings {
    const char *data, *model, *out;
    int         epochs, batch, hidden;
    double      lr, momentum;
    uint64_t    seed;
    Device      device;
} Settings;

static const char usage[] = "usage: make train LAB=3 ARGS=\"[options]\"\n"
                            "  --data NAME      %s (digits)\n"
                            "  --model NAME     mlp or softmax, a single linear layer (mlp)\n"
                            "  --epochs N       times through the training set (20)\n"
                            "  --batch N        samples a batch (32)\n"
                            "  --hidden N       units of each hidden layer of the mlp (32; 512 for images of 28x28)\n"
                            "  --lr X           learning rate (0.02)\n"
                            "  --momentum X     of SGD (0.9)\n"
                            "  --seed N         of the first weights and the order of samples (0)\n"
                            "  --device NAME    cpu or cuda (cpu)\n"
                            "  --out DIR        where history.tsv and the curve go\n";

static _Noreturn void wrong_call(const char *format, const char *what, const char *value) {
    fprintf(stderr, "experiment: ");
    fprintf(stderr, format, what, value);
    fprintf(stderr, "; --help lists the options\n");
    exit(2);
}

static double number(const char *option, const char *text, double low, double high, bool whole) {
    char  *end;
    double value = strtod(text, &end);
    if (end == text || *end || !(value >= low && value <= high) || (whole && value != floor(value)))
        wrong_call("--%s takes a number in its range, not '%s'", option, text);
    return value;
}

static Settings read_settings(int argc, char **argv) {
    Settings s = {.data = "digits",
                  .model = "mlp",
                  .out = "build/train/03_softmax",
                  .epochs = 20,
                  .batch = 32,
                  .lr = 0.02,
                  .momentum = 0.9};
    enum { DATA = 1, MODEL, EPOCHS, BATCH, HIDDEN, LR, MOMENTUM, SEED, DEVICE, OUT, HELP };
    const struct option options[] = {
        {"data", 1, NULL, DATA},   {"model", 1, NULL, MODEL},       {"epochs", 1, NULL, EPOCHS},
        {"batch", 1, NULL, BATCH}, {"hidden", 1, NULL, HIDDEN},     {"lr", 1, NULL, LR},
        {"seed", 1, NULL, SEED},   {"momentum", 1, NULL, MOMENTUM}, {"device", 1, NULL, DEVICE},
        {"out", 1, NULL, OUT},     {"help", 0, NULL, HELP},         {NULL, 0, NULL, 0}};
    opterr = 0;
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) switch (o) {
        case DATA: s.data = optarg; break;
        case MODEL: s.model = optarg; break;
        case EPOCHS: s.epochs = (int)number("epochs", optarg, 1, 1e6, true); break;
        case BATCH: s.batch = (int)number("batch", optarg, 1, 1e6, true); break;
        case HIDDEN: s.hidden = (int)number("hidden", optarg, 1, 1e5, true); break;
        case LR: s.lr = number("lr", optarg, 0, 1e6, false); break;
        case MOMENTUM: s.momentum = number("momentum", optarg, 0, 1, false); break;
        case SEED: s.seed = (uint64_t)number("seed", optarg, 0, 0x1p53, true); break;
        case OUT: s.out = optarg; break;
        case DEVICE:
            if (!dev_parse(optarg, &s.device)) wrong_call("%s%s", t_error(), "");
            break;
        case HELP: printf(usage, data_names()); exit(0);
        default: wrong_call("%s '%s'", "unknown option, or one without its value:", argv[optind - 1]);
        }
    if (optind < argc) wrong_call("%s '%s'", "not an option:", argv[optind]);
    if (strcmp(s.model, "mlp") != 0 && strcmp(s.model, "softmax") != 0)
        wrong_call("--%s is mlp or softmax, not '%s'", "model", s.model);
    return s;
}

static Tensor *cross_entropy(Tensor *logits, Tensor *labels) { return f_cross_entropy(logits, labels); }

/* Softmax regression: one linear layer; the softmax is inside the loss. */
static Module *softmax_regression(int in_features, int classes) {
    Module *m = nn_container("SoftmaxRegression");
    nn_add(m, "flatten", nn_flatten());
    nn_add(m, "linear", nn_linear(in_features, classes));
    return m;
}

static void die(const char *what) {
    fprintf(stderr, "experiment: %s: %s\n", what, t_error());
    exit(1);
}

static void print_confusion(Module *model, const Dataset *test, Device device) {
    t_step();
    t_no_grad();
    Tensor *logits = t_to(nn_forward(model, t_to(test->x, device)), DEV_CPU);
    Tensor *m = confusion_matrix(argmax_rows(logits), test->y, test->classes);
    printf("Confusion matrix of the test set (row: true class, column: predicted):\n");
    for (int i = 0; i < test->classes; i++) {
        for (int j = 0; j < test->classes; j++) printf(" %5d", (int)m->i64[i * test->classes + j]);
        printf("\n");
    }
}

int main(int argc, char **argv) {
    const Settings s = read_settings(argc, argv);
    if (!dev_available(s.device)) die("no such device");
    Dataset *train, *test;
    if (!data_train_test(s.data, &train, &test)) die("no data");
    if (train->classes < 2) wrong_call("--%s: '%s' has no classes to tell apart", "data", s.data);
    const int  in_features = (int)(train->x->size / (size_t)train->n);
    if (train->x->ndim == 2) { /* a table: columns in units of their own */
        Standardizer *z = standardizer_fit(train);
        standardizer_apply(z, train);
        standardizer_apply(z, test);
        standardizer_free(z);
    }

    t_manual_seed(s.seed);
    Module *model = strcmp(s.model, "mlp") == 0 ? neural_network(in_features,
                                                                 s.hidden                 ? s.hidden
                                                                 : in_features >= 28 * 28 ? 512
                                                                                          : 32,
                                                                 train->classes)
                                                : softmax_regression(in_features, train->classes);
    nn_to(model, s.device);
    nn_print(model);
    dataset_describe(train, nn_parameter_count(model));
    printf("%zu parameters, %s, batches of %d, SGD with learning rate %g and momentum %g, seed %llu\n\n",
           nn_parameter_count(model), dev_name(s.device), s.batch, s.lr, s.momentum, (unsigned long long)s.seed);

    DataLoader *train_loader =
        data_loader(train, .batch_size = s.batch, .shuffle = true, .seed = s.seed, .device = s.device);
    DataLoader *test_loader = data_loader(test, .batch_size = s.batch, .device = s.device);
    Optimizer  *optimizer = optim_sgd(nn_parameters(model), s.lr, s.momentum, 0);
    char        path[512];
    snprintf(path, sizeof path, "%s/history.tsv", s.out);
    History *history =
        history_open(path, (const char *const[]){"epoch", "train_loss", "test_loss", "test_accuracy", NULL});
    if (!history) die("the history cannot be written");

    Progress progress = progress_begin(stderr, s.data, s.epochs);
    for (int epoch = 1; epoch <= s.epochs; epoch++) {
        printf("Epoch %d\n-------------------------------\n", epoch);
        const double     loss = train_loop(train_loader, model, cross_entropy, optimizer);
        const TestResult result = test_loop(test_loader, model, cross_entropy);
        history_row(history, (double[]){epoch, loss, result.loss, result.accuracy});
        char note[64];
        snprintf(note, sizeof note, "loss %.4f, test accuracy %.1f%%", loss, 100 * result.accuracy);
        fflush(stdout);
        progress_update(&progress, epoch, note);
    }
    progress_end(&progress, NULL);
    print_confusion(model, test, s.device);

    if (!history_close(history)) die("the history is not complete");
    char stem[512], weights[512], title[128];
    snprintf(stem, sizeof stem, "%s/curve", s.out);
    snprintf(weights, sizeof weights, "%s/model.safetensors", s.out);
    snprintf(title, sizeof title, "Lab 3: %s on %s", s.model, s.data);
    if (!nn_save(model, weights)) die("the weights cannot be saved");
    printf("\nweights  %s\nhistory  %s\n", weights, path);
    if (history_plot(path, stem, title)) printf("curve    %s.png, %s.svg\n", stem, stem);
    else printf("curve    missing: %s\n", t_error());

    optim_free(optimizer);
    data_loader_free(train_loader);
    data_loader_free(test_loader);
    nn_free(model);
    dataset_free(train);
    dataset_free(test);
    return 0;
}
