/* disguise.h: known data as no hand-in has seen them. To a network of the lab they are the same task; weights that were
 * learnt beforehand are of no use, and no sample is recognised by its numbers. */
#pragma once
#include "random.h"
#include "tensor.h"

/* The classes under other numbers. */
void disguise_classes(Tensor *labels, int classes, Rng *rng);
/* Noise on every number: what is left the same by turning or sorting a sample differs, too. */
void disguise_by_noise(Tensor *x, double sd, Rng *rng);
/* Square images, x (..., S, S): all in one of 8 positions, turned by quarters and mirrored or not. */
void disguise_by_position(Tensor *x, int position);
/* Turns all samples, x (N,...), in the same way. Lengths and angles stay, and no feature is one of before. */
void disguise_by_turning(Tensor *x, Rng *rng);
