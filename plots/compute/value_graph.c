/* z = x x + y and w = x (y + 3) at x = 2, y = 3 in lab 0's engine: values, and the gradients after both backwards. */
#include "schematic.h"
#include "tensors.h"

typedef struct Graph {
    Value *x, *y, *three, *square, *z, *sum, *w;
} Graph;

static Graph build(void) {
    Graph g = {.x = value_leaf(2), .y = value_leaf(3), .three = value_leaf(3)};
    g.square = value_mul(g.x, g.x);
    g.z = value_add(g.square, g.y);
    g.sum = value_add(g.y, g.three);
    g.w = value_mul(g.x, g.sum);
    return g;
}

/* What each backward alone gives to x and y, and what both leave there one after the other. */
typedef struct Gradients {
    double x, y;
} Gradients;

static Gradients after(const Graph *g, const char *facts) {
    char            name[32];
    const Gradients d = {g->x->grad, g->y->grad};
    snprintf(name, sizeof name, "%s_x", facts);
    tsv_fact(name, d.x);
    snprintf(name, sizeof name, "%s_y", facts);
    tsv_fact(name, d.y);
    return d;
}

/* An inner value or the result: what it is, its value, and its gradient below. */
static Node draw_value(Drawing *d, double x, double y, double width, Colour colour, const char *what, const Value *v) {
    const Node node = draw_box(d, x, y, width, 15, colour, "");
    draw_text(d, x, y + 3, CENTRE, 1, INK, "%s = %g", what, (double)v->data);
    draw_text(d, x, y - 3.6, CENTRE, 0.9, RED, "grad %g", (double)v->grad);
    return node;
}

static Node draw_leaf(Drawing *d, double x, double y, const char *what, const Value *v, double first, double second) {
    const Node node = draw_box(d, x, y, 36, 17, BLUE, "");
    draw_text(d, x, y + 3.4, CENTRE, 1.1, INK, "{/:Italic %s} = %g", what, (double)v->data);
    draw_text(d, x, y - 3.8, CENTRE, 0.9, RED, "grad %g + %g = %g", first, second, (double)v->grad);
    return node;
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Graph z_alone = build(), w_alone = build(), g = build();
    value_backward(z_alone.z);
    const Gradients first = after(&z_alone, "z");
    value_backward(w_alone.w);
    const Gradients second = after(&w_alone, "w");
    value_backward(g.z);
    value_backward(g.w);
    after(&g, "both");
    tsv_fact("z", g.z->data);
    tsv_fact("w", g.w->data);

    Drawing   *d = drawing_open("graph");
    const Node x = draw_leaf(d, 22, 62, "x", g.x, first.x, second.x);
    const Node y = draw_leaf(d, 22, 28, "y", g.y, first.y, second.y);
    const Node three = draw_box(d, 40, 8, 10, 8, GREY, "3");
    const Node square = draw_value(d, 82, 74, 28, GREY, "{/:Italic x·x}", g.square);
    const Node z = draw_value(d, 135, 64, 46, GREEN, "{/:Italic z} = {/:Italic x·x} + {/:Italic y}", g.z);
    const Node sum = draw_value(d, 82, 14, 28, GREY, "{/:Italic y} + 3", g.sum);
    const Node w = draw_value(d, 135, 26, 46, PURPLE, "{/:Italic w} = {/:Italic x}·({/:Italic y} + 3)", g.w);
    /* Two uses of x make two edges. */
    draw_line(d, 40, 67, 68, 76, ARROW, GREY);
    draw_line(d, 40, 63, 68, 71, ARROW, GREY);
    draw_edge(d, square, z, ARROW, GREY);
    draw_edge(d, y, z, ARROW, GREY);
    draw_edge(d, y, sum, ARROW, GREY);
    draw_edge(d, three, sum, ARROW, GREY);
    draw_edge(d, x, w, ARROW, GREY);
    draw_edge(d, sum, w, ARROW, GREY);
    drawing_close(d);
    return tsv_end();
}
