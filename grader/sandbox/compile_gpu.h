/* compile_gpu.h: a student's kernels, compiled once more, by nvcc for a GPU that is in this machine. */
#pragma once
#include "compile_box.h"
#include "lab.h"

typedef struct Gpu {
    const char *nvcc; /* in its own folder: the toolkit is two folders above; NULL: no GPU is asked for */
    const char *name; /* "NVIDIA H200" */
    const char *arch; /* "sm_90" */
} Gpu;

/* The file lies in the scratch folder already, from compile_probes. A descriptor of the program, sealed; or -1, and
 * *why in words, which name the file as `shown`; free() them. Neither nvcc nor its words are trusted with a point. */
int compile_for_gpu(CompileBox *box, const Gpu *gpu, const Lab *lab, const char *shown, char **why);
