/* The perceptron on Boolean functions of two inputs, from zeros with learning rate 1: its line and its mistakes, epoch
 * by epoch. And lines in all directions on XOR. */
#include "perceptron.h"
#include "tsv.h"

enum { XOR = 6, AND = 8, OR = 14, XOR_EPOCHS = 12 };
enum { ANGLES = 361, OFFSETS = 241 };
static const double MIDDLE = 0.5, FARTHEST = 0.9; /* of the four points; how far from it lines are tried */

/* The part of the line w x + b = 0 that lies in the square from `low` to `high`: its two ends. */
static void ends_in_square(const Tensor *w, const Tensor *b, double low, double high, double ends[4]) {
    const double w1 = w->data[0], w2 = w->data[1], norm = hypot(w1, w2);
    const double x = -b->data[0] * w1 / (norm * norm), y = -b->data[0] * w2 / (norm * norm); /* nearest to (0,0) */
    const double along[] = {-w2 / norm, w1 / norm}, from[] = {x, y};
    double       first = -1e9, last = 1e9;
    for (int i = 0; i < 2; i++) {
        if (fabs(along[i]) < 1e-9) continue;
        const double s = (low - from[i]) / along[i], t = (high - from[i]) / along[i];
        first = fmax(first, fmin(s, t));
        last = fmin(last, fmax(s, t));
    }
    for (int i = 0; i < 2; i++) {
        ends[i] = from[i] + first * along[i];
        ends[2 + i] = from[i] + last * along[i];
    }
}

/* NAME.points.tsv, NAME.epochs.tsv: the truth table; after each epoch its mistakes, the unit, and the ends of its line.
 * With the epoch that makes no mistake it is over. */
static void learn(const char *name, int function, int epochs) {
    char           table[64];
    const Dataset *d = data_boolean(function);
    snprintf(table, sizeof table, "%s.points", name);
    Tsv *t = tsv_open(table, "x1 x2 target");
    for (int n = 0; n < d->n; n++) tsv_row(t, d->x->data[2 * n], d->x->data[2 * n + 1], d->y->data[n]);
    tsv_close(t);

    snprintf(table, sizeof table, "%s.epochs", name);
    t = tsv_open(table, "epoch mistakes w1 w2 b x y dx dy");
    Tensor *w = t_zeros(2), *b = t_zeros(1);
    int     mistakes = -1, epoch = 0;
    while (mistakes != 0 && epoch < epochs) {
        mistakes = perceptron_epoch(w, b, d->x, d->y, 1);
        double e[4] = {0};
        if (w->data[0] != 0 || w->data[1] != 0) ends_in_square(w, b, -0.5, 1.5, e);
        tsv_row(t, ++epoch, mistakes, w->data[0], w->data[1], b->data[0], e[0], e[1], e[2] - e[0], e[3] - e[1]);
    }
    tsv_close(t);
    const char *const facts[] = {"epochs", "w1", "w2", "b"};
    const double      values[] = {epoch, w->data[0], w->data[1], b->data[0]};
    for (int i = 0; i < 4; i++) {
        snprintf(table, sizeof table, "%s_%s", name, facts[i]);
        tsv_fact(table, values[i]);
    }
}

/* How many of the four points of XOR the unit answers rightly, and which is wrong (the last of them). */
static int right_on_xor(const Dataset *d, const Tensor *w, const Tensor *b, int *wrong) {
    t_step();
    const Tensor *o = threshold_unit(w, b, d->x);
    int           right = 0;
    for (int n = 0; n < d->n; n++) {
        right += o->data[n] == d->y->data[n];
        if (o->data[n] != d->y->data[n]) *wrong = n;
    }
    return right;
}

/* Lines in all directions, at all distances from the middle of the points, the answer 1 on the side that w points to.
 * Of the best ones, for each point that can be the wrong one, the middle one. */
static void sweep(void) {
    const Dataset *d = data_xor();
    Tensor        *w = t_zeros(2), *b = t_zeros(1);
    Tsv           *t = tsv_open("sweep", "angle offset right");
    int            best = 0, found[4] = {0};
    double         sum[4][3] = {{0}}; /* of w1, w2, b */
    for (int i = 0; i < OFFSETS; i++) {
        const double offset = -FARTHEST + 2 * FARTHEST * i / (OFFSETS - 1);
        if (i > 0) tsv_gap(t);
        for (int j = 0; j < ANGLES; j++) {
            t_step();
            const double degrees = 360.0 * j / (ANGLES - 1), angle = degrees * acos(-1) / 180;
            w->data[0] = (real)cos(angle);
            w->data[1] = (real)sin(angle);
            b->data[0] = (real)-(offset + MIDDLE * (w->data[0] + w->data[1]));
            int       wrong = 0;
            const int right = right_on_xor(d, w, b, &wrong);
            tsv_row(t, degrees, offset, right);
            if (right > best) {
                best = right;
                memset(found, 0, sizeof found);
                memset(sum, 0, sizeof sum);
            }
            if (right < best) continue;
            found[wrong]++;
            const double unit[] = {w->data[0], w->data[1], b->data[0]};
            for (int k = 0; k < 3; k++) sum[wrong][k] += unit[k];
        }
    }
    tsv_close(t);
    tsv_fact("lines", (ANGLES - 1) * OFFSETS); /* 0 and 360 degrees are one direction */
    tsv_fact("best_right", best);

    t = tsv_open("best_lines", "wrong right x y dx dy");
    for (int n = 0; n < 4; n++) {
        if (!found[n]) continue;
        for (int k = 0; k < 2; k++) w->data[k] = (real)(sum[n][k] / found[n]);
        b->data[0] = (real)(sum[n][2] / found[n]);
        int    wrong;
        double e[4];
        ends_in_square(w, b, -0.5, 1.5, e);
        tsv_row(t, n, right_on_xor(d, w, b, &wrong), e[0], e[1], e[2] - e[0], e[3] - e[1]);
    }
    tsv_close(t);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    learn("and", AND, 100);
    learn("or", OR, 100);
    learn("xor", XOR, XOR_EPOCHS);
    sweep();
    return tsv_end();
}
