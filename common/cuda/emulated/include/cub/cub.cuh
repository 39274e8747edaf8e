#error "cub/cub.cuh: the emulated GPU does not have it. Write the reduction with shared memory or shuffles"
