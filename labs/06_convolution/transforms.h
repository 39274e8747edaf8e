/* transforms.h: from a file's pixels to what a network gets, and augmentation. Given; your code goes into transforms.c.
 *
 * A transform gets one image, numbers from `rng`, and its own settings in `data`; it returns the image that it makes
 * (see struct Transform in data.h). All but to_tensor take and give a real image (C,H,W). */
#pragma once
#include "gradlab.h"

enum { MAX_CHANNELS = 4, MAX_TRANSFORMS = 8 };

typedef struct Normalization {
    double mean[MAX_CHANNELS], std[MAX_CHANNELS];
} Normalization;

typedef struct Jitter {
    double brightness, contrast; /* factors are drawn from 1 - brightness .. 1 + brightness; the same for contrast */
} Jitter;

Tensor       *to_tensor(Tensor *image, Rng *rng, void *data);                         /* 6.7; data is not used */
Normalization channel_statistics(const Tensor *x);                                    /* 6.7; x (N,C,H,W) */
Tensor       *normalize(Tensor *x, Rng *rng, void *data);                             /* 6.7; data: a Normalization */
Tensor       *random_crop(Tensor *x, Rng *rng, void *data);                           /* 6.8; data: int, the padding */
Tensor       *random_flip(Tensor *x, Rng *rng, void *data);                           /* 6.8; data: double, its p */
Tensor       *random_rotation(Tensor *x, Rng *rng, void *data);                       /* 6.9; data: double, degrees */
Tensor       *jitter(Tensor *x, Rng *rng, void *data);                                /* 6.9; data: a Jitter */

/* What is done to the images of a training set and to those of a test set. The numbers in front are the caller's. */
typedef struct Augmentation {
    int           padding; /* of random_crop */
    double        flip;    /* of random_flip */
    double        degrees; /* of random_rotation */
    Jitter        jitter;
    Normalization normalization;
    Transform     train[MAX_TRANSFORMS], test[MAX_TRANSFORMS]; /* lists for transform_compose */
} Augmentation;
void set_transforms(Augmentation *a, Dataset *train, Dataset *test);                  /* 6.10 */
