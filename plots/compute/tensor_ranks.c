/* Tensors of rank 0 to 3 as grids of their numbers, and the planes of a colour image. */
#include "ops.h"
#include "schematic.h"

enum { CELL = 9 };

/* A matrix of numbers; x, y is the upper left corner. */
static void draw_matrix(Drawing *d, const Tensor *m, double x, double y, Colour colour) {
    const int rows = m->ndim == 2 ? m->shape[0] : 1, columns = m->ndim ? m->shape[m->ndim - 1] : 1;
    for (int i = 0; i < rows; i++)
        for (int j = 0; j < columns; j++) {
            char text[16];
            snprintf(text, sizeof text, "%g", (double)m->data[i * columns + j]);
            draw_box(d, x + CELL * (j + 0.5), y - CELL * (i + 0.5), CELL, CELL, colour, text);
        }
}

static void draw_ranks(void) {
    Drawing *d = drawing_open("ranks");
    Tensor  *scalar = t_scalar(7), *vector = t_tensor(((real[]){2, 7, 6, 4}), 4);
    Tensor  *matrix = t_tensor(((real[]){1, 2, 3, 4, 5, 6}), 2, 3);
    Tensor  *cube = t_add(t_reshape(t_arange(18), 3, 2, 3), 1.0);
    const struct {
        const Tensor *t;
        double        x, y;
        const char   *name;
    } small[] = {{scalar, 10, 62, "scalar"}, {vector, 26, 62, "vector"}, {matrix, 72, 66, "matrix"}};
    for (int i = 0; i < 3; i++) {
        const Tensor *t = small[i].t;
        const double  middle = small[i].x + CELL / 2.0 * (t->ndim ? t->shape[t->ndim - 1] : 1);
        draw_matrix(d, t, small[i].x, small[i].y, (Colour)(BLUE + i));
        draw_text(d, middle, 80, CENTRE, 1, INK, "%s", small[i].name);
        draw_text(d, middle, 74, CENTRE, 0.8, GREY, "rank %d", t->ndim);
        draw_text(d, middle, 40, CENTRE, 0.75, GREY, "%s", t_shape_text(t));
    }
    for (int k = 0; k < 3; k++) draw_matrix(d, t_select(cube, k), 115 + 6.0 * k, 69 - 19.5 * k, PURPLE);
    draw_text(d, 134, 80, CENTRE, 1, INK, "three matrices");
    draw_text(d, 134, 74, CENTRE, 0.8, GREY, "rank %d", cube->ndim);
    draw_text(d, 134, 6, CENTRE, 0.75, GREY, "%s", t_shape_text(cube));
    draw_text(d, 52, 24, CENTRE, 0.95, INK, "rank: how many indices\nlead to one number");
    draw_text(d, 52, 11, CENTRE, 0.8, GREY, "x_{1,2} = %g in the matrix,  x_{0,0,0} = %g in the last",
              t_at(matrix, 1, 2), t_at(cube, 0, 0, 0));
    drawing_close(d);
}

/* An image as files have it, (H,W,C), and as layers want it, (C,H,W). */
static void draw_planes(void) {
    Drawing     *d = drawing_open("planes");
    const real   pixels[] = {48, 80, 79, 175, 104, 207, 162, 24, 224, 97, 27, 28, 51, 137, 60, 124, 214, 249};
    Tensor      *image = t_tensor(pixels, 2, 3, 3), *planes = t_permute(image, 2, 0, 1);
    const Colour colours[] = {RED, GREEN, BLUE};
    const char  *names[] = {"red", "green", "blue"};
    draw_text(d, 36, 84, CENTRE, 1, INK, "as in a file: %s", t_shape_text(image));
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 3; j++) {
            const double x = 14 + 22 * j, y = 60 - 22 * i;
            draw_box(d, x, y, 22, 22, GREY, "");
            for (int c = 0; c < 3; c++)
                draw_text(d, x, y + 6 - 6 * c, CENTRE, 0.85, colours[c], "%g", t_at(image, i, j, c));
        }
    draw_line(d, 74, 49, 92, 49, ARROW, GREY);
    draw_text(d, 83, 54, CENTRE, 0.75, GREY, "permute");
    draw_text(d, 126, 84, CENTRE, 1, INK, "as layers want it: %s", t_shape_text(planes));
    for (int c = 0; c < 3; c++) {
        draw_matrix(d, t_select(planes, c), 112, 78 - 23.0 * c, colours[c]);
        draw_text(d, 108, 69 - 23.0 * c, RIGHT, 0.85, colours[c], "%s", names[c]);
    }
    draw_text(d, 80, 5, CENTRE, 0.9, GREY, "two rows of three pixels, three numbers a pixel");
    drawing_close(d);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    draw_ranks();
    draw_planes();
    return tsv_end();
}
