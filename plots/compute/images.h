/* images.h: the digits as images that a convolutional network can work on, and tables of pictures. */
#pragma once
#include "tsv.h"

enum { IMAGE_SIDE = 16 };

/* The digits, 8×8 in their file, drawn twice as large. Ends the program where there are none. */
void images_load(Dataset **train, Dataset **test);
/* A set with the images moved down and right by so many pixels; what leaves the frame is cut off, and black comes
 * in. It has the same transforms. */
Dataset *images_moved(const Dataset *d, int down, int right);

/* A table for pictures: one block of rows "column row value" each, numbered from 0 in the order of images_add, for
 * plots/gnuplot/pictures.gp. */
Tsv *images_open(const char *name);
void images_add(Tsv *table, const real *pixels, int height, int width);
