/* Dropout: a net with and without the units that one mask drops, and what dropout does to a wide net on few wines. */
#include "fit.h"
#include "network.h"
#include "regularization.h"
#include "wine_strength.h"

/* --- The drawing -------------------------------------------------------------------------------------------------- */
enum { LAYERS = 4, MASK_SEED = 4 };
static const int    sizes[LAYERS] = {5, 5, 5, 1};
static const double p_drawn = 0.5;

/* Which units of a layer are left: f_dropout of ones. Inputs and outputs are not dropped here. */
static void keep_units(bool kept[LAYERS][NETWORK_UNITS]) {
    for (int l = 0; l < LAYERS; l++) {
        const bool    hidden = l > 0 && l < LAYERS - 1;
        const Tensor *mask = f_dropout(t_ones(sizes[l]), p_drawn, hidden);
        for (int i = 0; i < sizes[l]; i++) kept[l][i] = mask->data[i] > 0;
    }
}

/* The network beside the whole one: what a dropped unit has to do with is not drawn, and the unit is crossed. */
static int draw_thinned(Drawing *d, const NetworkDrawing *whole, double shift, double radius) {
    bool kept[LAYERS][NETWORK_UNITS];
    Node nodes[LAYERS][NETWORK_UNITS];
    int  dropped = 0;
    keep_units(kept);
    for (int l = 0; l < LAYERS; l++)
        for (int i = 0; i < sizes[l]; i++) {
            nodes[l][i] = whole->layers[l].nodes[i];
            nodes[l][i].x += shift;
        }
    for (int l = 1; l < LAYERS; l++)
        for (int i = 0; i < sizes[l - 1]; i++)
            for (int j = 0; j < sizes[l]; j++)
                if (kept[l - 1][i] && kept[l][j]) draw_edge(d, nodes[l - 1][i], nodes[l][j], LINE, GREY);
    for (int l = 0; l < LAYERS; l++)
        for (int i = 0; i < sizes[l]; i++) {
            const Node   at = nodes[l][i];
            const Colour colour = !kept[l][i] ? FAINT : l == 0 ? GREY : l == LAYERS - 1 ? RED : BLUE;
            draw_circle(d, at.x, at.y, radius, colour, "");
            if (!kept[l][i]) draw_text(d, at.x, at.y - 0.9, CENTRE, 2, GREY, "×");
            dropped += !kept[l][i];
        }
    return dropped;
}

static void draw(void) {
    Module      *net = regularized_mlp(LAYERS, sizes, false, p_drawn);
    Drawing     *d = drawing_open("thinned");
    const double radius = 4.2;
    draw_text(d, 40, 86, CENTRE, 1, INK, "in evaluation: all units");
    draw_text(d, 120, 86, CENTRE, 1, INK, "one step of training");
    NetworkDrawing whole = draw_network(d, net, 8, 72, 6, 80, radius);
    tsv_fact("dropped", draw_thinned(d, &whole, 80, radius));
    tsv_fact("hidden_units", sizes[1] + sizes[2]);
    drawing_close(d);
    nn_free(net);
}

/* --- The runs ----------------------------------------------------------------------------------------------------- */
enum { TRAIN = 60, HIDDEN = 300, EPOCHS = 300, EVERY = 3, SEEDS = 5, RATES = 3 };
static const double rates[RATES] = {0, 0.2, 0.5};

/* loss[e]: the validation loss after e times EVERY epochs. */
static void train(double p, uint64_t seed, double loss[]) {
    const Strength wines = strength_read(TRAIN, 0);
    t_manual_seed(seed);
    Module    *net = regularized_mlp(3, (int[]){STRENGTH_INPUTS, HIDDEN, 1}, false, p);
    Optimizer *adam = optim_adam(nn_parameters(net), 1e-3);
    for (int i = 0; i <= EPOCHS / EVERY; i++) {
        nn_eval(net);
        loss[i] = fit_loss(net, wines.validation->x, wines.validation->y, fit_mse);
        fit_full_batch(net, wines.train->x, wines.train->y, fit_mse, adam, EVERY);
    }
    optim_free(adam);
    nn_free(net);
    strength_free(wines);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    t_manual_seed(MASK_SEED);
    draw();
    for (int r = 0; r < RATES; r++) {
        double loss[SEEDS][EPOCHS / EVERY + 1], last = 0;
        for (int s = 0; s < SEEDS; s++) train(rates[r], (uint64_t)s, loss[s]);
        char name[32];
        snprintf(name, sizeof name, "p_%g", rates[r]);
        Tsv *t = tsv_open(name, "epoch mean low high");
        for (int i = 0; i <= EPOCHS / EVERY; i++) {
            double sum = 0, low = INFINITY, high = 0;
            for (int s = 0; s < SEEDS; s++) {
                sum += loss[s][i];
                low = fmin(low, loss[s][i]);
                high = fmax(high, loss[s][i]);
            }
            tsv_row(t, i * EVERY, last = sum / SEEDS, low, high);
        }
        tsv_close(t);
        tsv_fact(name, last);
    }
    tsv_fact("seeds", SEEDS);
    tsv_fact("train", TRAIN);
    tsv_fact("hidden", HIDDEN);
    return tsv_end();
}
