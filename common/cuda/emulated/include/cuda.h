#error "cuda.h: the emulated GPU does not have it. Use the runtime, cuda_runtime.h: cudaMalloc for cuMemAlloc"
