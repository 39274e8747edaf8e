/* on_gpu.h: the host's numbers on the emulated GPU, for the files that call a student's launches
 * (grader/labs/NN_lab/NN_cuda/device.cu). A call of CUDA that fails ends the call of the task, with its words. */
#pragma once
#include "cuda/task.h"

extern "C" [[noreturn]] void t_fail(const char *help, const char *format, ...);

static inline void check(const char *what, cudaError_t status) {
    if (status != cudaSuccess) t_fail(NULL, "%s: %s", what, cudaGetErrorString(status));
}

/* n numbers on the GPU, until the block ends: those of `from`, or, where it is NULL, none that has been written yet. */
struct OnGpu {
    real  *p = NULL;
    size_t bytes;

    OnGpu(size_t n, const real *from) : bytes(n * sizeof(real)) {
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
