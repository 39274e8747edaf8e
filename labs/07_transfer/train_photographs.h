/* train_photographs.h: lab 7 on photographs: a body that was trained on ImageNet, and a new head. Given. */
#pragma once
#include "gradlab.h"

/* backbone: "squeezenet1_1". data: "flowers5", or a folder with a folder a class (photographs_read). The seed is that
 * of the order of training, and of the split where the folder has none.
 *
 * Loads the backbone, runs it once over all photographs, trains a new head on what it makes, and tells how many
 * validation photographs are right. Leaves the whole network in model.safetensors, in the experiment's folder. */
void train_on_photographs(const char *backbone, const char *data, uint64_t seed);
