#error "cuda_fp16.h: the emulated GPU does not have it. Compute in float"
