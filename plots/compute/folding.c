/* How ReLUs fold space: the tent map t(v) = 2 relu(v) - 4 relu(v - 1/2), layer after layer; and |x| = relu(x) +
 * relu(-x) of both coordinates of a plane. */
#include "activations.h"
#include "tsv.h"

enum { POINTS = 4097, DEPTHS = 5, GRID = 241 };

static Tensor *tent(Tensor *v) {
    return t_sub(t_scale(f_relu(v), 2), t_scale(f_relu(t_sub(v, 0.5)), 4));
}

static Tensor *absolute(Tensor *x) { return t_add(f_relu(x), f_relu(t_scale(x, -1))); }

/* Straight pieces of a curve on an even grid: one more than there are places at which the slope changes. */
static int pieces(const Tensor *y) {
    int n = 1;
    for (size_t i = 2; i < y->size; i++)
        if (fabs((y->data[i] - y->data[i - 1]) - (y->data[i - 1] - y->data[i - 2])) > 1e-5) n++;
    return n;
}

/* A point is folded along both axes, moved by -1/2, and folded again. */
static Tensor *folded_twice(Tensor *x) { return absolute(t_sub(absolute(x), 0.5)); }

/* Table of "x y p" over the square from low to high: on which side of one straight line, drawn in the folded plane,
 * each point comes to lie, as sigmoid of a multiple of the distance. */
static void write_cut(const char *table, double low, double high, bool folded) {
    Tensor *x = t_empty(DTYPE_REAL, 2, (int[]){GRID * GRID, 2});
    for (int i = 0; i < GRID * GRID; i++) {
        x->data[2 * i] = (real)(low + (high - low) * (i % GRID) / (GRID - 1));
        x->data[2 * i + 1] = (real)(low + (high - low) * (i / GRID) / (GRID - 1));
    }
    Tensor *normal = t_tensor(((real[]){40, 80}), 2, 1);
    Tensor *p = f_sigmoid(t_sub(t_matmul(folded ? x : folded_twice(x), normal), 28));
    Tsv    *t = tsv_open(table, "x y p");
    for (int i = 0; i < GRID * GRID; i++) {
        if (i > 0 && i % GRID == 0) tsv_gap(t);
        tsv_row(t, x->data[2 * i], x->data[2 * i + 1], p->data[i]);
    }
    tsv_close(t);
}

/* Into how many squares the folds divide the plane: the patterns of units that are on. */
static int squares(void) {
    bool seen[16] = {false};
    int  n = 0;
    for (int i = 0; i < GRID * GRID; i++) {
        const double x = -1 + 2.0 * (i % GRID + 0.5) / GRID, y = -1 + 2.0 * (i / GRID + 0.5) / GRID;
        const int    pattern = (x > 0) + 2 * (y > 0) + 4 * (fabs(x) > 0.5) + 8 * (fabs(y) > 0.5);
        n += !seen[pattern];
        seen[pattern] = true;
    }
    return n;
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
    write_cut("plane", -1, 1, false);
    write_cut("folded", 0, 0.5, true);
    tsv_fact("squares", squares());
    return tsv_end();
}
