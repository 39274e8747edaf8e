#error "cuda_bf16.h: the emulated GPU does not have it. Compute in float"
