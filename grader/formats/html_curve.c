#include "html_curve.h"

#include "report_text.h"
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Of one plot, in units of its view box. */
enum { WIDTH = 320, HEIGHT = 210, LEFT = 44, RIGHT = 312, TOP = 26, BOTTOM = 182, TICKS = 5 };
/* A loss that runs away is cut at this multiple of the reference's largest, so that the band can still be seen. */
#define HIGHEST 3.0

typedef struct Plot {
    const Curve *curve;
    int value; /* which of the epochs' values */
    double low, high;
    bool cut; /* some of the line lies above `high` */
} Plot;

static bool is_loss(int value) { return strstr(curve_names[value], "loss") != NULL; }

/* What the axis has to hold. false when there is no line to draw. */
static bool find_range(Plot *p) {
    double low = INFINITY, high = -INFINITY, band = -INFINITY;
    bool drawn = false;
    for (int e = 0; e < p->curve->n; e++) {
        const Epoch *epoch = &p->curve->epochs[e];
        const double own = epoch->value[p->value];
        if (isfinite(own)) {
            drawn = true;
            low = fmin(low, own);
            high = fmax(high, own);
        }
        if (isfinite(epoch->low[p->value])) low = fmin(low, epoch->low[p->value]);
        if (isfinite(epoch->high[p->value])) band = fmax(band, epoch->high[p->value]);
    }
    if (is_loss(p->value)) {
        p->low = 0;
        p->cut = band > 0 && high > HIGHEST * band;
        p->high = fmax(p->cut ? HIGHEST * band : high, band);
        if (!(p->high > 0)) p->high = 1;
    } else {
        p->high = 1;
        p->low = low < 1 ? fmax(0, low - 0.1 * (1 - low)) : 0;
    }
    return drawn;
}

static double x_of(const Plot *p, int epoch) {
    const int last = p->curve->n > 1 ? p->curve->n - 1 : 1;
    return LEFT + (double)(RIGHT - LEFT) * (epoch - 1) / last;
}

static double y_of(const Plot *p, double value) {
    const double share = (value - p->low) / (p->high - p->low);
    return BOTTOM - (BOTTOM - TOP) * fmin(fmax(share, 0), 1);
}

/* 1, 2 or 5 times a power of ten, for at most TICKS of them. */
static double tick_step(double range) {
    double step = pow(10, floor(log10(range / TICKS)));
    while (range / step > TICKS) {
        if (range / (2 * step) <= TICKS) return 2 * step;
        if (range / (5 * step) <= TICKS) return 5 * step;
        step *= 10;
    }
    return step;
}

static void add_axes(const Plot *p, Text *to) {
    const double step = tick_step(p->high - p->low), across = fmax(1, tick_step(fmax(1, p->curve->n - 1)));
    for (double v = ceil(p->low / step) * step; v <= p->high + 1e-9 * step; v += step) {
        const double y = y_of(p, v);
        text_add(to, "<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>", LEFT, y, RIGHT, y);
        text_add(to, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.3g</text>\n", LEFT - 6, y + 3.5,
                 fabs(v) < 1e-9 * step ? 0 : v);
    }
    for (double e = 1; e <= p->curve->n; e = e == 1 && across > 1 ? across : e + across)
        text_add(to, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f</text>", x_of(p, (int)e), BOTTOM + 14, e);
    text_add(to, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">epoch</text>\n", (LEFT + RIGHT) / 2, HEIGHT - 2);
}

static void add_band(const Plot *p, Text *to) {
    if (p->curve->runs == 0) return;
    text_add(to, "<polygon class=\"band\" points=\"");
    for (int e = 1; e <= p->curve->n; e++) {
        const double high = p->curve->epochs[e - 1].high[p->value];
        if (isfinite(high)) text_add(to, " %.1f,%.1f", x_of(p, e), y_of(p, high));
    }
    for (int e = p->curve->n; e >= 1; e--) {
        const double low = p->curve->epochs[e - 1].low[p->value];
        if (isfinite(low)) text_add(to, " %.1f,%.1f", x_of(p, e), y_of(p, low));
    }
    text_add(to, "\"/>\n");
}

/* In parts, where a value is missing or no number. A dot is seen even where a part is one epoch long. */
static void add_line(const Plot *p, Text *to) {
    bool open = false;
    for (int e = 1; e <= p->curve->n + 1; e++) {
        const double v = e <= p->curve->n ? p->curve->epochs[e - 1].value[p->value] : NAN;
        if (isfinite(v))
            text_add(to, "%s%.1f,%.1f", open ? " " : "<polyline class=\"run\" fill=\"none\" points=\"", x_of(p, e),
                     y_of(p, v));
        else if (open) text_add(to, "\"/>\n");
        open = isfinite(v);
    }
    for (int e = 1; e <= p->curve->n; e++) {
        const double v = p->curve->epochs[e - 1].value[p->value];
        if (!isfinite(v)) continue;
        text_add(to, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"2\"><title>epoch %d: %.4g</title></circle>\n",
                 x_of(p, e), y_of(p, v), e, v);
    }
}

static void add_plot(const Curve *c, int value, const char *title, Text *to) {
    Plot p = {.curve = c, .value = value};
    if (!find_range(&p)) return;
    text_add(to, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n", WIDTH, HEIGHT, title);
    text_add(to, "<text class=\"name\" x=\"%d\" y=\"14\">%s%s</text>\n", LEFT, title,
             p.cut ? " (it leaves the plot)" : "");
    add_axes(&p, to);
    add_band(&p, to);
    add_line(&p, to);
    text_add(to, "</svg>\n");
}

void html_curve(const Curve *c, Text *to) {
    Text plots = {0};
    add_plot(c, 0, "training loss", &plots);
    add_plot(c, 1, "held-out loss", &plots);
    add_plot(c, 3, "held-out accuracy", &plots);
    if (plots.size > 0) {
        text_add(to, "<figure>\n<div class=\"plots\">\n%s</div>\n<figcaption>", text_of(&plots));
        report_markup(to, c->title, NAME_LIMIT);
        text_add(to, ": <span class=\"run-key\">your run</span>");
        if (c->runs > 0)
            text_add(to, ", on the <span class=\"band-key\">range of %d runs of the reference</span>", c->runs);
        text_add(to, "</figcaption>\n</figure>\n");
    }
    text_free(&plots);
}
