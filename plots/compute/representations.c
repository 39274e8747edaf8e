/* What deep learning is a part of, and what it replaces; drawings. */
#include "schematic.h"

static void draw_fields(void) {
    Drawing *d = drawing_open("fields");
    draw_panel(d, 80, 44, 148, 84, BLUE);
    draw_panel(d, 80, 37, 118, 64, GREEN);
    draw_panel(d, 80, 29, 88, 40, RED);
    draw_text(d, 80, 81, CENTRE, 1.15, INK, "Artificial intelligence");
    draw_text(d, 80, 75, CENTRE, 0.85, GREY, "machines that do what takes a mind: search, logic, rules");
    draw_text(d, 80, 64, CENTRE, 1.15, INK, "Machine learning");
    draw_text(d, 80, 57, CENTRE, 0.85, GREY, "behaviour that comes from data: regression, trees");
    draw_text(d, 80, 40, CENTRE, 1.15, INK, "Deep learning");
    draw_text(d, 80, 25, CENTRE, 0.85, GREY, "layers that find their own features:\nMLP, CNN, transformer");
    drawing_close(d);
}

static void draw_way(Drawing *d, double y, const char *title, const char *features, Colour colour, const char *below) {
    draw_text(d, 4, y + 17, LEFT, 1, INK, "%s", title);
    const Node in = draw_box(d, 18, y, 28, 18, GREY, "input"), out = draw_box(d, 142, y, 28, 18, GREY, "answer");
    const Node found = draw_box(d, 58, y, 34, 18, colour, features);
    const Node last = draw_box(d, 102, y, 34, 18, GREEN, "classifier");
    draw_edge(d, in, found, ARROW, GREY);
    draw_edge(d, found, last, ARROW, GREY);
    draw_edge(d, last, out, ARROW, GREY);
    draw_text(d, 80, y - 14, CENTRE, 0.85, GREY, "%s", below);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    draw_fields();
    Drawing *d = drawing_open("learned");
    draw_way(d, 66, "Traditional", "features\nmade by hand", ORANGE, "only the classifier is trained");
    draw_way(d, 20, "Deep learning", "features\nin layers", GREEN, "all is trained, from the input to the answer");
    drawing_close(d);
    return tsv_end();
}
