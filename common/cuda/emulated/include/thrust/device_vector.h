#error "thrust/device_vector.h: the emulated GPU does not have it. Use cudaMalloc and kernels"
