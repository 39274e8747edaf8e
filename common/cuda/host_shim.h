/* host_shim.h: the part of the CUDA runtime and of cuBLAS that the plugin uses, played by the CPU.
 *
 * With it an ordinary C++ compiler builds the plugin's sources into a plugin whose "GPU" is this very processor. It is
 * slow, and there to test: the arithmetic of every kernel, and the library's handling of a second device. It is strict
 * where a GPU is: device memory can be touched by kernels and copies only, and the threads of every second launch run
 * in the opposite order, so that a kernel which leans on their order is found out. */
#pragma once
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>

#define __global__
#define __device__

/* --- Device memory: one reserve, closed except while the "GPU" works. It is not given back to the system. --------- */
enum cudaError_t { cudaSuccess, cudaErrorMemoryAllocation };
enum cudaMemcpyKind { cudaMemcpyHostToDevice, cudaMemcpyDeviceToHost, cudaMemcpyDeviceToDevice };

struct ShimMemory {
    static const size_t size = (size_t)1 << 30;
    char               *base;
    size_t              used;
    ShimMemory() : used(0) {
        base = (char *)mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    }
};
inline ShimMemory shim_memory;

struct ShimWork { /* the scope in which device memory is open */
    ShimWork() { mprotect(shim_memory.base, shim_memory.used, PROT_READ | PROT_WRITE); }
    ~ShimWork() { mprotect(shim_memory.base, shim_memory.used, PROT_NONE); }
};

inline cudaError_t cudaMalloc(void **p, size_t bytes) {
    const size_t page = 4096;
    bytes = (bytes + page - 1) / page * page;
    if (shim_memory.base == MAP_FAILED || bytes > ShimMemory::size - shim_memory.used) return cudaErrorMemoryAllocation;
    *p = shim_memory.base + shim_memory.used;
    shim_memory.used += bytes;
    ShimWork work;
    memset(*p, 0xff, bytes); /* reads as NaN: fresh device memory holds anything */
    return cudaSuccess;
}

inline cudaError_t cudaFree(void *) { return cudaSuccess; }

inline cudaError_t cudaMemcpy(void *to, const void *from, size_t bytes, cudaMemcpyKind) {
    ShimWork work;
    if (bytes) memcpy(to, from, bytes);
    return cudaSuccess;
}

inline cudaError_t cudaMemset(void *p, int value, size_t bytes) {
    ShimWork work;
    if (bytes) memset(p, value, bytes);
    return cudaSuccess;
}

inline cudaError_t cudaMemGetInfo(size_t *available, size_t *total) {
    *available = ShimMemory::size - shim_memory.used;
    *total = ShimMemory::size;
    return cudaSuccess;
}

/* --- Launches ----------------------------------------------------------------------------------------------------- */
struct ShimIndex {
    unsigned x;
};
inline thread_local ShimIndex blockIdx, threadIdx, blockDim, gridDim;
inline unsigned long shim_launches;

template <typename Kernel, typename... Arguments>
void shim_launch(Kernel kernel, unsigned blocks, unsigned threads, Arguments... arguments) {
    ShimWork work;
    bool     backwards = shim_launches++ % 2;
    gridDim.x = blocks;
    blockDim.x = threads;
    for (unsigned block = 0; block < blocks; block++)
        for (unsigned thread = 0; thread < threads; thread++) {
            blockIdx.x = backwards ? blocks - 1 - block : block;
            threadIdx.x = backwards ? threads - 1 - thread : thread;
            kernel(arguments...);
        }
}
#define LAUNCH(kernel, blocks, threads, ...) shim_launch(kernel, blocks, threads, __VA_ARGS__)

inline cudaError_t cudaGetLastError() { return cudaSuccess; }
inline cudaError_t cudaDeviceSynchronize() { return cudaSuccess; }
inline const char *cudaGetErrorString(cudaError_t status) {
    return status == cudaSuccess ? "no error" : "out of memory";
}
inline cudaError_t cudaDriverGetVersion(int *version) { return *version = 13000, cudaSuccess; }
inline cudaError_t cudaRuntimeGetVersion(int *version) { return *version = 13000, cudaSuccess; }
inline cudaError_t cudaGetDeviceCount(int *count) { return *count = 1, cudaSuccess; }

/* --- cuBLAS: C (m,n) = alpha op(A) op(B) + beta C, all column by column ------------------------------------------- */
typedef int cublasHandle_t;
enum cublasStatus_t { CUBLAS_STATUS_SUCCESS, CUBLAS_STATUS_INVALID_VALUE };
enum cublasOperation_t { CUBLAS_OP_N, CUBLAS_OP_T };
enum cublasMath_t { CUBLAS_PEDANTIC_MATH };

inline cublasStatus_t cublasCreate(cublasHandle_t *handle) { return *handle = 1, CUBLAS_STATUS_SUCCESS; }
inline cublasStatus_t cublasSetMathMode(cublasHandle_t, cublasMath_t) { return CUBLAS_STATUS_SUCCESS; }
inline const char    *cublasGetStatusString(cublasStatus_t) { return "a leading dimension is too small"; }

template <typename T>
cublasStatus_t shim_gemm(cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k, const T *alpha,
                         const T *a, int lda, const T *b, int ldb, const T *beta, T *c, int ldc) {
    bool     as_is_a = op_a == CUBLAS_OP_N, as_is_b = op_b == CUBLAS_OP_N;
    ShimWork work;
    if (lda < (as_is_a ? m : k) || ldb < (as_is_b ? k : n) || ldc < m) return CUBLAS_STATUS_INVALID_VALUE;
    for (int j = 0; j < n; j++)
        for (int i = 0; i < m; i++) {
            double sum = 0;
            for (int l = 0; l < k; l++)
                sum += (double)a[as_is_a ? i + l * lda : l + i * lda] * b[as_is_b ? l + j * ldb : j + l * ldb];
            T *at = &c[i + j * ldc];
            *at = (T)(*alpha * sum) + (*beta == 0 ? 0 : *beta * *at);
        }
    return CUBLAS_STATUS_SUCCESS;
}

inline cublasStatus_t cublasSgemm(cublasHandle_t, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k,
                                  const float *alpha, const float *a, int lda, const float *b, int ldb,
                                  const float *beta, float *c, int ldc) {
    return shim_gemm(op_a, op_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
inline cublasStatus_t cublasDgemm(cublasHandle_t, cublasOperation_t op_a, cublasOperation_t op_b, int m, int n, int k,
                                  const double *alpha, const double *a, int lda, const double *b, int ldb,
                                  const double *beta, double *c, int ldc) {
    return shim_gemm(op_a, op_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
}
