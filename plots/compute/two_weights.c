/* In double. The loss of a net with two weights, y = w2 tanh(w1 x), on data that such a net has made: a surface over a
 * plane, and gradient descent on it from two places. */
#include "activations.h"
#include "losses.h"
#include "surface.h"

enum { SAMPLES = 21, STEPS = 1500, STARTS = 2 };
static const real starts[STARTS][2] = {{-0.35, 1.75}, {0.25, -1.75}};

static Tensor *answer(Tensor *w, Tensor *x) { return t_mul(t_select(w, 1), f_tanh(t_mul(t_select(w, 0), x))); }

static Tensor *loss(Tensor *w) {
    Tensor *x = t_linspace(-2, 2, SAMPLES);
    return f_mse_loss(answer(w, x), answer(t_ones(2), x));
}

static void fact_of(const char *what, int i, double value) {
    char name[32];
    snprintf(name, sizeof name, "%s_%d", what, i);
    tsv_fact(name, value);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    surface_write("surface", loss, (Grid){-2, 2, 61, -2, 2, 61});
    for (int i = 0; i < STARTS; i++) {
        char          name[32];
        const Tensor *path = descend(loss, t_tensor(starts[i], 2), 0.1, STEPS);
        const real   *last = path->data + 2 * STEPS;
        snprintf(name, sizeof name, "path_%d", i);
        surface_write_path(name, loss, path);
        fact_of("last", i, surface_at(loss, last[0], last[1]));
        fact_of("w1", i, last[0]);
        fact_of("w2", i, last[1]);
    }
    tsv_fact("at_saddle", surface_at(loss, 0, 0));
    tsv_fact("steps", STEPS);
    return tsv_end();
}
