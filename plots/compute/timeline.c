/* Eighty years of neural networks: the years and names as published. */
#include "schematic.h"

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    /* McCulloch & Pitts 1943; Rosenblatt 1958; Widrow & Hoff 1960 (ADALINE, shown in 1959); Minsky & Papert 1969;
     * Hopfield 1982; Rumelhart, Hinton & Williams 1986; Hochreiter & Schmidhuber 1997; LeCun, Bottou, Bengio & Haffner
     * 1998; CUDA's announcement in November 2006; Deng et al. 2009; Krizhevsky, Sutskever & Hinton 2012; Sutskever,
     * Vinyals & Le 2014; Vaswani et al. 2017; ChatGPT, November 2022. */
    static const struct {
        int         year;
        double      level; /* how far from the axis the words stand, below it when negative */
        const char *what;
        Colour      colour;
    } events[] = {
        {1943, 16, "threshold unit\nMcCulloch, Pitts", BLUE}, {1958, 32, "perceptron\nRosenblatt", BLUE},
        {1959, -22, "ADALINE\nWidrow, Hoff", BLUE},           {1969, 15, "limits: XOR\nMinsky, Papert", RED},
        {1982, -18, "Hopfield nets", GREEN},
        {1986, 31, "back-propagation\nRumelhart, Hinton,\nWilliams", GREEN},
        {1997, -18, "LSTM", GREEN},                            {1998, 15, "LeNet-5", GREEN},
        {2006, 15, "CUDA", ORANGE},
        {2009, -32, "ImageNet", ORANGE},                       {2012, 25, "AlexNet", ORANGE},
        {2014, -18, "seq2seq", PURPLE},                        {2017, 36, "transformer", PURPLE},
        {2022, -32, "ChatGPT", PURPLE},
    };
    enum { FIRST = 1940, YEARS = 85, EVENTS = sizeof events / sizeof *events };
    const double axis = 42, left = 12, width = 140;
    Drawing     *d = drawing_open("timeline");
    draw_line(d, left - 4, axis, left + width + 5, axis, ARROW, INK);
    for (int year = FIRST; year <= 2020; year += 10) {
        const double x = left + width * (year - FIRST) / YEARS;
        draw_line(d, x, axis - 1.5, x, axis + 1.5, LINE, INK);
        bool crossed = false; /* by the line of an event below the axis */
        for (size_t i = 0; i < EVENTS; i++) crossed |= events[i].level < 0 && abs(events[i].year - year) < 3;
        if (!crossed) draw_text(d, x, axis - 5, CENTRE, 0.8, GREY, "%d", year);
    }
    /* Of neural networks, as the lectures count them: the 1970s, and from the 1990s to about 2009. */
    static const int winters[][2] = {{1970, 1980}, {1990, 2009}};
    for (int i = 0; i < 2; i++) {
        const double x0 = left + width * (winters[i][0] - FIRST) / YEARS;
        const double x1 = left + width * (winters[i][1] - FIRST) / YEARS;
        draw_panel(d, (x0 + x1) / 2, axis + 3, x1 - x0, 6, SKY);
        draw_text(d, x0 + 6.5, axis + 3, CENTRE, 0.75, GREY, "winter");
    }
    for (size_t i = 0; i < EVENTS; i++) {
        const double x = left + width * (events[i].year - FIRST) / YEARS, y = axis + events[i].level;
        int          lines = 2;
        for (const char *c = events[i].what; *c; c++) lines += *c == '\n';
        const double half = TEXT_LINE * 0.8 * lines / 2;
        draw_line(d, x, axis, x, y + (events[i].level > 0 ? -half : half), THIN, events[i].colour);
        draw_circle(d, x, axis, 1.3, events[i].colour, "");
        draw_text(d, x, y, CENTRE, 0.8, INK, "{/:Bold %d}\n%s", events[i].year, events[i].what);
    }
    drawing_close(d);
    return tsv_end();
}
