/* gpu.h: what every .cu file of the plugin starts from: the library's C headers, the CUDA runtime, and each().
 *
 * All work is queued on one stream, gpu_stream, so it runs in the order in which it was asked for. The host waits for
 * it only where it reads a result (t_item, t_host). The plugin takes t_fail, t_error_set, t_empty_on and the like from
 * the program that opens it, which must be linked with -rdynamic.
 *
 * No kernel here synchronises threads or adds atomically: each output is written by one thread, which works in a fixed
 * order. Results are therefore the same in every run. The same sources compile for the emulated GPU (emulated/), where
 * they are tested without a real one. */
#pragma once
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <tgmath.h> /* that of include/, outside the block below; tensor.h asks for it */
#include <cublas_v2.h>
#include <cuda_runtime.h>

#define _Noreturn [[noreturn]]
extern "C" {
#include "device.h"
}
#undef _Noreturn

/* Ends the program when a call of the CUDA runtime has failed. Errors of a kernel are told by a later call; with
 * GRADLAB_DEBUG=1 every kernel is awaited, so that they are told where they happened. */
#define CUDA(call) gpu_check(call, #call)
void gpu_check(cudaError_t status, const char *call);
bool gpu_waits(void);
extern cudaStream_t gpu_stream;

/* Memory is handed out again and again. The emulated GPU is told, in the order of all work, which bytes are in use. */
#ifdef EMULATED_GPU
#define LEND(p, bytes) emu_do(gpu_stream, [=] { return emu_lend(p, bytes), cudaSuccess; })
#define TAKE_BACK(p)   emu_do(gpu_stream, [=] { return emu_take_back(p), cudaSuccess; })
#else
#define LEND(p, bytes) ((void)0)
#define TAKE_BACK(p)   ((void)0)
#endif

/* The plugin's table. Each file of kernels fills in its own entries. */
extern Kernels cuda_kernels;
void memory_kernels(Kernels *k);
void elementwise_kernels(Kernels *k);
void reduce_kernels(Kernels *k);
void index_kernels(Kernels *k);
void conv_kernels(Kernels *k);
void pool_kernels(Kernels *k);
void norm_kernels(Kernels *k);
/* Also opens cuBLAS; when it cannot be opened, the sentence that says so, else NULL. */
const char *gemm_kernels(Kernels *k);

/* f(i) for every i < n, in any order and at the same time: f may write what no other i reads or writes.
 *     each(n, [=] __device__(size_t i) { y[i] = s * x[i]; });
 * captures by value: device pointers, numbers and small structs, never a pointer to host memory. */
template <typename F> __global__ void each_kernel(size_t n, F f) {
    size_t stride = (size_t)gridDim.x * blockDim.x;
    for (size_t i = (size_t)blockIdx.x * blockDim.x + threadIdx.x; i < n; i += stride) f(i);
}

template <typename F> void each(size_t n, F f) {
    const size_t threads = 256, max_blocks = 65535;
    if (n == 0) return;
    size_t blocks = (n + threads - 1) / threads;
    if (blocks > max_blocks) blocks = max_blocks;
    each_kernel<F><<<(unsigned)blocks, (unsigned)threads, 0, gpu_stream>>>(n, f);
    CUDA(cudaGetLastError());
    if (gpu_waits()) CUDA(cudaStreamSynchronize(gpu_stream));
}
