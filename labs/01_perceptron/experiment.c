/* The experiment of lab 1: single units, then XOR, with your code; it goes as far as you have written it. Given.
 *
 *   make train LAB=1 ARGS="--hidden 4 --seed 7"  */
#include "experiment.h"
#include "perceptron.h"

typedef struct Settings {
    int      hidden, epochs, starts;
    double   lr;
    uint64_t seed;
} Settings;

/* --- Pictures ----------------------------------------------------------------------------------------------------- */
/* Two square panels, with one key below both. */
static const char squares[] = "unset grid\nset size square\nset clip two\nset title font normal offset 0,-0.6\n"
                              "set tics font small\nset key font small at screen 0.5,0.115 center center vertical "
                              "maxrows 2 samplen 1.5 Left reverse\n";

/* The samples as two data blocks, $zero and $one, and how they are drawn on top of everything. */
static void write_samples(FILE *script, const Tensor *points, const Tensor *t) {
    static const char *const names[] = {"$zero", "$one"};
    for (int class = 0; class < 2; class++) {
        fprintf(script, "%s << END\n", names[class]);
        for (int n = 0; n < t->shape[0]; n++)
            if (t->data[n] == class)
                fprintf(script, "%g %g\n", (double)points->data[2 * n], (double)points->data[2 * n + 1]);
        fputs("END\n", script);
    }
}

static const char samples[] =
    "$zero using 1:2 with points pt disc ps 4.4 lc rgb background notitle, "
    "$zero using 1:2 with points pt disc ps 3.4 lc rgb blue title 'target 0', "
    "$one using 1:2 with points pt square ps 4.2 lc rgb background notitle, "
    "$one using 1:2 with points pt square ps 3.2 lc rgb red title 'target 1'\n";

/* The part of the line w_1 x + w_2 y + b = 0 in sight, as two points; none where the weights are 0. */
static void write_line(FILE *script, double w1, double w2, double b) {
    const double far = 10;
    if (fabs(w1) + fabs(w2) == 0) fputs("NaN NaN\nNaN NaN\n", script);
    else if (fabs(w2) >= fabs(w1))
        fprintf(script, "%g %g\n%g %g\n", -far, (w1 * far - b) / w2, far, (-w1 * far - b) / w2);
    else fprintf(script, "%g %g\n%g %g\n", (w2 * far - b) / w1, -far, (-w2 * far - b) / w1, far);
}

/* --- One unit: epoch by epoch ------------------------------------------------------------------------------------- */
enum { AND = 8, EPOCHS_SHOWN = 6 };

typedef struct Lines {
    const char *title;
    Dataset    *data;
    int         epochs, mistakes[EPOCHS_SHOWN];
    double      w1[EPOCHS_SHOWN], w2[EPOCHS_SHOWN], b[EPOCHS_SHOWN];
} Lines;

static Lines learn(const char *title, Dataset *data) {
    Lines   l = {.title = title, .data = data};
    Tensor *w = t_zeros(2), *b = t_zeros(1);
    printf("\n%s\n  epoch  mistakes    w1    w2     b\n", title);
    for (int e = 0; e < EPOCHS_SHOWN; e++) {
        l.mistakes[e] = perceptron_epoch(w, b, data->x, data->y, 1);
        l.w1[e] = w->data[0], l.w2[e] = w->data[1], l.b[e] = b->data[0];
        printf("  %5d  %8d %5g %5g %5g\n", e + 1, l.mistakes[e], l.w1[e], l.w2[e], l.b[e]);
        l.epochs = e + 1;
        if (l.mistakes[e] == 0) break;
    }
    return l;
}

/* The part of the panel that the unit answers by 1, w_1 x + w_2 y + b >= 0, as a polygon: corners of the panel that are
 * answered so, and places of the border where the answer changes. */
