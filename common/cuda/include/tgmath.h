/* tgmath.h, in place of C++'s own: that one brings <complex>, and with it all of iostream, which takes half of the time
 * that a compiler needs for a .cu file. math.h has its functions for both types in C++. */
#pragma once
#include <math.h>
