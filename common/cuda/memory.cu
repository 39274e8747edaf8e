/* memory.cu: memory on the GPU, and copies to and from it.
 *
 * cudaMalloc and cudaFree wait for the GPU, so blocks are kept and handed out again by size: a training step asks for
 * the same sizes every time and gets them without a call to the driver. One stream runs everything in order, so a block
 * may be handed out again while kernels that used it are still queued. */
#include "gpu.h"
#include <map>
#include <unordered_map>
#include <vector>

static std::unordered_map<void *, size_t>     size_of; /* every block that the driver gave, and its size */
static std::map<size_t, std::vector<void *>> idle;    /* those not in use, by size */

/* Sizes are rounded up to 4, 5, 6 or 7 times a power of two: few enough to meet again, and a quarter lost at most. */
static size_t block_size(size_t bytes) {
    size_t power = 512;
    if (bytes <= power) return power;
    while (bytes > 2 * power) power *= 2;
    size_t step = power / 4;
    return (bytes + step - 1) / step * step;
}

static void give_back_idle(void) {
    for (auto &entry : idle) {
        for (void *p : entry.second) {
            CUDA(cudaFree(p));
            size_of.erase(p);
        }
        entry.second.clear();
    }
}

static void *cuda_alloc(size_t bytes) {
    size_t               size = block_size(bytes);
    std::vector<void *> &blocks = idle[size];
    void                *p = NULL;
    if (!blocks.empty()) {
        p = blocks.back();
        blocks.pop_back();
        emu_lend(p, bytes);
        return p;
    }
    cudaError_t status = cudaMalloc(&p, size);
    if (status == cudaErrorMemoryAllocation) {
        cudaGetLastError(); /* takes the error back */
        give_back_idle();
        status = cudaMalloc(&p, size);
    }
    if (status == cudaErrorMemoryAllocation) {
        size_t available = 0, total = 0;
        cudaGetLastError();
        CUDA(cudaMemGetInfo(&available, &total));
        t_error_set("out of memory on the GPU: %zu MiB wanted, %zu of %zu MiB free; a smaller batch needs less",
                    size >> 20, available >> 20, total >> 20);
        return NULL;
    }
    CUDA(status);
    t_allocations++;
    size_of[p] = size;
    emu_lend(p, bytes);
    return p;
}

static void cuda_release(void *p) {
    if (!p) return;
    auto block = size_of.find(p);
    if (block == size_of.end()) t_fail(NULL, "CUDA: %p was given back, which is no block of GPU memory", p);
    idle[block->second].push_back(p);
    emu_take_back(p);
}

static void cuda_copy(void *to, const void *from, size_t bytes) {
    CUDA(cudaMemcpy(to, from, bytes, cudaMemcpyDeviceToDevice));
}
static void cuda_to_device(void *to, const void *host, size_t bytes) {
    CUDA(cudaMemcpy(to, host, bytes, cudaMemcpyHostToDevice));
}
static void cuda_to_host(void *host, const void *from, size_t bytes) {
    CUDA(cudaMemcpy(host, from, bytes, cudaMemcpyDeviceToHost)); /* waits for all that is queued */
}
static void cuda_zero(void *p, size_t bytes) { CUDA(cudaMemset(p, 0, bytes)); }

static void cuda_fill(real *x, size_t n, real value) {
    each(n, [=] __device__(size_t i) { x[i] = value; });
}

void memory_kernels(Kernels *k) {
    k->alloc = cuda_alloc;
    k->release = cuda_release;
    k->copy = cuda_copy;
    k->to_device = cuda_to_device;
    k->to_host = cuda_to_host;
    k->zero = cuda_zero;
    k->fill = cuda_fill;
}