static void write_answer_one(FILE *script, double w1, double w2, double b) {
    static const double corner[5][2] = {{-0.6, -0.6}, {1.6, -0.6}, {1.6, 1.6}, {-0.6, 1.6}, {-0.6, -0.6}};
    fputs("NaN NaN\n", script); /* a block that is not empty, where the answer is 0 everywhere */
    for (int i = 0; i < 4; i++) {
        const double *p = corner[i], *q = corner[i + 1];
        const double  z = w1 * p[0] + w2 * p[1] + b, next = w1 * q[0] + w2 * q[1] + b;
        if (z >= 0) fprintf(script, "%g %g\n", p[0], p[1]);
        if ((z >= 0) == (next >= 0)) continue;
        const double t = z / (z - next);
        fprintf(script, "%g %g\n", p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]));
    }
}

static void write_lines(FILE *script, const Lines *l) {
    const int last = l->epochs - 1;
    fprintf(script, "set title \"%s\"\n", l->title);
    fputs("$answer << END\n", script);
    write_answer_one(script, l->w1[last], l->w2[last], l->b[last]);
    fputs("END\n", script);
    fputs("$lines << END\n", script);
    for (int e = 0; e < l->epochs; e++) {
        write_line(script, l->w1[e], l->w2[e], l->b[e]);
        fputs("\n\n", script);
    }
    fputs("END\n", script);
    write_samples(script, l->data->x, l->data->y);
    fputs("plot $answer with filledcurves closed fc rgb pale_red title 'answer 1', ", script);
    for (int e = 0; e < l->epochs; e++) /* from light to dark */
        fprintf(script, "$lines index %d with lines lw %s lc rgb '#%02x%02x%02x' title \"epoch %d\", ", e,
                e == last ? "thick" : "thin", 200 - 33 * e, 220 - 28 * e, 205 - 27 * e, e + 1);
    fputs(samples, script);
}

static void write_decision_lines(FILE *script, const void *data) {
    const Lines *both = data;
    fputs(squares, script);
    fputs("set multiplot layout 1,2 margins 0.15,0.97,0.34,0.88 spacing 0.15,0\nset xlabel 'x_1'\nset ylabel 'x_2'\n"
          "set xrange [-0.6:1.6]\nset yrange [-0.6:1.6]\n", script);
    fputs("unset key\n", script);
    write_lines(script, &both[0]);
    fputs(squares, script);
    write_lines(script, &both[1]);
    fputs("unset multiplot\n", script);
}

static void decision_lines(void) {
    experiment_heading("The perceptron rule, from zeros, learning rate 1");
    const Lines both[] = {learn("AND: separated after six epochs", data_boolean(AND)),
                          learn("XOR: no line will ever do", data_xor())};
    experiment_show("decision", write_decision_lines, both);
    for (int i = 0; i < 2; i++) dataset_free(both[i].data);
}

/* --- One unit: what it can learn ---------------------------------------------------------------------------------- */
static void sixteen_functions(void) {
    static const char *const names[16] = {"0",    "NOR",  "x2 and not x1", "not x1", "x1 and not x2", "not x2",
                                          "XOR",  "NAND", "AND",           "XNOR",   "x2",            "x1 implies x2",
                                          "x1",   "x2 implies x1",         "OR",     "1"};
    enum { BOUND = 100 };
    experiment_heading("The 16 functions of two inputs");
    printf("  function        00 01 10 11   learnt\n");
    for (int f = 0; f < 16; f++) {
        t_step();
        Dataset  *d = data_boolean(f);
        Tensor   *w = t_zeros(2), *b = t_zeros(1);
        int       mistakes[BOUND];
        const int epochs = perceptron_train(w, b, d->x, d->y, 1, BOUND, mistakes);
        printf("  %-14s", names[f]);
        for (int r = 0; r < 4; r++) printf("  %d", (int)d->y->data[r]);
        if (epochs < 1 || epochs > BOUND) printf("   perceptron_train says that it made %d epochs\n", epochs);
        else if (mistakes[epochs - 1] == 0) printf("   in epoch %d\n", epochs);
        else printf("   not in %d epochs: %d mistakes in the last\n", BOUND, mistakes[epochs - 1]);
        dataset_free(d);
    }
    for (int inputs = 1; inputs <= 3; inputs++)
        printf("of %d input%s: %d of %d functions are learnt\n", inputs, inputs > 1 ? "s" : "",
               boolean_functions_learnt(inputs, BOUND), 1 << (1 << inputs));
}

