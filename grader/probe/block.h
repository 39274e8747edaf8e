/* block.h: the tensors of a model as one value of a call: one stretch of reals, and where in it each of them lies.
 * It travels as one, under one name; whoever looks into it sees its parts. Whole numbers among the tensors, such as
 * a count of batches, are reals in it. */
#pragma once
#include "tensor.h"

/* One tensor of a model, also as it is sent. */
typedef struct Part {
    char     name[84]; /* "0.weight" */
    int32_t  ndim, shape[T_MAX_NDIM];
    uint64_t begin; /* its first real in the block */
} Part;

typedef struct Layout {
    int    n, room;
    size_t size; /* reals in all parts */
    Part  *part;
} Layout;

/* A layout without parts, in the memory of the step. */
Layout *block_layout(int room);
void    block_add(Layout *l, const char *name, int ndim, const int shape[]);
/* Whether each part has a name and a shape, and begins where the one before it ends, and all are `size` reals. */
bool block_fits(const Layout *l, size_t size);

/* Part i, in the block's own memory. */
Tensor *block_part(const Layout *l, const Tensor *block, int i);

/* The text again, as a string that stays for as long as the program: each is kept once. */
const char *block_name(const char *text);
