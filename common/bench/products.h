/* products.h: how fast matrix products are, our own kernels beside OpenBLAS. */
#pragma once

/* A table of GF/s for the labs' shapes and squares, on 1 to `threads` threads, each the best of some runs in turn. */
void products_print(int threads);