static int right(const Tensor *w, const Tensor *b, Tensor *x, const Tensor *t) {
    const Tensor *o = threshold_unit(w, b, x);
    int           count = 0;
    for (int n = 0; n < t->shape[0]; n++) count += o->data[n] == t->data[n];
    return count;
}

static void adaline_and_hebb(const char *name, Dataset *d) {
    Tensor *w = t_zeros(2), *b = t_zeros(1);
    double  mse = adaline_epoch(w, b, d->x, d->y, 0.1);
    printf("%s\n  ADALINE, one epoch, rate 0.1:  w = (%.4f, %.4f), b = %.4f\n", name, (double)w->data[0],
           (double)w->data[1], (double)b->data[0]);
    for (int i = 0; i < 1000; i++) mse = adaline_step(w, b, d->x, d->y, 0.3);
    printf("  ADALINE, at the optimum:       w = (%.4f, %.4f), b = %.4f; mean of e^2 %.4f\n", (double)w->data[0],
           (double)w->data[1], (double)b->data[0], mse);
    Tensor *hebb_w = t_zeros(2), *hebb_b = t_zeros(1);
    hebb_learn(hebb_w, hebb_b, d->x, d->y);
    printf("  Hebb:                          w = (%g, %g), b = %g; %d of 4 right\n", (double)hebb_w->data[0],
           (double)hebb_w->data[1], (double)hebb_b->data[0], right(hebb_w, hebb_b, t_sub(t_mul(2, d->x), 1), d->y));
    dataset_free(d);
}

/* --- Two layers --------------------------------------------------------------------------------------------------- */
static TwoLayer new_network(int D, int H, int O) {
    return (TwoLayer){t_keep(t_zeros(H, D)), t_keep(t_zeros(H)), t_keep(t_zeros(O, H)), t_keep(t_zeros(O))};
}

static void free_network(const TwoLayer *net) {
    t_free(net->W1);
    t_free(net->b1);
    t_free(net->W2);
    t_free(net->b2);
}

static void gates_by_hand(const Tensor *x) {
    experiment_heading("Gates by hand: what they answer to 00, 01, 10, 11");
    void (*const gates[])(Tensor *w, Tensor *b) = {and_gate, or_gate};
    for (int i = 0; i < 2; i++) {
        Tensor *w = t_zeros(2), *b = t_zeros(1);
        gates[i](w, b);
        const Tensor *o = threshold_unit(w, b, x);
        printf("  %-4s", i == 0 ? "AND" : "OR");
        for (int n = 0; n < 4; n++) printf(" %g", (double)o->data[n]);
        printf("    w = (%g, %g), b = %g\n", (double)w->data[0], (double)w->data[1], (double)b->data[0]);
    }
    const TwoLayer net = new_network(2, 2, 1);
    xor_gate(&net);
    Tensor *hidden = t_zeros(4, 2);
    for (int j = 0; j < 2; j++) {
        const Tensor *o = threshold_unit(t_select(net.W1, j), t_reshape(t_select(net.b1, j), 1), x);
        for (int n = 0; n < 4; n++) hidden->data[2 * n + j] = o->data[n];
    }
    const Tensor *o = threshold_unit(t_select(net.W2, 0), net.b2, hidden);
    printf("  XOR ");
    for (int n = 0; n < 4; n++) printf(" %g", (double)o->data[n]);
    printf("    with hidden units");
    for (int n = 0; n < 4; n++) printf(" (%g,%g)", (double)hidden->data[2 * n], (double)hidden->data[2 * n + 1]);
    printf("\n");
    free_network(&net);
}

typedef struct Learnt {
    const TwoLayer *net;
    Tensor         *x, *t;
    int             hidden;
} Learnt;

/* The corners of the square by name: above their place, or below in the lower half. What is one place to the eye has one
 * label. */
