/* Two rings in two systems of coordinates, and how well logistic regression does in each. */
#include "fit.h"
#include "linear.h"

static void write_share_right(const char *name, Tensor *x, Tensor *y) {
    Module *model = nn_linear(2, 1);
    fit_adam(model, x, y, fit_bce, 0.1, 1000, NULL);
    t_no_grad();
    const Tensor *z = nn_forward(model, x);
    int           right = 0;
    for (size_t i = 0; i < y->size; i++) right += (z->data[i] > 0) == (y->data[i] > 0.5);
    tsv_fact(name, (double)right / (double)y->size);
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
    write_share_right("cartesian", rings->x, y);
    write_share_right("polar", polar, y);
    t_free(polar);
    t_free(y);
    dataset_free(rings);
    return tsv_end();
}
