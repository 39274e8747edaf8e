/* photographs.h: photographs in files, and the numbers that an ImageNet network gets from them. Given.
 *
 * A photograph becomes the input of the network in the way in which the network was trained: the shorter side gets 256
 * pixels, the 224 x 224 pixels in the middle are kept, bytes become 0..1, and each colour is normalised by the mean and
 * the standard deviation of ImageNet. */
#pragma once
#include "gradlab.h"

enum { RESIZED_SIDE = 256, INPUT_SIDE = 224 };

/* The part of an image that the network sees, uint8 (3,224,224), caller-owned; grey becomes red = green = blue. NULL
 * and t_error() for a strip that is too long to be resized. */
Tensor *photograph_crop(const Tensor *image);
/* The crop as input, (3,224,224) real: (crop / 255 - mean) / std. */
Tensor *photograph_input(const Tensor *crop);

/* The photographs for training and for validation, each a data set of inputs (3,224,224), read when they are asked for.
 * `place` is a folder, or the name of a set that has been fetched ("flowers5"). It holds a folder a class; or folders
 * train and val, each with a folder a class. Without train and val a fifth of every class is for validation, chosen
 * by the seed, and *split is true. false and t_error(). */
bool photographs_read(const char *place, uint64_t seed, Dataset **train, Dataset **val, bool *split);
