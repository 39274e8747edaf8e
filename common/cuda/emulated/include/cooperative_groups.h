#error "cooperative_groups.h: the emulated GPU does not have it. Use __syncthreads(), __syncwarp() and the shuffles"
