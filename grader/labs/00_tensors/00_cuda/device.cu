/* device.cu: copies to the emulated GPU, the student's launch, and back. */
#include "on_device.h"
#include "kernels.h"

extern "C" [[noreturn]] void t_fail(const char *help, const char *format, ...);

static void check(const char *what, cudaError_t status) {
    if (status != cudaSuccess) t_fail(NULL, "%s: %s", what, cudaGetErrorString(status));
}

/* n numbers on the device: those of `from`, or none that has been written yet. */
static real *on_device(size_t n, const real *from) {
    real *p = NULL;
    check("cudaMalloc", cudaMalloc(&p, n * sizeof(real)));
    if (from) check("cudaMemcpy", cudaMemcpy(p, from, n * sizeof(real), cudaMemcpyHostToDevice));
    return p;
}
static void back(real *to, real *p, size_t n) {
    check("the launch", cudaGetLastError());
    check("cudaMemcpy", cudaMemcpy(to, p, n * sizeof(real), cudaMemcpyDeviceToHost));
    check("cudaFree", cudaFree(p));
}

void device_axpy(int n, real a, const real *x, real *y) {
    real *x_there = on_device((size_t)n, x), *y_there = on_device((size_t)n, y);
    axpy(n, a, x_there, y_there);
    back(y, y_there, (size_t)n);
    check("cudaFree", cudaFree(x_there));
}

void device_matmul(int tiled, int m, int n, int k, const real *A, const real *B, real *C) {
    real *A_there = on_device((size_t)m * (size_t)k, A), *B_there = on_device((size_t)k * (size_t)n, B);
    real *C_there = on_device((size_t)m * (size_t)n, NULL);
    (tiled ? matmul_tiled : matmul_naive)(m, n, k, A_there, B_there, C_there);
    back(C, C_there, (size_t)m * (size_t)n);
    check("cudaFree", cudaFree(A_there));
    check("cudaFree", cudaFree(B_there));
}
