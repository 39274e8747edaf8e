/* The artificial neuron: weighted sum, bias, activation, with the numbers of one forward pass. */
#include "activations.h"
#include "linear.h"
#include "schematic.h"

enum { INPUTS = 3 };

/* With a minus that is one. */
static const char *number(char text[16], double value) {
    snprintf(text, 16, "%s%.3g", value < 0 ? "–" : "", fabs(value));
    return text;
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    real    x[INPUTS] = {1, 2, -1}, w[INPUTS] = {0.5, -0.25, 1}, b[1] = {0.8f};
    Tensor *z = f_linear(t_tensor(x, 1, INPUTS), t_tensor(w, 1, INPUTS), t_tensor(b, 1));
    Tensor *y = f_sigmoid(z);

    Drawing  *d = drawing_open("neuron");
    const Node sum = draw_circle(d, 76, 46, 9, BLUE, "{/*1.6 Σ}");
    const Node f = draw_circle(d, 106, 46, 9, RED, "{/*1.3 {/:Italic f}}"), out = {131, 46, 4, 4, true};
    for (int i = 0; i < INPUTS; i++) {
        const double height = 74 - 28.0 * i;
        char         text[32];
        snprintf(text, sizeof text, "{/:Italic x}_%d", i + 1);
        const Node in = draw_circle(d, 24, height, 6.5, GREY, text);
        draw_edge(d, in, sum, ARROW, GREY);
        char of_x[16], of_w[16];
        draw_text(d, 15, height, RIGHT, 1, GREY, "%s", number(of_x, x[i]));
        draw_text(d, 48, (double[]){71, 50, 21}[i], CENTRE, 1, INK, "{/:Italic w}_%d = %s", i + 1,
                  number(of_w, w[i]));
    }
    const Node bias = draw_box(d, 76, 78, 26, 10, GREEN, "");
    draw_text(d, 76, 78, CENTRE, 1, INK, "{/:Italic b} = %g", (double)b[0]);
    draw_edge(d, bias, sum, ARROW, GREEN);
    draw_edge(d, sum, f, ARROW, GREY);
    draw_edge(d, f, out, ARROW, GREY);
    draw_text(d, 90, 50, CENTRE, 1, INK, "{/:Italic z}");
    char of_z[16];
    draw_text(d, 90, 41, CENTRE, 1, GREY, "%s", number(of_z, t_item(z)));
    draw_text(d, 131, 46, LEFT, 1, INK, "ŷ = %.3f", t_item(y));
    draw_text(d, 80, 8, CENTRE, 1.1, INK,
              "ŷ = {/:Italic f}(Σ_i {/:Italic w_i x_i} + {/:Italic b}),   here {/:Italic f} = sigmoid");
    drawing_close(d);
    return tsv_end();
}
