/* What the losses of classification charge: -log p, and binary cross-entropy of a probability. */
#include "softmax.h"
#include "tsv.h"

/* The loss that f_bce_with_logits gives to a probability: its logit goes in. */
static double bce(double p, double target) {
    t_step();
    const real z[] = {(real)log(p / (1 - p))}, y[] = {(real)target};
    return t_item(f_bce_with_logits(t_tensor(z, 1), t_tensor(y, 1)));
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Tsv *curves = tsv_open("curves", "p loss_0 loss_1");
    for (int i = 1; i < 1000; i++) tsv_row(curves, i / 1000.0, bce(i / 1000.0, 0), bce(i / 1000.0, 1));
    tsv_close(curves);

    Tsv *points = tsv_open("points", "p penalty");
    for (const double *p = (const double[]){0.01, 0.1, 0.5, 0.9, 0}; *p > 0; p++) tsv_row(points, *p, bce(*p, 1));
    tsv_close(points);
    return tsv_end();
}
