/* What is left of the classes' shares when the wines are split 80:20, at random and class by class. */
#include "data.h"
#include "tsv.h"

static void row(Tsv *bars, double place, const char *label, const Dataset *d) {
    int counts[3];
    dataset_class_counts(d, counts);
    tsv_line(bars, "%g\t%s\t%d\t%d\t%d\t%d", place, label, d->n, counts[0], counts[1], counts[2]);
}

int main(int argc, char **argv) {
    tsv_begin(argc, argv);
    Dataset *wine = data_named("wine"), *train, *test;
    if (!wine) tsv_die("the wines");
    Tsv *bars = tsv_open("bars", "place label n class0 class1 class2");
    row(bars, 0, "all", wine);
    for (int seed = 0; seed < 4; seed++) {
        char label[32];
        snprintf(label, sizeof label, "%d", seed);
        data_split_random(wine, 0.8, (uint64_t)seed, &train, &test);
        row(bars, 1.5 + seed, label, test);
        dataset_free(train);
        dataset_free(test);
    }
    for (int seed = 0; seed < 2; seed++) {
        char label[32];
        snprintf(label, sizeof label, "%d", seed);
        data_split_stratified(wine, 0.8, (uint64_t)seed, &train, &test);
        row(bars, 6 + seed, label, test);
        dataset_free(train);
        dataset_free(test);
    }
    tsv_close(bars);
    dataset_free(wine);
    return tsv_end();
}
