/* 2-4-1 networks on two rings and on the quadrants of XOR, each with two activations, from several initialisations. */
#include "activations.h"
#include "fit.h"
#include "linear.h"

enum { SAMPLES = 200, STARTS = 5, STEPS = 1500, HIDDEN = 4 };
static const double RATE = 0.02;

static void write_points(const char *table, const Dataset *d) {
    Tsv *t = tsv_open(table, "x y label");
    for (int n = 0; n < d->n; n++) tsv_row(t, d->x->data[2 * n], d->x->data[2 * n + 1], (double)d->y->i64[n]);
    tsv_close(t);
}

static double share_right(Module *model, const Dataset *d) {
    t_step();
    t_no_grad();
    const Tensor *z = nn_forward(model, d->x);
    int           right = 0;
    for (int n = 0; n < d->n; n++) right += (z->data[n] > 0) == (d->y->i64[n] == 1);
    return (double)right / d->n;
}

/* NAME.losses.tsv: a curve for each start, one below the other; NAME.tsv: what the first one answers over the plane. */
static void train(const char *name, const Dataset *d, Module *(*activation)(void)) {
    char    table[64];
    Tensor *y = t_keep(t_unsqueeze(t_cast(d->y, DTYPE_REAL), 1));
    snprintf(table, sizeof table, "%s.losses", name);
    Tsv   *losses = tsv_open(table, "step loss");
    double solved = 0;
    for (int start = 0; start < STARTS; start++) {
        t_manual_seed((uint64_t)start);
        Module      *net = nn_sequential(nn_linear(2, HIDDEN), activation(), nn_linear(HIDDEN, 1));
        const double loss = fit_adam(net, d->x, y, fit_bce, RATE, STEPS, losses);
        tsv_gap(losses);
        const double right = share_right(net, d);
        solved += right >= 0.95;
        if (start == 0) {
            fit_write_grid(name, net, (Grid){-1.5, 1.5, 151, -1.5, 1.5, 151}, NULL);
            snprintf(table, sizeof table, "%s_accuracy", name);
            tsv_fact(table, right);
            snprintf(table, sizeof table, "%s_bce", name);
            tsv_fact(table, loss);
        }
        nn_free(net);
    }
    tsv_close(losses);
    snprintf(table, sizeof table, "%s_solved", name);
    tsv_fact(table, solved);
    t_free(y);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *rings = data_rings(SAMPLES, 0.08, 0), *quadrants = data_xor_quadrants(SAMPLES, 0.03, 0);
    write_points("rings", rings);
    write_points("quadrants", quadrants);
    train("rings_relu", rings, nn_relu);
    train("rings_sigmoid", rings, nn_sigmoid);
    train("quadrants_relu", quadrants, nn_relu);
    train("quadrants_tanh", quadrants, nn_tanh);
    tsv_fact("starts", STARTS);
    dataset_free(rings);
    dataset_free(quadrants);
    return tsv_end();
}
