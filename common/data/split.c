/* split.c: one data set into two, at random or class by class. */
#include "autograd.h"
#include "data_private.h"
#include <stdlib.h>

static int size_of_first(const Dataset *d, double fraction) {
    int n = fraction > 0 && fraction < 1 ? (int)lround(fraction * d->n) : 0;
    if (n < 1 || n >= d->n)
        t_fail("use a fraction between 0 and 1, for example 0.8, that leaves a sample in both sets",
               "a split of %s, %d samples, at %g leaves one set empty", d->name, d->n, fraction);
    return n;
}

static int64_t *shuffled_order(int n, Rng *rng) {
    int64_t *order = t_malloc((size_t)n * sizeof *order);
    for (int i = 0; i < n; i++) order[i] = i;
    rng_shuffle(rng, order, (size_t)n);
    return order;
}

void data_split_random(const Dataset *d, double fraction, uint64_t seed, Dataset **first, Dataset **second) {
    int n = size_of_first(d, fraction);
    Rng rng = rng_new(seed, STREAM_SPLIT);
    int64_t *order = shuffled_order(d->n, &rng);
    *first = dataset_subset(d, order, n);
    *second = dataset_subset(d, order + n, d->n - n);
    free(order);
}

/* How many samples of each class go into a first set of n: every class gets the whole part of its share, and what is
 * then left over goes, one each, to the classes with the largest remainders; among equals to the lower class. */
static void largest_remainders(const int counts[], int classes, double fraction, int n, int quota[]) {
    double *remainder = t_malloc((size_t)classes * sizeof *remainder);
    int     left = n;
    for (int c = 0; c < classes; c++) {
        double share = fraction * counts[c];
        quota[c] = (int)floor(share + 1e-9); /* 0.8 of 60 is 48, also when the product is rounded down */
        remainder[c] = share - quota[c];
        left -= quota[c];
    }
    for (; left > 0; left--) {
        int most = 0;
        for (int c = 1; c < classes; c++)
            if (remainder[c] > remainder[most] + 1e-9) most = c;
        quota[most]++;
        remainder[most] = -1;
    }
    free(remainder);
}

void data_split_stratified(const Dataset *d, double fraction, uint64_t seed, Dataset **first, Dataset **second) {
    if (d->classes == 0)
        t_fail("use data_split_random, which needs no classes",
               "a stratified split needs classes; %s has none", d->name);
    int  n = size_of_first(d, fraction), n_first = 0, n_second = 0;
    int *quota = t_calloc((size_t)d->classes, 2 * sizeof *quota), *counts = quota + d->classes;
    dataset_class_counts(d, counts);
    largest_remainders(counts, d->classes, fraction, n, quota);

    /* In a random order the first quota[c] samples of class c are a random choice, and both sets come out mixed. */
    Rng rng = rng_new(seed, STREAM_SPLIT);
    int64_t *order = shuffled_order(d->n, &rng), *chosen = t_malloc(2 * (size_t)d->n * sizeof *chosen),
            *rest = chosen + d->n;
    for (int i = 0; i < d->n; i++) {
        int64_t sample = order[i];
        if (quota[d->y->i64[sample]]-- > 0) chosen[n_first++] = sample;
        else rest[n_second++] = sample;
    }
    *first = dataset_subset(d, chosen, n_first);
    *second = dataset_subset(d, rest, n_second);
    free(chosen);
    free(order);
    free(quota);
}
