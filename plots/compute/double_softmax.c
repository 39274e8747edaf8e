/* Softmax regression on all 13 measurements of the wines, trained twice from the same weights: once on its logits, and
 * once with a softmax in front of a loss that has one inside. */
#include "fit.h"
#include "linear.h"
#include "softmax.h"

static Tensor *softmax_twice(Tensor *logits, Tensor *labels) { return f_cross_entropy(f_softmax(logits), labels); }

static double test_accuracy(Module *model, const Dataset *test) {
    t_step();
    t_no_grad();
    return accuracy(nn_forward(model, test->x), test->y);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *train, *test;
    if (!data_train_test("wine", &train, &test)) tsv_die("the wines");
    Standardizer *standardizer = standardizer_fit(train);
    standardizer_apply(standardizer, train);
    standardizer_apply(standardizer, test);

    static const struct {
        const char *name;
        Loss        loss;
    } ways[] = {{"once", fit_cross_entropy}, {"twice", softmax_twice}};
    for (int i = 0; i < 2; i++) {
        char name[32];
        t_manual_seed(0);
        Module *model = nn_linear(13, 3);
        Tsv    *history = tsv_open(ways[i].name, "step loss");
        snprintf(name, sizeof name, "%s_loss", ways[i].name);
        tsv_fact(name, fit_adam(model, train->x, train->y, ways[i].loss, 0.1, 2000, history));
        snprintf(name, sizeof name, "%s_accuracy", ways[i].name);
        tsv_fact(name, test_accuracy(model, test));
        tsv_close(history);
        nn_free(model);
    }
    tsv_fact("floor", -log(exp(1) / (exp(1) + train->classes - 1)));
    standardizer_free(standardizer);
    dataset_free(train);
    dataset_free(test);
    return tsv_end();
}
