/* image.h: pictures, one a file, and the data sets made of them. */
#pragma once
#include "data.h"

/* A PNG or JPEG file, told by its first bytes whatever it is called: uint8, (1,H,W) when it is grey, otherwise RGB
 * (3,H,W). 16 bits become 8, fewer bits are spread over 0..255, a palette is looked up, and what is transparent is laid
 * on white. Colour profiles and the camera's orientation are left alone. Caller-owned; NULL and t_error() with the file
 * and what is wrong, also when it breaks off or has more than 64 million pixels. */
Tensor *image_read(const char *path);
/* Writes uint8 (1,H,W) or (3,H,W). What was at `path` stays until all is written. false and t_error() if it cannot. */
bool image_write_png(const char *path, const Tensor *image);

/* The lectures' CustomImageDataset. The first line of the CSV file is a header; column 0 names a file in `folder`,
 * column 1 holds its label, a whole number 0..C-1 or a word (numbered in alphabetical order). Images are read when they
 * are asked for, x uint8 (C,H,W); that the files are there is seen at once. NULL and t_error() with file and line. */
Dataset *data_images_csv(const char *annotations, const char *folder);
/* folder/class/xxx.png, .jpg or .jpeg: the classes are the subfolders; they and the images come in alphabetical order.
 * What begins with a dot is passed over. NULL and t_error() when there is no class, or a class without an image. */
Dataset *data_image_folder(const char *folder);
