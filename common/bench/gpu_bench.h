/* gpu_bench.h: how long a training step takes on a GPU, as it is written and as a CUDA graph, beside PyTorch's. */
#pragma once

/* Prints the table. Returns the status of the program: 1 when python has ended in the middle. `only`: mlp or lenet;
 * NULL: both. `batch`: 0 for 64 and 1024. */
int gpu_bench(const char *python, const char *only, int batch, int rounds);
