/* device.cu: copies to the GPU, emulated or not, the student's launch, and back. */
#include "on_device.h"
#include "kernels.h"
#include "on_gpu.h"

void device_axpy(int n, real a, const real *x, real *y) {
    const OnGpu x_there((size_t)n, x), y_there((size_t)n, y);
    axpy(n, a, x_there, y_there);
    y_there.back(y);
}

void device_matmul(int tiled, int m, int n, int k, const real *A, const real *B, real *C) {
    const OnGpu A_there((size_t)m * (size_t)k, A), B_there((size_t)k * (size_t)n, B);
    const OnGpu C_there((size_t)m * (size_t)n, NULL);
    (tiled ? matmul_tiled : matmul_naive)(m, n, k, A_there, B_there, C_there);
    C_there.back(C);
}

/* Other programs use a real GPU's memory, too: there it is not counted. */
static size_t free_bytes() {
    size_t available = 0, total;
#ifdef EMULATED_GPU
    check("cudaMemGetInfo", cudaMemGetInfo(&available, &total));
#else
    (void)total;
#endif
    return available;
}

int device_scale(int n, int threads, real a, const real *x, real *y) {
    need_gpu();
    const size_t before = free_bytes();
    const int    error = scale(n, threads, a, x, y);
    cudaGetLastError(); /* an error that scale has not asked for is not the next call's */
    const size_t left = before - free_bytes();
    if (left > 0)
        t_fail("call cudaFree for everything that cudaMalloc has made, also after an error",
               "scale returns, and %zu bytes of the GPU's memory are not freed", left);
    return error;
}
