/* safetensors.h: tensors in a file, by key (https://huggingface.co/docs/safetensors). Readable by torch and by us. */
#pragma once
#include "tensor.h"

typedef struct NamedView {
    const char   *key;
    const Tensor *tensor;
} NamedView;

/* What was at `path` stays until all is written, and its mode stays: an interrupted run leaves the old file whole. false
 * and t_error() if it cannot be written, or is no regular file. */
bool safetensors_write(const char *path, int n, const NamedView tensors[]);

typedef struct Safetensors {
    int      n;
    char   **keys;
    Tensor **tensors; /* F64, F32, F16 and BF16 as real, I64, U8; the caller owns them through safetensors_free */
} Safetensors;

/* NULL, and t_error() with file, byte and what was expected, for a file that is missing, cut short or malformed. */
Safetensors *safetensors_read(const char *path);
/* The file's tensor of this key, which stays the file's; NULL when it has no such key. */
Tensor *safetensors_find(const Safetensors *file, const char *key);
void safetensors_free(Safetensors *file);
