/* sheet.h: many small pictures on a grey sheet, row by row: kernels, maps, images.
 *
 *     Sheet s = sheet_begin(8, 4, H, W);
 *     for (int i = 0; i < 32; i++) sheet_add_scaled(&s, pixels[i]);
 *     sheet_end(&s, "filters.png", "the kernels of the first layer"); */
#pragma once
#include "tensor.h"

/* Room for columns times rows pictures of height H and width W, each pixel a square of zoom x zoom. */
typedef struct Sheet {
    Tensor *image; /* uint8 (1, ., .) or, in colour, (3, ., .) */
    int     H, W, zoom, columns, used;
} Sheet;

Sheet sheet_begin(int columns, int rows, int H, int W);
/* For pictures (channels,H,W): in colour where there are 3 channels, otherwise grey, by their first channel. */
Sheet sheet_begin_channels(int columns, int rows, int channels, int H, int W);
/* The next picture: low is black, high is white. */
void  sheet_add(Sheet *s, const real *pixels, double low, double high);
/* The same with numbers for each channel. */
void  sheet_add_channels(Sheet *s, const real *pixels, const double low[], const double high[]);
/* A picture from its own smallest to its own largest number. */
void  sheet_add_scaled(Sheet *s, const real *pixels);
/* The same for a picture (H,W): it is grey on a sheet in colour, too. */
void  sheet_add_grey(Sheet *s, const real *pixels);
/* Writes the sheet into the experiment's folder, and says so in a line. Ends the program when it cannot. */
void  sheet_end(Sheet *s, const char *file, const char *what);
