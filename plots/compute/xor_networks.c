/* XOR by two layers: what a 2-4-1 network that gradient descent has found answers over the plane, and how the hidden
 * layer of a 2-2-1 network folds the plane until a line is enough. */
#include "perceptron.h"
#include "tsv.h"

enum { SIDE = 161, MESH = 11, FINE = 41 };
static const double LOW = -0.5, HIGH = 1.5, RATE = 2;
enum { EPOCHS = 500, STARTS = 30 };

static TwoLayer network(int hidden) {
    return (TwoLayer){t_zeros(hidden, 2), t_zeros(hidden), t_zeros(1, hidden), t_zeros(1)};
}

/* Trains, and tells how: NAME_starts, NAME_mse, NAME_right. */
static void solve(const char *name, const TwoLayer *net, const Dataset *d) {
    char fact[64];
    Rng  rng = rng_new(0, 0);
    t_step();
    snprintf(fact, sizeof fact, "%s_starts", name);
    tsv_fact(fact, two_layer_solve(net, d->x, d->y, RATE, EPOCHS, STARTS, &rng));
    const Tensor *y = two_layer_forward(net, d->x).y;
    snprintf(fact, sizeof fact, "%s_mse", name);
    tsv_fact(fact, two_layer_loss(y, d->y));
    snprintf(fact, sizeof fact, "%s_right", name);
    tsv_fact(fact, two_layer_correct(y, d->y));
}

/* NAME.plane.tsv: the output over the square. */
static void write_plane(const char *name, const TwoLayer *net) {
    t_step();
    Tensor *x = t_zeros(SIDE * SIDE, 2);
    for (int i = 0; i < SIDE * SIDE; i++) {
        x->data[2 * i] = (real)(LOW + (HIGH - LOW) * (i % SIDE) / (SIDE - 1));
        x->data[2 * i + 1] = (real)(LOW + (HIGH - LOW) * (i / SIDE) / (SIDE - 1));
    }
    const Tensor *y = two_layer_forward(net, x).y;
    char          table[64];
    snprintf(table, sizeof table, "%s.plane", name);
    Tsv *t = tsv_open(table, "x y p");
    for (int i = 0; i < SIDE * SIDE; i++) {
        if (i > 0 && i % SIDE == 0) tsv_gap(t);
        tsv_row(t, x->data[2 * i], x->data[2 * i + 1], y->data[i]);
    }
    tsv_close(t);
}

/* Inputs, targets, outputs, and the first two hidden units. */
static void write_points(const char *table, const TwoLayer *net, const Dataset *d) {
    t_step();
    const Activations a = two_layer_forward(net, d->x);
    const int         H = a.h->shape[1];
    Tsv              *t = tsv_open(table, "x1 x2 target output h1 h2");
    for (int n = 0; n < d->n; n++)
        tsv_row(t, d->x->data[2 * n], d->x->data[2 * n + 1], d->y->data[n], a.y->data[n], a.h->data[H * n],
                a.h->data[H * n + 1]);
    tsv_close(t);
}

/* hidden.mesh.tsv: the lines of a grid over the square between the points, in the inputs and in the hidden units. */
static void write_mesh(const TwoLayer *net) {
    t_step();
    Tsv *t = tsv_open("hidden.mesh", "x1 x2 h1 h2");
    for (int line = 0; line < 2 * MESH; line++) {
        Tensor *x = t_zeros(FINE, 2);
        for (int i = 0; i < FINE; i++) {
            x->data[2 * i + line % 2] = (real)i / (FINE - 1);
            x->data[2 * i + 1 - line % 2] = (real)(line / 2) / (MESH - 1);
        }
        const Tensor *h = two_layer_forward(net, x).h;
        for (int i = 0; i < FINE; i++)
            tsv_row(t, x->data[2 * i], x->data[2 * i + 1], h->data[2 * i], h->data[2 * i + 1]);
        tsv_gap(t);
    }
    tsv_close(t);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    const Dataset *xor = data_xor();
    const TwoLayer four = network(4), two = network(2);
    solve("four", &four, xor);
    write_plane("four", &four);
    write_points("four.points", &four, xor);
    solve("hidden", &two, xor);
    write_plane("hidden", &two);
    write_points("hidden.points", &two, xor);
    write_mesh(&two);
    tsv_fact("hidden_v1", two.W2->data[0]); /* the line of the output unit in the hidden plane */
    tsv_fact("hidden_v2", two.W2->data[1]);
    tsv_fact("hidden_c", two.b2->data[0]);
    return tsv_end();
}
