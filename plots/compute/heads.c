/* The two ways to end a classifier, with what untrained nets of seed 0 answer to one input. */
#include "activations.h"
#include "linear.h"
#include "network.h"
#include "softmax.h"

enum { INPUTS = 4, HIDDEN = 5, CLASSES = 4 };

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    const real x[INPUTS] = {1, -1, 2, 0.5f};
    Module    *two = nn_sequential(nn_linear(INPUTS, HIDDEN), nn_relu(), nn_linear(HIDDEN, 1));
    Module    *many = nn_sequential(nn_linear(INPUTS, HIDDEN), nn_relu(), nn_linear(HIDDEN, CLASSES));
    Tensor    *input = t_tensor(x, 1, INPUTS);
    const Tensor *p = f_sigmoid(nn_forward(two, input)), *q = f_softmax(nn_forward(many, input));

    Drawing *d = drawing_open("heads");
    draw_text(d, 40, 86, CENTRE, 1, INK, "two classes: one output, sigmoid");
    NetworkDrawing net = draw_network(d, two, 4, 48, 16, 80, 3.6);
    Node           out = net.layers[net.n - 1].nodes[0], end = {62, out.y, 2, 2, true};
    draw_edge(d, out, end, ARROW, GREY);
    draw_text(d, 55, out.y + 5, CENTRE, 1.1, RED, "σ");
    draw_text(d, 49, out.y - 12, LEFT, 0.9, INK, "p(1) = %.3f\np(0) = 1 – p(1)\n        = %.3f", (double)p->data[0],
              1 - (double)p->data[0]);

    draw_text(d, 118, 86, CENTRE, 1, INK, "k classes: k outputs, softmax");
    net = draw_network(d, many, 82, 120, 16, 80, 3.6);
    double top = net.layers[net.n - 1].nodes[0].y, bottom = net.layers[net.n - 1].nodes[CLASSES - 1].y;
    draw_box(d, 127, (top + bottom) / 2, 6, top - bottom + 8, RED, "");
    draw_text(d, 127, top + 7, CENTRE, 0.9, RED, "softmax");
    for (int c = 0; c < CLASSES; c++) {
        Node unit = net.layers[net.n - 1].nodes[c];
        draw_line(d, 119.9, unit.y, 124, unit.y, THIN, GREY);
        draw_text(d, 131.5, unit.y, LEFT, 0.9, INK, "p(%d) = %.3f", c, (double)q->data[c]);
    }
    draw_text(d, 40, 6, CENTRE, 0.9, GREY, "loss: binary cross-entropy");
    draw_text(d, 118, 6, CENTRE, 0.9, GREY, "loss: cross-entropy of the logits");
    drawing_close(d);
    nn_free(two);
    nn_free(many);
    return tsv_end();
}
