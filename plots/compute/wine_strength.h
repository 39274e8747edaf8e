/* wine_strength.h: how strong a wine is (its alcohol) from the twelve other measurements: a task of regression on few
 * samples with much noise, on which a wide net overfits. */
#pragma once
#include "regression.h"

enum { STRENGTH_INPUTS = 12 };

/* All standardised by the training set: x (n,12), y (n,1). Without the wines the program ends with a line. */
typedef struct Strength {
    Dataset *train, *validation;
} Strength;
Strength strength_read(int n_train, uint64_t seed);
void     strength_free(Strength s);
