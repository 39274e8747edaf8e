/* The shapes in a 1-5-2-1 network, and one sample on its way through it, all weights being 1 and all biases 0. */
#include "regression.h"
#include "schematic.h"

static const double CELL = 7.5, MIDDLE = 52;

/* A matrix (rows, columns), its middle at x, each number in a cell of its own, the shape below. `values` go row by
 * row. */
static void draw_matrix(Drawing *d, double x, int rows, int columns, const real *values, Colour colour) {
    const double left = x - CELL * (columns - 1) / 2.0, top = MIDDLE + CELL * (rows - 1) / 2.0;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            char text[16];
            snprintf(text, sizeof text, "%g", (double)values[i * columns + j]);
            draw_box(d, left + CELL * j, top - CELL * i, CELL, CELL, colour, text);
        }
    draw_text(d, x, MIDDLE - CELL * rows / 2.0 - 4, CENTRE, 0.95, INK, "%d×%d", rows, columns);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Module       *net = mlp(4, (int[]){1, 5, 2, 1});
    const Params *p = nn_parameters(net);
    for (int i = 0; i < p->n; i++)
        for (size_t j = 0; j < p->tensors[i]->size; j++) p->tensors[i]->data[j] = p->tensors[i]->ndim == 2;

    Drawing *d = drawing_open("shapes");
    Tsv     *t = tsv_open("shapes", "layer rows columns inputs first_output");
    Tensor  *x = t_ones(1, 1);
    x->data[0] = 2;
    const char *const names[] = {"hidden 1", "hidden 2", "output"};
    double            left = 4;
    t_no_grad();
    for (int i = 0, layer = 0; i < net->n_children; i++) {
        Tensor *y = nn_forward(net->children[i].module, x);
        if (net->children[i].module->n_parameters > 0) {
            /* A sample is a row here; the slide's column is the same numbers. */
            const Tensor *W = net->children[i].module->parameters[0].tensor;
            const int     out = W->shape[0], in = W->shape[1];
            draw_text(d, left + CELL * (in + 3.2) / 2, 84, CENTRE, 1.1, INK, "%s", names[layer]);
            draw_matrix(d, left + CELL * in / 2.0, out, in, W->data, ORANGE);
            draw_matrix(d, left + CELL * (in + 0.9), in, 1, x->data, BLUE);
            draw_text(d, left + CELL * (in + 1.8), MIDDLE, CENTRE, 1.2, INK, "=");
            draw_matrix(d, left + CELL * (in + 2.7), out, 1, y->data, GREEN);
            left += CELL * (in + 3.2) + 10;
            tsv_line(t, "%d\t%d\t%d\t%d\t%g", ++layer, out, in, x->shape[1], (double)y->data[0]);
        }
        x = y;
    }
    tsv_close(t);
    draw_text(d, 80, 11, CENTRE, 1, INK, "{/:Italic W x}:  (out×in) (in×1) = out×1,  a column for one sample");
    draw_text(d, 80, 4, CENTRE, 1, INK, "the library’s batch has a row for each sample:  {/:Italic X W^T}");
    drawing_close(d);
    nn_free(net);
    return tsv_end();
}
