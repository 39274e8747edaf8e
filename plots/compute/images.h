/* images.h: the digits as images that a convolutional network can work on, and tables of pictures. */
#pragma once
#include "tsv.h"

enum { IMAGE_SIDE = 16 };

/* The digits, 8×8 in their file, drawn twice as large. Ends the program where there are none. */
void images_load(Dataset **train, Dataset **test);

/* A table for pictures: one block of rows "column row value" each, numbered from 0 in the order of images_add, for
 * plots/gnuplot/pictures.gp. */
Tsv *images_open(const char *name);
void images_add(Tsv *table, const real *pixels, int height, int width);
