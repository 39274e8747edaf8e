/* schematic.h: drawings of boxes, circles, arrows and words, for plots/gnuplot/schematic.gp. The canvas is 160 wide and
 * 90 high, x to the right and y upwards; a unit is 10 pixels, a letter of size 1 about 2 wide and 3 high. Texts are
 * gnuplot's enhanced ones: "x_1", "x^2", "{/:Italic x}", and "\\_" for a mere underscore; a "\n" begins a new line. */
#pragma once
#include "tsv.h"

/* As in plots/gnuplot/style.gp. */
typedef enum Colour { INK, BLUE, RED, GREEN, PURPLE, ORANGE, SKY, GREY, FAINT } Colour;
typedef enum Align { LEFT, CENTRE, RIGHT } Align;
typedef enum Stroke { LINE, ARROW, DASHED, THIN, THICK } Stroke;

/* The height of a line of text of size 1. */
#define TEXT_LINE 4.8

typedef struct Drawing Drawing;
/* NAME.shapes.tsv, NAME.lines.tsv, NAME.texts.tsv. */
Drawing *drawing_open(const char *name);
void     drawing_close(Drawing *d);

/* What lines are drawn from and to: a box has a width and a height, a circle twice the same. */
typedef struct Node {
    double x, y, w, h; /* the centre, and the size */
    bool   round;
} Node;
/* Pale within, with a border of the colour and the text in the middle; "" for none. */
Node draw_box(Drawing *d, double x, double y, double w, double h, Colour colour, const char *text);
Node draw_circle(Drawing *d, double x, double y, double radius, Colour colour, const char *text);
/* A box behind all lines, without text. */
Node draw_panel(Drawing *d, double x, double y, double w, double h, Colour colour);

void draw_line(Drawing *d, double x1, double y1, double x2, double y2, Stroke stroke, Colour colour);
/* From one node's border to the other's, along the line between their centres. */
void draw_edge(Drawing *d, Node from, Node to, Stroke stroke, Colour colour);
/* x is where the text begins, has its middle, or ends; y is the middle of its height. */
void draw_text(Drawing *d, double x, double y, Align align, double size, Colour colour, const char *format, ...)
    __attribute__((format(printf, 7, 8)));
