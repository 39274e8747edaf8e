/* How the alcohol of the wines is distributed in each cultivar: counts, and a Gaussian kernel's density. */
#include "table.h"
#include "tsv.h"

enum { POINTS = 241 };

typedef struct Sample {
    int    n;
    double values[128], mean, std;
} Sample;

static void describe(Sample *s) {
    for (int i = 0; i < s->n; i++) s->mean += s->values[i] / s->n;
    for (int i = 0; i < s->n; i++) s->std += (s->values[i] - s->mean) * (s->values[i] - s->mean) / (s->n - 1);
    s->std = sqrt(s->std);
}

/* Silverman's width for samples that look normal: 1.06 std n^(-1/5). */
static double density(const Sample *s, double x) {
    const double width = 1.06 * s->std * pow(s->n, -0.2);
    double       sum = 0;
    for (int i = 0; i < s->n; i++) sum += exp(-0.5 * pow((x - s->values[i]) / width, 2));
    return sum / (s->n * width * sqrt(2 * acos(-1)));
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *wine = data_csv_columns("datasets/wine.csv", 1, (const char *const[]){"alcohol"}, "class", true);
    if (!wine) tsv_die("the wines");
    Sample classes[3] = {{0}};
    Tsv   *points = tsv_open("points", "alcohol cultivar");
    for (int i = 0; i < wine->n; i++) {
        Sample *s = &classes[wine->y->i64[i]];
        s->values[s->n++] = wine->x->data[i];
        tsv_row(points, wine->x->data[i], (double)wine->y->i64[i]);
    }
    tsv_close(points);
    Tsv *curves = tsv_open("curves", "alcohol density0 density1 density2");
    for (int c = 0; c < 3; c++) {
        char name[16];
        describe(&classes[c]);
        snprintf(name, sizeof name, "n%d", c);
        tsv_fact(name, classes[c].n);
    }
    for (int i = 0; i < POINTS; i++) {
        const double x = 10.5 + 5.0 * i / (POINTS - 1);
        tsv_row(curves, x, density(&classes[0], x), density(&classes[1], x), density(&classes[2], x));
    }
    tsv_close(curves);
    dataset_free(wine);
    return tsv_end();
}
