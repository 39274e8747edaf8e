/* The lecture's training and test loops on the digits: the loss of single batches, the test after each epoch, and the
 * confusion matrix in the end. */
#include "linear.h"
#include "softmax.h"
#include "tsv.h"

enum { EPOCHS = 8, BATCH = 4, EVERY = 20 };

static Tensor *cross_entropy(Tensor *logits, Tensor *labels) { return f_cross_entropy(logits, labels); }

/* One epoch as train_loop has it, with a row for every EVERY-th batch; and the mean of the last EVERY losses. */
static void epoch(DataLoader *loader, Module *model, Optimizer *optimizer, int past, Tsv *batches) {
    int    batch = 0;
    double recent = 0;
    nn_train(model);
    for (Tensor *x, *y; data_next(loader, &x, &y); batch++) {
        t_step();
        Tensor *L = cross_entropy(nn_forward(model, x), y);
        t_backward(L);
        optim_step(optimizer);
        optim_zero_grad(optimizer);
        recent += t_item(L);
        if ((batch + 1) % EVERY != 0) continue;
        tsv_row(batches, past + (double)(batch + 1) / data_len(loader), t_item(L), recent / EVERY);
        recent = 0;
    }
}

static void write_confusion(Module *model, const Dataset *test) {
    t_step();
    t_no_grad();
    const Tensor *m = confusion_matrix(argmax_rows(nn_forward(model, test->x)), test->y, test->classes);
    Tsv          *cells = tsv_open("confusion", "truth predicted count");
    int           right = 0;
    for (int i = 0; i < test->classes; i++)
        for (int j = 0; j < test->classes; j++) {
            tsv_row(cells, i, j, (double)m->i64[i * test->classes + j]);
            if (i == j) right += (int)m->i64[i * test->classes + j];
        }
    tsv_close(cells);
    tsv_fact("right", right);
    tsv_fact("test_samples", test->n);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *train, *test;
    if (!data_train_test("digits", &train, &test)) tsv_die("the digits");
    Module     *model = neural_network(64, 32, 10);
    DataLoader *train_loader = data_loader(train, .batch_size = BATCH, .shuffle = true);
    DataLoader *test_loader = data_loader(test, .batch_size = 64);
    Optimizer  *sgd = optim_sgd(nn_parameters(model), 0.05, 0, 0);
    Tsv        *batches = tsv_open("batches", "epoch loss recent"), *tests = tsv_open("tests", "epoch loss accuracy");
    TestResult  result = test_loop(test_loader, model, cross_entropy);
    tsv_row(tests, 0, result.loss, result.accuracy);
    for (int i = 0; i < EPOCHS; i++) {
        epoch(train_loader, model, sgd, i, batches);
        result = test_loop(test_loader, model, cross_entropy);
        tsv_row(tests, i + 1, result.loss, result.accuracy);
    }
    tsv_close(batches);
    tsv_close(tests);
    tsv_fact("accuracy", result.accuracy);
    tsv_fact("loss", result.loss);
    tsv_fact("batch", BATCH);
    tsv_fact("batches", data_len(train_loader));
    write_confusion(model, test);
    optim_free(sgd);
    data_loader_free(train_loader);
    data_loader_free(test_loader);
    nn_free(model);
    dataset_free(train);
    dataset_free(test);
    return tsv_end();
}
