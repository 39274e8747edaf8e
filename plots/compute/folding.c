/* How ReLUs fold space: the tent map t(v) = 2 relu(v) - 4 relu(v - 1/2), layer after layer; and of both coordinates of
 * a plane |x| = relu(x) + relu(-x). */
#include "activations.h"
#include "tsv.h"

enum { POINTS = 4097, DEPTHS = 5, LINES = 9, ON_LINE = 241 };

static Tensor *tent(Tensor *v) {
    return t_sub(t_scale(nn_relu_of(v), 2), t_scale(nn_relu_of(t_sub(v, 0.5)), 4));
}

static Tensor *absolute(Tensor *x) { return t_add(nn_relu_of(x), nn_relu_of(t_scale(x, -1))); }

/* Straight pieces of a curve on an even grid: one more than there are places at which the slope changes. */
static int pieces(const Tensor *y) {
    int n = 1;
    for (size_t i = 2; i < y->size; i++)
        if (fabs((y->data[i] - y->data[i - 1]) - (y->data[i - 1] - y->data[i - 2])) > 1e-5) n++;
    return n;
}

/* A point is folded along both axes, moved by -1/2, and folded again. */
static void write_plane(void) {
    Tensor *x = t_zeros(2 * LINES * ON_LINE, 2);
    for (int line = 0; line < 2 * LINES; line++)
        for (int k = 0; k < ON_LINE; k++) {
            real *point = x->data + 2 * (line * ON_LINE + k);
            point[line % 2] = (real)(-1 + 2.0 * (line / 2) / (LINES - 1));
            point[1 - line % 2] = (real)(-1 + 2.0 * k / (ON_LINE - 1));
        }
    Tensor *once = absolute(x), *twice = absolute(t_sub(once, 0.5));
    Tsv    *t = tsv_open("plane", "x0 y0 x1 y1 x2 y2 quarter");
    for (int i = 0; i < 2 * LINES * ON_LINE; i++) {
        if (i > 0 && i % ON_LINE == 0) tsv_gap(t);
        const real *a = x->data + 2 * i, *b = once->data + 2 * i, *c = twice->data + 2 * i;
        tsv_row(t, a[0], a[1], b[0], b[1], c[0], c[1], 1 + (a[0] < 0) + 2 * (a[1] < 0));
    }
    tsv_close(t);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    t_no_grad();
    Tensor *x = t_linspace(0, 1, POINTS), *y[DEPTHS];
    Tsv    *depths = tsv_open("depths", "depth pieces");
    for (int depth = 0; depth < DEPTHS; depth++) {
        y[depth] = tent(depth ? y[depth - 1] : x);
        tsv_row(depths, depth + 1, pieces(y[depth]));
    }
    tsv_close(depths);
    Tsv *t = tsv_open("tents", "x depth_1 depth_2 depth_3 depth_4 depth_5");
    for (int i = 0; i < POINTS; i += 8)
        tsv_row(t, x->data[i], y[0]->data[i], y[1]->data[i], y[2]->data[i], y[3]->data[i], y[4]->data[i]);
    tsv_close(t);
    write_plane();
    return tsv_end();
}
