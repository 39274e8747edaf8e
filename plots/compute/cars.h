/* cars.h: what cars weigh and how far they go on a gallon. */
#pragma once
#include "data.h"

/* x (N,1) in lb, y (N,1) in miles per US gallon. Both write the fact "cars", their number, and end the program with a
 * line when the cars cannot be read. */
Dataset *cars_mtcars(void);   /* the course's own 32 cars of 1974: for figures that say what is true of these */
Dataset *cars_auto_mpg(void); /* 392 cars of 1970 to 1982 where they have been fetched, make data DATA=auto_mpg; else
                               * the course's own */
