/* Wine, two cultivars by proline and alcohol: a logistic regression and three nets, from a line to a curve that follows
 * single bottles. */
#include "activations.h"
#include "fit.h"
#include "linear.h"

typedef struct Net {
    const char *name;
    Module     *model;
    double      lr;
    int         steps;
} Net;

/* The rows of cultivars 0 and 1, the label as a number (N,1). */
static Dataset *two_cultivars(void) {
    const char *const columns[] = {"proline", "alcohol"};
    Dataset          *wine = data_csv_columns("datasets/wine.csv", 2, columns, "class", true);
    if (!wine) tsv_die("the wines");
    int64_t rows[256];
    int     n = 0;
    for (int i = 0; i < wine->n; i++)
        if (wine->y->i64[i] < 2) rows[n++] = i;
    Dataset *two = dataset_subset(wine, rows, n);
    dataset_free(wine);
    return two;
}

static double share_right(Module *model, Tensor *x, Tensor *y) {
    t_step();
    t_no_grad();
    const Tensor *z = nn_forward(model, x);
    int           right = 0;
    for (size_t i = 0; i < y->size; i++) right += (z->data[i] > 0) == (y->data[i] > 0.5);
    return (double)right / (double)y->size;
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *wine = two_cultivars();
    Tsv     *points = tsv_open("points", "proline alcohol cultivar");
    for (int i = 0; i < wine->n; i++)
        tsv_row(points, wine->x->data[2 * i], wine->x->data[2 * i + 1], (double)wine->y->i64[i]);
    tsv_close(points);

    Standardizer *standardizer = standardizer_fit(wine);
    standardizer_apply(standardizer, wine);
    Tensor *y = t_keep(t_unsqueeze(t_cast(wine->y, DTYPE_REAL), 1));
    Net     nets[] = {
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
        tsv_fact(name, fit_adam(net->model, wine->x, y, fit_bce, net->lr, net->steps, NULL));
        snprintf(name, sizeof name, "%s_accuracy", net->name);
        tsv_fact(name, share_right(net->model, wine->x, y));
        fit_write_grid(net->name, net->model, grid, standardizer);
        nn_free(net->model);
    }
    standardizer_free(standardizer);
    t_free(y);
    dataset_free(wine);
    return tsv_end();
}
