/* before_training.h: a network of ten hidden layers with its first weights. What goes into each ReLU, with and without
 * batch norm; and how large the gradients are, layer by layer. Given. */
#pragma once
#include <stdint.h>

/* Each prints a table, writes it to a file, and draws a picture. */
void show_activations(uint64_t seed);
void show_gradients(uint64_t seed);
