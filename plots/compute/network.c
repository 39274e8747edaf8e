#include "network.h"

/* The sizes from the weights (out,in), in the order of the layers. */
static int read_sizes(const Module *model, int sizes[NETWORK_LAYERS]) {
    int         n, layers = 0;
    StateEntry *state = nn_state(model, &n);
    for (int i = 0; i < n && layers < NETWORK_LAYERS; i++) {
        const Tensor *W = state[i].tensor;
        if (W->ndim != 2) continue;
        if (layers == 0) sizes[layers++] = W->shape[1];
        sizes[layers++] = W->shape[0];
    }
    free(state);
    return layers;
}

static UnitLayer place(int units, double x, double low, double high, double radius) {
    UnitLayer    l = {.units = units, .drawn = units <= NETWORK_UNITS ? units : NETWORK_UNITS - 1, .x = x};
    const int    rows = units <= NETWORK_UNITS ? units : NETWORK_UNITS;
    const double gap = fmin((high - low - 2 * radius) / fmax(rows - 1, 1), 4.5 * radius);
    for (int i = 0; i < l.drawn; i++) {
        /* The dots take the place of the last row but one. */
        const int row = rows > l.drawn && i == l.drawn - 1 ? rows - 1 : i;
        l.nodes[i] = (Node){x, (low + high) / 2 + gap * ((rows - 1) / 2.0 - row), 2 * radius, 2 * radius, true};
    }
    return l;
}

NetworkDrawing draw_network(Drawing *d, const Module *model, double left, double right, double low, double high,
                            double radius) {
    NetworkDrawing net = {0};
    int            sizes[NETWORK_LAYERS];
    net.n = read_sizes(model, sizes);
    for (int l = 0; l < net.n; l++) {
        const double x = left + radius + (right - left - 2 * radius) * l / (net.n - 1);
        net.layers[l] = place(sizes[l], x, low, high, radius);
    }
    for (int l = 1; l < net.n; l++)
        for (int i = 0; i < net.layers[l - 1].drawn; i++)
            for (int j = 0; j < net.layers[l].drawn; j++)
                draw_edge(d, net.layers[l - 1].nodes[i], net.layers[l].nodes[j], THIN, GREY);
    for (int l = 0; l < net.n; l++) {
        const UnitLayer *layer = &net.layers[l];
        for (int i = 0; i < layer->drawn; i++)
            draw_circle(d, layer->x, layer->nodes[i].y, radius, l == 0 ? GREY : l == net.n - 1 ? RED : BLUE, "");
        if (layer->drawn < layer->units) {
            const Node *last = &layer->nodes[layer->drawn - 1];
            draw_text(d, layer->x, (last[-1].y + last->y) / 2, CENTRE, 1.2, INK, "⋮");
        }
    }
    return net;
}
