/* cars.h: what cars weigh and how far they go on a gallon: Auto MPG (392 cars of 1970 to 1982) where it has been
 * fetched, make data DATA=auto_mpg; else the course's own mtcars (32 cars of 1974). */
#pragma once
#include "data.h"

/* x (N,1) in lb, y (N,1) in miles per US gallon. Writes the fact "cars", their number; ends the program with a line
 * when they cannot be read. */
Dataset *cars_read(void);
