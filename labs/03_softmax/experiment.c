/* The experiment of lab 3: trains a classifier with your code, prints the lecture's lines, draws the curve. Given.
 *
 *   make train LAB=3 ARGS="--data wine --model softmax --epochs 30 --lr 0.1"  */
#include "experiment.h"
#include "softmax.h"

typedef struct Settings {
    const char *data, *model;
    int         epochs, batch, hidden;
    double      lr, momentum;
    uint64_t    seed;
    Device      device;
} Settings;

static Tensor *cross_entropy(Tensor *logits, Tensor *labels) { return f_cross_entropy(logits, labels); }

/* Softmax regression: one linear layer; the softmax is inside the loss. */
static Module *softmax_regression(int in_features, int classes) {
    Module *m = nn_container("SoftmaxRegression");
    nn_add(m, "flatten", nn_flatten());
    nn_add(m, "linear", nn_linear(in_features, classes));
    return m;
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

/* Tables are standardised: each column has its own unit. */
static void load_data(const char *name, Dataset **train, Dataset **test) {
    if (!data_train_test(name, train, test)) experiment_fail("no data");
    if ((*train)->classes < 2) option_wrong("data", name, "it has no classes to tell apart");
    if ((*train)->x->ndim != 2) return;
    Standardizer *z = standardizer_fit(*train);
    standardizer_apply(z, *train);
    standardizer_apply(z, *test);
    standardizer_free(z);
}

static Module *new_model(const Settings *s, const Dataset *train) {
    const int in_features = (int)(train->x->size / (size_t)train->n);
    if (strcmp(s->model, "softmax") == 0) return softmax_regression(in_features, train->classes);
    const int hidden = s->hidden ? s->hidden : in_features >= 28 * 28 ? 512 : 32;
    return neural_network(in_features, hidden, train->classes);
}

int main(int argc, char **argv) {
    Settings s = {.data = "digits", .model = "mlp", .epochs = 20, .batch = 32, .lr = 0.02, .momentum = 0.9};
    experiment_begin(argc, argv, "03_softmax", NULL,
                     option_choice("data", &s.data, data_names(), "the data set"),
                     option_choice("model", &s.model, "mlp, softmax", "softmax is a single linear layer"),
                     option_whole("epochs", &s.epochs, 1, 1000000, "times through the training set"),
                     option_whole("batch", &s.batch, 1, 1000000, "samples a batch"),
                     option_whole("hidden", &s.hidden, 0, 100000,
                                  "units of each hidden layer of the mlp; 0: 32, or 512 for images of 28x28"),
                     option_number("lr", &s.lr, 0, 1e6, "learning rate"),
                     option_number("momentum", &s.momentum, 0, 1, "of SGD"),
                     option_seed(&s.seed, "of the first weights and the order of samples"),
                     option_device(&s.device, "cpu or cuda"));
    Dataset *train, *test;
    load_data(s.data, &train, &test);

    t_manual_seed(s.seed);
    Module *model = new_model(&s, train);
    nn_to(model, s.device);
    nn_print(model);
    dataset_describe(train, nn_parameter_count(model));
    dev_print_code(s.device);
    printf("%zu parameters, %s, batches of %d, SGD with learning rate %g and momentum %g, seed %llu\n\n",
           nn_parameter_count(model), dev_name(s.device), s.batch, s.lr, s.momentum, (unsigned long long)s.seed);

    DataLoader *train_loader =
        data_loader(train, .batch_size = s.batch, .shuffle = true, .seed = s.seed, .device = s.device);
    DataLoader *test_loader = data_loader(test, .batch_size = s.batch, .device = s.device);
    Optimizer  *optimizer = optim_sgd(nn_parameters(model), s.lr, s.momentum, 0);
    History    *history =
        experiment_table("history", (const char *const[]){"epoch", "train_loss", "test_loss", "test_accuracy", NULL});

    bool     finite = true;
    Progress progress = progress_begin(stderr, s.data, s.epochs);
    for (int epoch = 1; epoch <= s.epochs; epoch++) {
        printf("Epoch %d\n-------------------------------\n", epoch);
        const double     loss = train_loop(train_loader, model, cross_entropy, optimizer);
        const TestResult result = test_loop(test_loader, model, cross_entropy);
        history_row(history, (double[]){epoch, loss, result.loss, result.accuracy});
        char note[64];
        snprintf(note, sizeof note, "loss %.4f, test accuracy %.1f%%", loss, 100 * result.accuracy);
        progress_update(&progress, epoch, note);
        finite = finite && isfinite(loss);
    }
    progress_end(&progress, NULL);
    if (!finite) printf("the training has diverged: try a smaller --lr, then look at the gradients\n");
    print_confusion(model, test, s.device);
    experiment_table_end(history);

    const char *weights = experiment_path("model.safetensors");
    char        title[128];
    snprintf(title, sizeof title, "Lab 3: %s on %s", s.model, s.data);
    if (!nn_save(model, weights)) experiment_fail("the weights cannot be saved");
    printf("\nweights  %s\nhistory  %s\n", weights, experiment_path("history.tsv"));
    experiment_curve(title);

    optim_free(optimizer);
    data_loader_free(train_loader);
    data_loader_free(test_loader);
    nn_free(model);
    dataset_free(train);
    dataset_free(test);
    return 0;
}
