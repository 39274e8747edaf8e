#include "toy.h"

double toy_mean(const Tensor *x) {
    (void)x;
    TODO("90.2");
}

int toy_count(void) {
    TODO("90.2");
}
