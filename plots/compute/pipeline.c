/* The four steps of a project, and what in this course stands for each. */
#include "schematic.h"

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    static const struct {
        const char *step, *what, *calls;
        Colour      colour;
    } steps[] = {
        {"Data", "collect, split,\nstandardise", "Dataset\nDataLoader", BLUE},
        {"Model", "layers,\nactivations", "nn\\_linear\nnn\\_sequential", GREEN},
        {"Training", "loss, gradient,\nupdate", "t\\_backward\noptim\\_step", ORANGE},
        {"Evaluation", "validation set;\nonce, at last:\ntest set", "nn\\_eval\nt\\_no\\_grad", RED},
    };
    Drawing *d = drawing_open("pipeline");
    Node     last = {0};
    for (int i = 0; i < 4; i++) {
        const double x = 20 + 40 * i;
        const Node   box = draw_box(d, x, 60, 31, 24, steps[i].colour, "");
        draw_text(d, x, 60, CENTRE, 1.1, INK, "%d\n%s", i + 1, steps[i].step);
        draw_text(d, x, 36, CENTRE, 0.95, INK, "%s", steps[i].what);
        draw_text(d, x, 16, CENTRE, 0.85, GREY, "%s", steps[i].calls);
        if (i > 0) draw_edge(d, last, box, ARROW, GREY);
        last = box;
    }
    /* Back to the model: the validation set chooses it. The test set chooses nothing. */
    draw_line(d, 140, 72, 140, 80, LINE, GREY);
    draw_line(d, 140, 80, 60, 80, LINE, GREY);
    draw_line(d, 60, 80, 60, 72, ARROW, GREY);
    draw_text(d, 100, 84, CENTRE, 0.85, GREY, "not good enough on the validation set: another model");
    drawing_close(d);
    return tsv_end();
}
