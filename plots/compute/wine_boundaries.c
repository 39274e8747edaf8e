/* Wine, two cultivars by proline and alcohol: a logistic regression and three nets, from a line to a curve that follows
 * single bottles. */
#include "activations.h"
#include "fit.h"
#include "linear.h"
#include "softmax.h"

typedef struct Net {
    const char *name;
    Module     *model;
    double      lr;
    int         steps;
} Net;

static double share_right(Module *model, const Dataset *d) {
    t_step();
    t_no_grad();
    return binary_accuracy(nn_forward(model, d->x), d->y);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *wine = data_named("wine2");
    if (!wine) tsv_die("the wines");
    Tsv *points = tsv_open("points", "proline alcohol cultivar");
    for (int i = 0; i < wine->n; i++)
        tsv_row(points, wine->x->data[2 * i], wine->x->data[2 * i + 1], wine->y->data[i]);
    tsv_close(points);

    Standardizer *standardizer = standardizer_fit(wine);
    standardizer_apply(standardizer, wine);
    t_manual_seed(5); /* of the first nine, the start whose last net has the plainest boundary */
    Net nets[] = {
        {"line", nn_linear(2, 1), 0.05, 3000},
        {"three", nn_sequential(nn_linear(2, 3), nn_sigmoid(), nn_linear(3, 1)), 0.02, 5000},
        {"ten", nn_sequential(nn_linear(2, 10), nn_sigmoid(), nn_linear(10, 1)), 0.02, 5000},
        {"ten_ten",
         nn_sequential(nn_linear(2, 10), nn_relu(), nn_linear(10, 10), nn_relu(), nn_linear(10, 1)), 0.02, 1500},
    };
    const Grid grid = {250, 1700, 233, 10.9, 15.1, 169};
    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++) {
        Net *net = &nets[i];
        char name[64];
        snprintf(name, sizeof name, "%s_bce", net->name);
        tsv_fact(name, fit_adam(net->model, wine->x, wine->y, fit_bce, net->lr, net->steps, NULL));
        snprintf(name, sizeof name, "%s_accuracy", net->name);
        tsv_fact(name, share_right(net->model, wine));
        fit_write_grid(net->name, net->model, grid, standardizer);
        nn_free(net->model);
    }
    standardizer_free(standardizer);
    dataset_free(wine);
    return tsv_end();
}
