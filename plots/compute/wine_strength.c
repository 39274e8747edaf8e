#include "wine_strength.h"
#include "tsv.h"

/* The first column of the wines is the alcohol. */
static Dataset *part(const Dataset *wines, Scaling s) {
    Tensor *z = standardize(s, wines->x);
    Tensor *x = t_slice(z, 1, 1, STRENGTH_INPUTS + 1), *y = t_slice(z, 1, 0, 1);
    return dataset_new("wine, alcohol", t_keep(x), t_keep(y), 0);
}

Strength strength_read(int n_train, uint64_t seed) {
    Dataset *wines = data_named("wine"), *first, *second;
    if (!wines) tsv_die("the wines");
    data_split_random(wines, (double)n_train / wines->n, seed, &first, &second);
    const Scaling  s = standardize_fit(first->x);
    const Strength strength = {part(first, s), part(second, s)};
    dataset_free(first);
    dataset_free(second);
    dataset_free(wines);
    return strength;
}

void strength_free(Strength s) {
    dataset_free(s.train);
    dataset_free(s.validation);
}
