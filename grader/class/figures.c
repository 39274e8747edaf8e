#include "figures.h"

#include "error.h"
#include "gnuplot.h"
#include "store.h"
#include "text.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BINS = 10 };

static double most_of(const LabTable *lab) {
    double most = 0;
    for (int t = 0; t < lab->n_tasks; t++) most += lab->tasks[t].points;
    return most;
}

/* Words that can be read on a telephone, where the picture is 360 pixels wide. */
static void begin_figure(FILE *g, const Settings *s, const char *name, int height) {
    char *stem = class_path(s, "class/%s", name);
    gnuplot_svg(g, stem, height, false);
    free(stem);
    fputs("set termoption font 'sans-serif,50'\n", g);
}

/* How many have how many points: ten bins, the last one with its upper end. */
static void draw_grades(FILE *g, const Settings *s, const Class *c) {
    const double most = most_of(&c->lab);
    int count[BINS] = {0}, highest = 0;
    for (int i = 0; i < c->n_students; i++)
        if (c->students[i].has_points) count[(int)fmin(BINS - 1, c->students[i].final / most * BINS)]++;
    for (int b = 0; b < BINS; b++) highest = count[b] > highest ? count[b] : highest;
    begin_figure(g, s, "grades", 900);
    if (highest <= 5) fputs("set ytics 1\n", g); /* there is no half of a student */
    fprintf(g, "set tmargin 1.5\nunset grid\nset grid ytics\nset xlabel 'points'\nset ylabel 'students'\n"
               "set boxwidth %g\n"
               "set xrange [0:%g]\nset yrange [0:*]\nset xtics %g\nunset key\n$bins << EOD\n",
            most / BINS * 0.92, most, most / BINS);
    for (int b = 0; b < BINS; b++) fprintf(g, "%g %d\n", (b + 0.5) * most / BINS, count[b]);
    fprintf(g, "EOD\nplot $bins using 1:2 with boxes lc rgb blue, "
               "$bins using 1:2:($2 > 0 ? sprintf('%%d', $2) : '') with labels textcolor rgb ink offset 0,0.6\n"
               "unset output\n");
}

/* Of each task, the share of its points that the class has. */
static void draw_tasks(FILE *g, const Settings *s, const Class *c) {
    begin_figure(g, s, "tasks", 200 + 70 * c->lab.n_tasks);
    fprintf(g, "set tmargin 1\nunset grid\nset grid xtics\nset xlabel 'points of the class, %%'\n"
               "set xrange [0:100]\nset xtics 20\n"
               "set yrange [%d.5:-0.5]\nunset key\nset ytics scale 0\n$tasks << EOD\n", c->lab.n_tasks - 1);
    for (int t = 0; t < c->lab.n_tasks; t++) {
        double sum = 0;
        int    n = 0;
        for (int i = 0; i < c->n_students; i++)
            if (c->students[i].has_points) sum += c->students[i].points[t], n++;
        fprintf(g, "%d %g \"%s\"\n", t, n > 0 ? 100 * sum / (n * c->lab.tasks[t].points) : 0, c->lab.tasks[t].id);
    }
    fprintf(g, "EOD\nplot $tasks using (0):1:(0):2:($1-0.38):($1+0.38):ytic(3) with boxxyerror "
               "lc rgb blue\nunset output\n");
}

bool figures_draw(const Settings *s, const Class *c) {
    char *folder = class_path(s, "class");
    const bool made = store_folder(folder);
    free(folder);
    FILE *g = made ? tmpfile() : NULL;
    if (g == NULL) return false;
    draw_grades(g, s, c);
    draw_tasks(g, s, c);
    const bool ok = gnuplot_run(g, false);
    fclose(g);
    return ok;
}
