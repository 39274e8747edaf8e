/* gradlab.h: tensors, operations, modules, optimisers, data sets, progress and history in one include. Not in it:
 * device.h (kernels), step.h (memory of a step), safetensors.h (files of weights), experiment.h, gnuplot.h. */
#pragma once
#include "data.h"
#include "history.h"
#include "image.h"
#include "nn.h"
#include "ops.h"
#include "optim.h"
#include "progress.h"
#include "table.h"
#include "team.h"
#include <stdlib.h>
#include <string.h>
