/* Squared and absolute error of one prediction, and their slopes, as the losses' own backward gives them. */
#include "losses.h"
#include "tsv.h"

enum { POINTS = 241 };

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Tsv *curves = tsv_open("curves", "error squared absolute squared_slope absolute_slope");
    for (int i = 0; i < POINTS; i++) {
        t_step();
        const real error = (real)(-3 + 6.0 * i / (POINTS - 1));
        Tensor    *target = t_zeros(1), *a = t_requires_grad(t_full(error, 1)), *b = t_requires_grad(t_full(error, 1));
        Tensor    *squared = f_mse_loss(a, target), *absolute = f_l1_loss(b, target);
        t_backward(squared);
        t_backward(absolute);
        tsv_row(curves, error, t_item(squared), t_item(absolute), a->grad->data[0], b->grad->data[0]);
    }
    tsv_close(curves);
    return tsv_end();
}
