/* runtime_missing.h: what of CUDA the emulated GPU does not have. A call does not compile, and says so by name. Part of
 * cuda_runtime.h. */
#pragma once

template <typename...> struct EmuNever { static constexpr bool value = false; };
#define EMU_MISSING(name, remedy)                                                                                      \
    template <typename... A> void name(A &&...) {                                                                      \
        static_assert(EmuNever<A...>::value, #name ": the emulated GPU does not have it. " remedy);                    \
    }
EMU_MISSING(cudaMallocManaged, "Use cudaMalloc and cudaMemcpy")
EMU_MISSING(cudaMallocPitch, "Use cudaMalloc, and rows of the length that you need")
EMU_MISSING(cudaMallocAsync, "Use cudaMalloc")
EMU_MISSING(cudaFreeAsync, "Use cudaFree")
EMU_MISSING(cudaHostAlloc, "Use cudaMallocHost")
EMU_MISSING(cudaHostRegister, "Use cudaMallocHost")
EMU_MISSING(cudaMemcpy2D, "Copy row by row with cudaMemcpy")
EMU_MISSING(cudaMemPrefetchAsync, "Leave it out: memory is copied with cudaMemcpy")
EMU_MISSING(cudaLaunchKernel, "Launch with kernel<<<grid, block>>>(...)")
EMU_MISSING(cudaLaunchCooperativeKernel, "Launch twice: a launch begins when the one before it has ended")
EMU_MISSING(cudaStreamBeginCapture, "Launch the kernels one after the other")
EMU_MISSING(cudaGraphLaunch, "Launch the kernels one after the other")
EMU_MISSING(cudaFuncSetAttribute, "Use at most 48 KiB of shared memory in a block")
EMU_MISSING(cudaCreateTextureObject, "Read from memory of cudaMalloc")
EMU_MISSING(__syncthreads_count, "Count with atomicAdd in shared memory, then __syncthreads()")
EMU_MISSING(__syncthreads_and, "Use atomicAnd in shared memory, then __syncthreads()")
EMU_MISSING(__syncthreads_or, "Use atomicOr in shared memory, then __syncthreads()")
EMU_MISSING(__match_any_sync, "Use __ballot_sync")
EMU_MISSING(__reduce_add_sync, "Use __shfl_down_sync in a loop")
