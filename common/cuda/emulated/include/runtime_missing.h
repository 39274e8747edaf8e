/* runtime_missing.h: what of CUDA the emulated GPU does not have, and what to use instead. It does not compile, and says
 * so by name. Part of cuda_runtime.h. Headers that are missing stand beside this one, and say the same. Names of CUDA's
 * that stand nowhere here are refused by translate.c, where they are used. */
#pragma once

template <typename...> struct EmuNever { static constexpr bool value = false; };
struct EmuAnything { /* so that the assertion below is the only complaint, whatever the value is used for */
    template <typename T> operator T() const;
};
#define EMU_MISSING(name, remedy)                                                                                      \
    template <typename... A> EmuAnything name(A &&...) {                                                               \
        static_assert(EmuNever<A...>::value, #name ": the emulated GPU does not have it. " remedy);                    \
        return EmuAnything();                                                                                          \
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
EMU_MISSING(cudaGraphAddKernelNode, "Capture a stream: cudaStreamBeginCapture, the launches, cudaStreamEndCapture")
EMU_MISSING(cudaGraphExecUpdate, "Capture and instantiate anew, or let the kernel read its numbers from device memory")
EMU_MISSING(cudaStreamWaitEvent, "Use one stream: what is asked of it is done in order")
EMU_MISSING(cudaLaunchHostFunc, "Call the function after cudaStreamSynchronize")
EMU_MISSING(cudaFuncSetAttribute, "Use at most 48 KiB of shared memory in a block")
EMU_MISSING(cudaCreateTextureObject, "Read from memory of cudaMalloc")
EMU_MISSING(__syncthreads_count, "Count with atomicAdd in shared memory, then __syncthreads()")
EMU_MISSING(__syncthreads_and, "Use atomicAnd in shared memory, then __syncthreads()")
EMU_MISSING(__syncthreads_or, "Use atomicOr in shared memory, then __syncthreads()")
EMU_MISSING(__match_any_sync, "Use __ballot_sync")
EMU_MISSING(__reduce_add_sync, "Use __shfl_down_sync in a loop")
EMU_MISSING(__nanosleep, "Leave it out")
EMU_MISSING(atomicAdd_block, "Use atomicAdd")
EMU_MISSING(tex1Dfetch, "Read from memory of cudaMalloc")
EMU_MISSING(tex2D, "Read from memory of cudaMalloc")
EMU_MISSING(surf2Dwrite, "Write to memory of cudaMalloc")
EMU_MISSING(cudaOccupancyMaxPotentialBlockSize, "Choose a size: 256 threads a block")
EMU_MISSING(cudaDeviceGetAttribute, "Ask cudaGetDeviceProperties")
EMU_MISSING(cudaDeviceReset, "Leave it out")
EMU_MISSING(cudaFuncSetCacheConfig, "Leave it out")

/* Words of the language. */
#define EMU_NOT_A_WORD(name, remedy) static_assert(false, name ": the emulated GPU does not have it. " remedy);
#define __managed__ EMU_NOT_A_WORD("__managed__", "Use __device__, and cudaMemcpyToSymbol")
#define __grid_constant__ EMU_NOT_A_WORD("__grid_constant__", "Leave it out")
#ifdef __clang__
#pragma clang diagnostic ignored "-Wkeyword-macro"
#endif
#define asm EMU_NOT_A_WORD("asm", "Write C++ in place of PTX") __asm__

/* Types. */
#if __has_attribute(unavailable)
#define EMU_NO_TYPE(name, remedy)                                                                                      \
    typedef unsigned long long name                                                                                    \
        __attribute__((unavailable(#name ": the emulated GPU does not have it. " remedy)));
EMU_NO_TYPE(cudaTextureObject_t, "Hand over a pointer to memory of cudaMalloc")
EMU_NO_TYPE(cudaSurfaceObject_t, "Hand over a pointer to memory of cudaMalloc")
#endif
