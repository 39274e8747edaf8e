/* on_gpu.h: the host's numbers on the emulated GPU, or on a GPU, for the files that call a student's launches
 * (grader/labs/NN_lab/NN_cuda/device.cu). A call of CUDA that fails ends the call of the task, with its words. */
#pragma once
#include "cuda/task.h"
#include "no_gpu.h"

extern "C" [[noreturn]] void t_fail(const char *help, const char *format, ...);

static inline void check(const char *what, cudaError_t status) {
    if (status != cudaSuccess) t_fail(NULL, "%s: %s", what, cudaGetErrorString(status));
}

/* Before the first call of a student's function: whether there is a GPU that works at all. */
static inline void need_gpu() {
    const cudaError_t status = cudaFree(NULL);
    if (status != cudaSuccess) t_fail(NULL, NO_GPU "%s", cudaGetErrorString(status));
}

/* n numbers on the GPU, until the block ends: those of `from`, or, where it is NULL, none that has been written yet. */
struct OnGpu {
    real  *p = NULL;
    size_t bytes;

    OnGpu(size_t n, const real *from) : bytes(n * sizeof(real)) {
        need_gpu();
        check("cudaMalloc", cudaMalloc(&p, bytes));
        if (from) check("cudaMemcpy", cudaMemcpy(p, from, bytes, cudaMemcpyHostToDevice));
    }
    ~OnGpu() { check("cudaFree", cudaFree(p)); }
    OnGpu(const OnGpu &) = delete;
    operator real *() const { return p; }
    /* Behind the launches. */
    void back(real *to) const {
        check("the launch", cudaGetLastError());
        check("cudaMemcpy", cudaMemcpy(to, p, bytes, cudaMemcpyDeviceToHost));
    }
};
