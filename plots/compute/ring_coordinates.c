/* Two rings in two systems of coordinates, and how well logistic regression does in each. */
#include "fit.h"
#include "linear.h"

static void fact_of(const char *system, const char *what, double value) {
    char name[32];
    snprintf(name, sizeof name, "%s_%s", system, what);
    tsv_fact(name, value);
}

/* The share that it answers rightly, and its line, w1 a + w2 b + bias = 0. */
static void write_line(const char *name, Tensor *x, Tensor *y) {
    Module *model = nn_linear(2, 1);
    fit_adam(model, x, y, fit_bce, 0.1, 1000, NULL);
    t_no_grad();
    const Tensor *z = nn_forward(model, x);
    int           right = 0;
    for (size_t i = 0; i < y->size; i++) right += (z->data[i] > 0) == (y->data[i] > 0.5);
    tsv_fact(name, (double)right / (double)y->size);
    const real *w = nn_find(model, "weight")->data;
    fact_of(name, "w1", w[0]);
    fact_of(name, "w2", w[1]);
    fact_of(name, "bias", nn_find(model, "bias")->data[0]);
    nn_free(model);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *rings = data_rings(300, 0.08, 0);
    Tensor  *polar = t_keep(rings->x), *y = t_keep(t_unsqueeze(t_cast(rings->y, DTYPE_REAL), 1));
    Tsv     *points = tsv_open("points", "x1 x2 radius angle class");
    for (int i = 0; i < rings->n; i++) {
        const double x1 = rings->x->data[2 * i], x2 = rings->x->data[2 * i + 1];
        const double radius = hypot(x1, x2), angle = atan2(x2, x1);
        polar->data[2 * i] = (real)radius;
        polar->data[2 * i + 1] = (real)angle;
        tsv_row(points, x1, x2, radius, angle, y->data[i]);
    }
    tsv_close(points);
    write_line("cartesian", rings->x, y);
    write_line("polar", polar, y);
    t_free(polar);
    t_free(y);
    dataset_free(rings);
    return tsv_end();
}
