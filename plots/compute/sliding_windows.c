/* The lecture's convolution, and the pooling of a part of its input, as grids of their numbers. */
#include "conv.h"
#include "pool.h"
#include "schematic.h"

static const real   pixels[] = {1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0};
static const real   weights[] = {1, 0, 1, 0, 1, 0, 1, 0, 1};
static const Colour block_colours[] = {RED, GREEN, PURPLE, ORANGE};

/* The last two axes of a tensor as a grid; x, y is its upper left corner. */
typedef struct Grid {
    const Tensor *t;
    double        x, y, cell, size; /* size: of the numbers */
} Grid;

static void draw_cell(Drawing *d, const Grid *g, int row, int column, Colour colour, const char *text) {
    const double x = g->x + g->cell * (column + 0.5), y = g->y - g->cell * (row + 0.5);
    draw_box(d, x, y, g->cell, g->cell, colour, "");
    if (*text) draw_text(d, x, y, CENTRE, g->size, INK, "%s", text);
}

static double number_at(const Grid *g, int row, int column) {
    return g->t->data[row * g->t->shape[g->t->ndim - 1] + column];
}

static void draw_number(Drawing *d, const Grid *g, int row, int column, Colour colour) {
    char text[16];
    snprintf(text, sizeof text, "%.4g", number_at(g, row, column));
    draw_cell(d, g, row, column, colour, text);
}

/* All cells but those of a patch of n×n at (top,left), which the caller draws afterwards: its border is on top. */
static void draw_around(Drawing *d, const Grid *g, int top, int left, int n) {
    const int rows = g->t->shape[g->t->ndim - 2], columns = g->t->shape[g->t->ndim - 1];
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++)
            if (i < top || i >= top + n || j < left || j >= left + n) draw_number(d, g, i, j, GREY);
}

static void draw_all(Drawing *d, const Grid *g, Colour colour) {
    const int rows = g->t->shape[g->t->ndim - 2], columns = g->t->shape[g->t->ndim - 1];
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) draw_number(d, g, i, j, colour);
}

/* The patch below the kernel's first place, each cell with its product; below the grids, their sum. */
static void draw_products(Drawing *d, const Grid *input, const Grid *kernel, double sum) {
    char line[256] = "";
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) {
            char         text[32];
            const size_t used = strlen(line);
            snprintf(text, sizeof text, "%g·%g", number_at(input, i, j), number_at(kernel, i, j));
            draw_cell(d, input, i, j, ORANGE, text);
            snprintf(line + used, sizeof line - used, "%s%s", i + j == 0 ? "" : j == 0 ? "  +  " : " + ", text);
        }
    draw_text(d, 80, 5.5, CENTRE, 0.95, INK, "%s  =  %g", line, sum);
}

static void draw_convolution(const Tensor *x, const Tensor *W, const Tensor *y) {
    Drawing   *d = drawing_open("convolution");
    const Grid input = {x, 5, 74, 12.5, 1}, kernel = {W, 79, 61.5, 11, 1.1}, output = {y, 122, 61.5, 11, 1.1};
    draw_text(d, 36.2, 82, CENTRE, 1, INK, "input 5×5");
    draw_around(d, &input, 0, 0, 3);
    draw_products(d, &input, &kernel, number_at(&output, 0, 0));
    draw_text(d, 73.2, 45, CENTRE, 1.5, INK, "∗");
    draw_text(d, 95.5, 82, CENTRE, 1, INK, "kernel 3×3");
    draw_all(d, &kernel, BLUE);
    draw_text(d, 117, 45, CENTRE, 1.5, INK, "=");
    draw_text(d, 138.5, 82, CENTRE, 1, INK, "output 3×3");
    draw_around(d, &output, 0, 0, 1);
    draw_number(d, &output, 0, 0, ORANGE);
    drawing_close(d);
}

/* Nine frames: where the kernel is, and what the output has by then. */
static void draw_frames(const Tensor *x, const Tensor *y) {
    Drawing *d = drawing_open("frames");
    for (int frame = 0; frame < 9; frame++) {
        const int    row = frame / 3, column = frame % 3;
        const double left = 7 + 53.0 * column, top = 86.5 - 29.5 * row;
        const Grid   input = {x, left, top, 5.2, 0.72}, output = {y, left + 29, top - 5.2, 5.2, 0.72};
        draw_around(d, &input, row, column, 3);
        for (int i = 0; i < 9; i++) draw_number(d, &input, row + i / 3, column + i % 3, BLUE);
        for (int i = frame + 1; i < 9; i++) draw_cell(d, &output, i / 3, i % 3, FAINT, "");
        for (int i = 0; i <= frame; i++) draw_number(d, &output, i / 3, i % 3, i == frame ? ORANGE : GREY);
    }
    drawing_close(d);
}

/* Each block of four of the input in the colour of what becomes of it. */
static void draw_pooling(const Tensor *x, const Tensor *highest, const Tensor *mean) {
    Drawing   *d = drawing_open("pooling");
    const Grid input = {x, 8, 73, 15, 1.3};
    const struct {
        Grid        grid;
        const char *name;
    } results[] = {{{highest, 98, 83, 17, 1.3}, "max"}, {{mean, 98, 41, 17, 1.3}, "average"}};
    draw_text(d, 38, 80, CENTRE, 1, INK, "input 4×4");
    for (int i = 0; i < 16; i++) draw_number(d, &input, i / 4, i % 4, block_colours[i / 8 * 2 + i % 4 / 2]);
    for (int k = 0; k < 2; k++) {
        const Grid *g = &results[k].grid;
        draw_text(d, g->x + 37, g->y - 17, LEFT, 1, INK, "%s", results[k].name);
        draw_line(d, 71, 43 + (k ? -4 : 4), 95, g->y - 17, ARROW, GREY);
        for (int i = 0; i < 4; i++) draw_number(d, g, i / 2, i % 2, block_colours[i]);
    }
    drawing_close(d);
}

static void number_fact(const char *name, const Tensor *t, int i) {
    char key[64];
    snprintf(key, sizeof key, "%s_%d", name, i);
    tsv_fact(key, t->data[i]);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Tensor *x = t_tensor(pixels, 1, 1, 5, 5), *W = t_tensor(weights, 1, 1, 3, 3);
    Tensor *y = f_conv2d(x, W, t_zeros(1), 1, 0, 1), *corner = t_slice(t_slice(x, 2, 0, 4), 3, 0, 4);
    Tensor *highest = f_max_pool2d(corner, 2, 2, 0, false), *mean = f_avg_pool2d(corner, 2, 2, 0, false, true);
    for (int i = 0; i < 9; i++) number_fact("conv", y, i);
    for (int i = 0; i < 4; i++) number_fact("max", highest, i);
    for (int i = 0; i < 4; i++) number_fact("average", mean, i);
    draw_convolution(x, W, y);
    draw_frames(x, y);
    draw_pooling(corner, highest, mean);
    return tsv_end();
}
