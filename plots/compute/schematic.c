#include "schematic.h"
#include <stdarg.h>

struct Drawing {
    Tsv *shapes, *lines, *texts;
};

static Tsv *table(const char *drawing, const char *part, const char *columns) {
    char name[128];
    snprintf(name, sizeof name, "%s.%s", drawing, part);
    return tsv_open(name, columns);
}

Drawing *drawing_open(const char *name) {
    Drawing *d = t_calloc(1, sizeof *d);
    d->shapes = table(name, "shapes", "kind x y w h colour");
    d->lines = table(name, "lines", "kind x y dx dy colour");
    d->texts = table(name, "texts", "align x y size colour text");
    /* gnuplot complains of tables without rows; a kind that it is not told to draw is none. */
    tsv_line(d->shapes, "none\t0\t0\t0\t0\t0");
    tsv_line(d->lines, "none\t0\t0\t0\t0\t0");
    tsv_line(d->texts, "none\t0\t0\t1\t0\t");
    return d;
}

void drawing_close(Drawing *d) {
    tsv_close(d->shapes);
    tsv_close(d->lines);
    tsv_close(d->texts);
    free(d);
}

static Node shape(Drawing *d, const char *kind, Node node, Colour colour, const char *text) {
    tsv_line(d->shapes, "%s\t%g\t%g\t%g\t%g\t%d", kind, node.x, node.y, node.w, node.h, (int)colour);
    if (*text) draw_text(d, node.x, node.y, CENTRE, 1, INK, "%s", text);
    return node;
}

Node draw_box(Drawing *d, double x, double y, double w, double h, Colour colour, const char *text) {
    return shape(d, "box", (Node){x, y, w, h, false}, colour, text);
}
Node draw_circle(Drawing *d, double x, double y, double radius, Colour colour, const char *text) {
    return shape(d, "circle", (Node){x, y, 2 * radius, 2 * radius, true}, colour, text);
}
Node draw_panel(Drawing *d, double x, double y, double w, double h, Colour colour) {
    return shape(d, "panel", (Node){x, y, w, h, false}, colour, "");
}

void draw_line(Drawing *d, double x1, double y1, double x2, double y2, Stroke stroke, Colour colour) {
    static const char *const names[] = {"line", "arrow", "dashed", "thin", "thick"};
    tsv_line(d->lines, "%s\t%g\t%g\t%g\t%g\t%d", names[stroke], x1, y1, x2 - x1, y2 - y1, (int)colour);
}

/* How much of the way from the node's centre along (dx,dy) is inside it. */
static double inside(Node node, double dx, double dy) {
    if (node.round) return node.w / 2 / hypot(dx, dy);
    return fmin(node.w / 2 / fmax(fabs(dx), 1e-9), node.h / 2 / fmax(fabs(dy), 1e-9));
}

void draw_edge(Drawing *d, Node from, Node to, Stroke stroke, Colour colour) {
    const double dx = to.x - from.x, dy = to.y - from.y, a = inside(from, dx, dy), b = inside(to, dx, dy);
    draw_line(d, from.x + a * dx, from.y + a * dy, to.x - b * dx, to.y - b * dy, stroke, colour);
}

/* gnuplot takes one of two backslashes for itself when it reads a table, and again when it makes up the text. */
static void escape_backslashes(char *to, const char *from) {
    for (; *from; from++)
        for (int i = *from == '\\' ? 4 : 1; i > 0; i--) *to++ = *from;
    *to = '\0';
}

void draw_text(Drawing *d, double x, double y, Align align, double size, Colour colour, const char *format, ...) {
    static const char *const names[] = {"left", "centre", "right"};
    const double             line_height = TEXT_LINE * size;
    char                     text[512];
    va_list                  arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    int more = 0;
    for (const char *c = text; *c; c++) more += *c == '\n';
    y += line_height * more / 2;
    for (char *rest = text, *line; (line = strsep(&rest, "\n")); y -= line_height) {
        char escaped[4 * sizeof text];
        escape_backslashes(escaped, line);
        tsv_line(d->texts, "%s\t%g\t%g\t%g\t%d\t%s", names[align], x, y, size, (int)colour, escaped);
    }
}