static void write_corners(FILE *script, const Tensor *x, const Tensor *h) {
    for (int n = 0, label = 1; n < x->shape[0]; n++) {
        const real *at = h->data + 2 * n;
        char        names[64] = "";
        int         here = 0;
        bool        named = false;
        for (int m = 0; m < x->shape[0]; m++) {
            const real *other = h->data + 2 * m;
            if (hypot(other[0] - at[0], other[1] - at[1]) > 0.4) continue;
            named = named || m < n;
            here++;
            snprintf(names + strlen(names), sizeof names - strlen(names), "%s(%g,%g)", names[0] ? "\\n" : "",
                     (double)x->data[2 * m], (double)x->data[2 * m + 1]);
        }
        if (named) continue;
        fprintf(script, "set label %d \"%s\" at %g,%g center font small offset 0,%g front\n", label++, names,
                (double)at[0], (double)at[1], at[1] < 0 ? -1.1 : 1.1 * here);
    }
}

/* Where the square's grid comes to lie in the space of the two hidden units, and the line that the output draws. */
static void write_hidden_space(FILE *script, const Learnt *l) {
    enum { LINES = 13, POINTS = 41 };
    Tensor *p = t_zeros(1, 2);
    fputs("set title 'what the hidden units see'\nset xlabel 'h_1'\nset ylabel 'h_2'\n"
          "set xrange [-1.9:1.9]\nset yrange [-1.9:1.9]\nset xtics 1\nset ytics 1\n$grid << END\n", script);
    for (int way = 0; way < 2; way++)
        for (int i = 0; i < LINES; i++, fputc('\n', script))
            for (int j = 0; j < POINTS; j++) {
                t_step();
                p->data[way] = (real)i / (LINES - 1);
                p->data[1 - way] = (real)j / (POINTS - 1);
                const Tensor *h = two_layer_forward(l->net, p).h;
                fprintf(script, "%g %g\n", (double)h->data[0], (double)h->data[1]);
            }
    fputs("END\n$line << END\n", script);
    write_line(script, l->net->W2->data[0], l->net->W2->data[1], l->net->b2->data[0]);
    fputs("END\n", script);
    const Tensor *h = two_layer_forward(l->net, l->x).h;
    write_corners(script, l->x, h);
    write_samples(script, h, l->t);
    fputs("plot $grid with lines lw 2 lc rgb grey title 'square', "
          "$line with lines lw thick lc rgb ink title 'output 1/2', ", script);
    fputs(samples, script);
}

static void write_output(FILE *script, const Learnt *l) {
    enum { CELLS = 81 };
    Tensor *p = t_zeros(1, 2);
    fputs("set title 'the output over the plane'\nset xlabel 'x_1'\nset ylabel 'x_2'\n"
          "set xrange [-0.5:1.5]\nset yrange [-0.5:1.5]\nset cbrange [0:1]\nset cbtics 0.5\n"
          "set palette @two_classes\n$map << END\n", script);
    for (int i = 0; i < CELLS; i++, fputc('\n', script))
        for (int j = 0; j < CELLS; j++) {
            t_step();
            p->data[0] = (real)(-0.5 + 2.0 * j / (CELLS - 1));
            p->data[1] = (real)(-0.5 + 2.0 * i / (CELLS - 1));
            fprintf(script, "%g %g %g\n", (double)p->data[0], (double)p->data[1],
                    (double)two_layer_forward(l->net, p).y->data[0]);
        }
    fputs("END\n", script);
    write_samples(script, l->x, l->t);
    fputs("plot $map using 1:2:3 with image notitle, ", script);
    fputs(samples, script);
}

static void write_xor(FILE *script, const void *data) {
    const Learnt *l = data;
    fprintf(script, "%sset multiplot layout 1,%s,0.34,0.88 spacing 0.14,0\n"
            "set colorbox user origin screen %g,0.34 size 0.012,0.54\n", squares,
            l->hidden == 2 ? "2 margins 0.15,0.905" : "1 margins 0.28,0.72", l->hidden == 2 ? 0.92 : 0.74);
    if (l->hidden == 2) {
        write_hidden_space(script, l);
        fputs("unset key\nunset label\nset xtics autofreq\nset ytics autofreq\n", script);
    }
    write_output(script, l);
    fputs("unset multiplot\n", script);
}

