/* Networks from their modules: with one layer, two, and many; and one with its layers named. */
#include "activations.h"
#include "linear.h"
#include "network.h"

static void draw_depth(Drawing *d, Module *model, double left, double right, const char *label) {
    draw_network(d, model, left, right, 22, 80, 2.8);
    draw_text(d, (left + right) / 2, 14, CENTRE, 1, INK, "%s", label);
    draw_text(d, (left + right) / 2, 7.5, CENTRE, 0.85, GREY, "%zu parameters", nn_parameter_count(model));
    nn_free(model);
}

static void draw_named(Module *model) {
    Drawing             *d = drawing_open("feed_forward");
    const NetworkDrawing net = draw_network(d, model, 12, 148, 16, 74, 4);
    for (int l = 0; l < net.n; l++) {
        const UnitLayer *layer = &net.layers[l];
        char             label[32] = "input";
        if (l == net.n - 1) snprintf(label, sizeof label, "output");
        else if (l > 0) snprintf(label, sizeof label, "hidden %d", l);
        draw_text(d, layer->x, 82, CENTRE, 1, l == 0 ? GREY : l == net.n - 1 ? RED : BLUE, "%s", label);
        if (l > 0)
            draw_text(d, (net.layers[l - 1].x + layer->x) / 2, 10, CENTRE, 0.9, INK, "W_%d (%d×%d)", l, layer->units,
                      net.layers[l - 1].units);
    }
    draw_text(d, 80, 3, CENTRE, 0.85, GREY, "%zu parameters with the biases", nn_parameter_count(model));
    drawing_close(d);
    nn_free(model);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Drawing *d = drawing_open("depths");
    draw_depth(d, nn_linear(4, 2), 6, 32, "one layer");
    draw_depth(d, nn_sequential(nn_linear(4, 5), nn_relu(), nn_linear(5, 2)), 46, 86, "two layers");
    draw_depth(d, nn_sequential(nn_linear(4, 6), nn_relu(), nn_linear(6, 6), nn_relu(), nn_linear(6, 6), nn_relu(),
                                nn_linear(6, 2)), 100, 154, "four: deep");
    drawing_close(d);
    draw_named(nn_sequential(nn_linear(3, 5), nn_relu(), nn_linear(5, 4), nn_relu(), nn_linear(4, 2)));
    return tsv_end();
}
