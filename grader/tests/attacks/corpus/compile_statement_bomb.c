/* 65,536 statements to optimise. */
#include "softmax.h"
#define A(x) x x x x x x x x x x x x x x x x
#define B(x) A(A(x))
#define C(x) B(B(x))
void f(double *a) {
    C(a[0] = sin(a[1]) * cos(a[2]) + exp(a[3] * log(a[4])) / sqrt(a[5]); if (a[6] > a[7]) a[8] += a[9];)
}
