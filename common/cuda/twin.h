/* twin.h: how an op that a lab wrote for the CPU gets its form for the GPU.
 *
 * Beside the solution stands a .cu file which defines a Twin of the same name and arguments:
 *     static Twin relu("relu", relu_forward, relu_backward);
 * Its forward makes the output with t_like or t_empty_on(DEV_CUDA, ...), and both queue their work with each() and the
 * folds of fold.h; the data of all tensors is on the device. Linking the file into the plugin is all there is to do. */
#pragma once
#include "fold.h"

struct Twin {
    Op    op;
    Twin *next;
    Twin(const char *name, Tensor *(*forward)(Ctx *), void (*backward)(Ctx *, const Tensor *, Tensor *[]));
};

/* The twin of that name; NULL when there is none. */
const Op *twin_find(const char *name);