/* As two_layer_solve does it, with a row of the history for every step. */
static int train_xor(const Settings *s, const Learnt *l, History *history) {
    Rng rng = rng_new(s->seed, 0);
    for (int start = 1, row = 0; start <= s->starts; start++) {
        double loss = 0;
        int    correct = 0;
        two_layer_init(l->net, &rng);
        for (int epoch = 1; epoch <= s->epochs; epoch++) {
            t_step();
            correct = two_layer_correct(two_layer_forward(l->net, l->x).y, l->t);
            loss = two_layer_step(l->net, l->x, l->t, s->lr);
            history_row(history, (double[]){++row, loss, correct / 4.0, start});
        }
        t_step();
        const Tensor *y = two_layer_forward(l->net, l->x).y;
        correct = two_layer_correct(y, l->t);
        printf("  start %d: loss %.4f, %d of 4 right; outputs %.3f %.3f %.3f %.3f\n", start, loss, correct,
               (double)y->data[0], (double)y->data[1], (double)y->data[2], (double)y->data[3]);
        if (correct == 4) return start;
    }
    return 0;
}

static void how_often(const Settings *s, const Learnt *l) {
    enum { TRIES = 30 };
    static const int widths[] = {2, 3, 4, 8};
    printf("\nOf %d single starts, %d steps each, so many solve it:\n", TRIES, s->epochs);
    for (int i = 0; i < 4; i++) {
        const TwoLayer net = new_network(2, widths[i], 1);
        int            solved = 0;
        for (uint64_t seed = 0; seed < TRIES; seed++) {
            Rng rng = rng_new(s->seed + seed, 1);
            solved += two_layer_solve(&net, l->x, l->t, s->lr, s->epochs, 1, &rng) == 1;
        }
        printf("  %d hidden units: %d\n", widths[i], solved);
        free_network(&net);
    }
}

static void learn_xor(const Settings *s, Dataset *d, History *history) {
    experiment_heading("Two layers on XOR: tanh hidden units, sigmoid output");
    printf("%d hidden units, learning rate %g, %d steps a start, seed %llu\n", s->hidden, s->lr, s->epochs,
           (unsigned long long)s->seed);
    const TwoLayer net = new_network(2, s->hidden, 1);
    const Learnt   l = {&net, d->x, d->y, s->hidden};
    const int      start = train_xor(s, &l, history);
    if (start) printf("  solved by start %d\n", start);
    else printf("  not solved in %d starts; --starts, --epochs, --lr and --hidden change them\n", s->starts);
    experiment_table_end(history);
    how_often(s, &l);
    printf("\nhistory  %s\n", experiment_path("history.tsv"));
    experiment_curve("Lab 1: XOR, start after start");
    experiment_show("xor", write_xor, &l);
    free_network(&net);
}

int main(int argc, char **argv) {
    Settings    s = {.hidden = 2, .epochs = 500, .starts = 20, .lr = 2};
    const char *device = "cpu";
    experiment_begin(argc, argv, "01_perceptron", "These options are for the network that learns XOR.",
                     option_whole("hidden", &s.hidden, 1, 1000, "hidden units"),
                     option_number("lr", &s.lr, 0, 1e6, "learning rate"),
                     option_whole("epochs", &s.epochs, 1, 1000000, "steps of a start"),
                     option_whole("starts", &s.starts, 1, 10000, "starts at most"),
                     option_seed(&s.seed, "of the first weights"),
                     option_choice("device", &device, "cpu", "this lab has loops of its own, for the CPU"));
    t_no_grad();
    const char *const columns[] = {"step", "train_loss", "train_accuracy", "start", NULL};
    History          *history = experiment_table("history", columns);
    decision_lines();
    sixteen_functions();
    experiment_heading("ADALINE and Hebb");
    adaline_and_hebb("AND", data_boolean(AND));
    adaline_and_hebb("XOR", data_xor());
    Dataset *d = data_xor();
    gates_by_hand(d->x);
    learn_xor(&s, d, history);
    dataset_free(d);
    return 0;
}
