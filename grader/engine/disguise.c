#include "disguise.h"

#include <string.h>

void disguise_classes(Tensor *labels, int classes, Rng *rng) {
    int64_t number[classes];
    for (int i = 0; i < classes; i++) number[i] = i;
    rng_shuffle(rng, number, (size_t)classes);
    for (size_t n = 0; n < labels->size; n++) labels->i64[n] = number[labels->i64[n]];
}

void disguise_by_noise(Tensor *x, double sd, Rng *rng) {
    for (size_t i = 0; i < x->size; i++) x->data[i] += (real)(sd * rng_normal(rng));
}

void disguise_by_position(Tensor *x, int position) {
    const int side = x->shape[x->ndim - 1];
    real      old[side * side];
    for (real *image = x->data; image < x->data + x->size; image += side * side) {
        memcpy(old, image, sizeof old);
        for (int i = 0; i < side; i++)
            for (int j = 0; j < side; j++) {
                const int a = position & 1 ? j : i, b = position & 1 ? i : j;
                const int row = position & 2 ? side - 1 - a : a, column = position & 4 ? side - 1 - b : b;
                image[i * side + j] = old[row * side + column];
            }
    }
}

/* Reflections x - 2 v (v x) at planes in random directions v of length 1, one after the other. */
void disguise_by_turning(Tensor *x, Rng *rng) {
    enum { REFLECTIONS = 8 };
    const size_t features = x->size / (size_t)x->shape[0];
    double       v[features];
    for (int k = 0; k < REFLECTIONS; k++) {
        double squares = 0;
        for (size_t f = 0; f < features; f++) {
            v[f] = rng_normal(rng);
            squares += v[f] * v[f];
        }
        for (int n = 0; n < x->shape[0]; n++) {
            real  *row = x->data + (size_t)n * features;
            double dot = 0;
            for (size_t f = 0; f < features; f++) dot += v[f] * row[f];
            for (size_t f = 0; f < features; f++) row[f] -= (real)(2 * v[f] * dot / squares);
        }
    }
}
