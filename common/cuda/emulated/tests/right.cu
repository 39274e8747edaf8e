/* right.cu: kernels without a mistake, in every style that is taken. None of them may be told anything, and each gives
 * the right numbers. */
#include <cuda_runtime.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vector>

static int failures;
static void expect(const char *what, double got, double wanted) {
    if (fabs(got - wanted) <= 1e-5 * (1 + fabs(wanted))) return;
    printf("%s: %g, and %g is right\n", what, got, wanted);
    failures++;
}
static void check_launch(const char *what) {
    cudaError_t status = cudaGetLastError();
    if (status != cudaSuccess) printf("%s: %s\n", what, cudaGetErrorString(status)), failures++;
}

/* An array on the device, and its copy here. */
template <typename T> struct Array {
    std::vector<T> here;
    T             *there;
    explicit Array(size_t n, T first = T()) : here(n) {
        for (size_t i = 0; i < n; i++) here[i] = first + (T)(i % 13);
        cudaMalloc(&there, n * sizeof(T));
        cudaMemcpy(there, here.data(), n * sizeof(T), cudaMemcpyHostToDevice);
    }
    ~Array() { cudaFree(there); }
    const std::vector<T> &back() {
        cudaMemcpy(here.data(), there, here.size() * sizeof(T), cudaMemcpyDeviceToHost);
        return here;
    }
};

/* --- A grid-stride loop, __device__ functions, templates ---------------------------------------------------------- */
template <typename T> __device__ T twice(T x) { return 2 * x; }
template <typename T, int Add> __global__ void stride_loop(int n, const T *x, T *y) {
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = twice(x[i]) + Add;
}
template <typename T> static void elementwise() {
    const int n = 1001;
    Array<T>  x(n), y(n);
    stride_loop<T, 3><<<4, 64>>>(n, x.there, y.there);
    check_launch("elementwise");
    for (int i = 0; i < n; i++) expect("elementwise", (double)y.back()[i], 2 * (i % 13) + 3);
}

/* --- Tiles in shared memory, two dimensions ----------------------------------------------------------------------- */
constexpr int TILE = 8;
__global__ void transpose(int rows, int columns, const float *x, float *y) {
    __shared__ float tile[TILE][TILE + 1];
    int              row = blockIdx.y * TILE + threadIdx.y, column = blockIdx.x * TILE + threadIdx.x;
    if (row < rows && column < columns) tile[threadIdx.y][threadIdx.x] = x[row * columns + column];
    __syncthreads();
    row = blockIdx.x * TILE + threadIdx.y;
    column = blockIdx.y * TILE + threadIdx.x;
    if (row < columns && column < rows) y[row * rows + column] = tile[threadIdx.x][threadIdx.y];
}
static void tiles() {
    const int    rows = 19, columns = 33;
    Array<float> x(rows * columns), y(rows * columns);
    dim3         block(TILE, TILE), grid((columns + TILE - 1) / TILE, (rows + TILE - 1) / TILE);
    transpose<<<grid, block>>>(rows, columns, x.there, y.there);
    check_launch("tiles");
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c++) expect("tiles", y.back()[c * rows + r], (r * columns + c) % 13);
}

/* --- Sums: dynamic shared memory, warps, atomics ------------------------------------------------------------------ */
__global__ void sum_of_blocks(int n, const float *x, float *parts) {
    extern __shared__ float part[];
    float                   own = 0;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) own += x[i];
    part[threadIdx.x] = own;
    __syncthreads();
    for (int half = blockDim.x / 2; half > 0; half /= 2) {
        if ((int)threadIdx.x < half) part[threadIdx.x] += part[threadIdx.x + half];
        __syncthreads();
    }
    if (threadIdx.x == 0) parts[blockIdx.x] = part[0];
}
__device__ float sum_of_warp(float value) {
    for (int by = 16; by > 0; by /= 2) value += __shfl_down_sync(0xffffffff, value, by);
    return value;
}
__global__ void sum_by_warps(int n, const float *x, float *total) {
    __shared__ float of_warp[32];
    float            own = 0;
    for (int i = threadIdx.x; i < n; i += blockDim.x) own += x[i];
    own = sum_of_warp(own);
    if (threadIdx.x % warpSize == 0) of_warp[threadIdx.x / warpSize] = own;
    __syncthreads();
    if (threadIdx.x >= 32) return;
    own = sum_of_warp(threadIdx.x < blockDim.x / 32 ? of_warp[threadIdx.x] : 0);
    if (threadIdx.x == 0) atomicAdd(total, own);
}
__global__ void sum_in_one_warp(float *x) {
    __shared__ float part[32];
    part[threadIdx.x] = x[threadIdx.x];
    __syncwarp();
    for (int half = 16; half > 0; half /= 2) {
        if ((int)threadIdx.x < half) part[threadIdx.x] += part[threadIdx.x + half];
        __syncwarp();
    }
    x[threadIdx.x] = part[0];
}
static void sums() {
    const int    n = 777;
    Array<float> x(n), parts(6), total(1), warp(32);
    double       wanted = 0, by_blocks = 0, in_warp = 0;
    for (int i = 0; i < n; i++) wanted += i % 13;
    for (int i = 0; i < 32; i++) in_warp += i % 13;
    sum_of_blocks<<<6, 64, 64 * sizeof(float)>>>(n, x.there, parts.there);
    check_launch("sum of blocks");
    for (float part : parts.back()) by_blocks += part;
    expect("sum of blocks", by_blocks, wanted);
    cudaMemset(total.there, 0, sizeof(float));
    sum_by_warps<<<3, 96>>>(n, x.there, total.there);
    check_launch("sum by warps");
    expect("sum by warps", total.back()[0], 3 * wanted);
    sum_in_one_warp<<<1, 32>>>(warp.there);
    check_launch("sum in a warp");
    expect("sum in a warp", warp.back()[31], in_warp);
}

/* --- Other functions of warps and atomics ------------------------------------------------------------------------- */
__global__ void votes(int *x) {
    const int lane = threadIdx.x;
    int       all = __ballot_sync(0xffffffff, lane % 2) == 0xaaaaaaaau;
    all += __any_sync(0xffffffff, lane == 7) + __all_sync(0xffffffff, lane < 32);
    all += __shfl_xor_sync(0xffffffff, lane, 1) == (lane ^ 1);
    all += __shfl_sync(0xffffffff, lane, 5) == 5;
    all += __shfl_up_sync(0xffffffff, lane, 1) == (lane > 0 ? lane - 1 : 0);
    if (lane < 16) all += __shfl_down_sync(0xffff, lane, 1, 16) == (lane < 15 ? lane + 1 : 15);
    else all++;
    x[lane] = all;
}
__global__ void histogram(int n, const int *x, int *counts, int *largest) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= n) return;
    atomicAdd(&counts[x[i]], 1);
    atomicMax(largest, x[i]);
}
static void warps_and_atomics() {
    Array<int> x(500), counts(13), largest(1), lanes(32);
    cudaMemset(counts.there, 0, 13 * sizeof(int));
    cudaMemset(largest.there, 0, sizeof(int));
    histogram<<<4, 128>>>(500, x.there, counts.there, largest.there);
    check_launch("atomics");
    expect("histogram", counts.back()[12], 38);
    expect("largest", largest.back()[0], 12);
    votes<<<1, 32>>>(lanes.there);
    check_launch("votes");
    for (int lane = 0; lane < 32; lane++) expect("votes", lanes.back()[lane], 7);
}

/* --- Constant and device variables, vectors, three dimensions, lambdas -------------------------------------------- */
__constant__ float       weights[3];
__constant__ const float fixed[] = {1, 2, 3};
__constant__ const int   HOW_MANY = 3;
namespace of_its_own {
static __device__ int counter = 5, others[2] = {1, 2};
}
using of_its_own::counter;
__device__ int largest_bits;
struct Affine {
    float a, b;
    __device__ float operator()(float x) const { return a * x + b; }
};
template <typename F> __global__ void apply(int n, F f, const float *x, float *y) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = f(x[i]) * weights[i % 3];
}
__global__ void by_fours(const float4 *x, float4 *y) {
    float4 v = x[threadIdx.x];
    v.x += v.w;
    y[threadIdx.x] = v;
    if (threadIdx.x == 0) atomicAdd(&counter, 1);
}
/* The largest of floats that are not negative is that of their bits. */
__global__ void largest_of(const float *x) { atomicMax(&largest_bits, __float_as_int(x[threadIdx.x])); }
__global__ void from_variables(float *y) {
    const float of_the_constants[HOW_MANY] = {fixed[0], fixed[1], fixed[2]};
    for (int i = 0; i < HOW_MANY; i++) y[i] = of_the_constants[i] * weights[i] * of_its_own::others[1];
}
__global__ void cube(int *x) {
    const int i = (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
    x[(blockIdx.z * gridDim.y + blockIdx.y) * blockDim.x * blockDim.y * blockDim.z + i] = i;
}
static void other_things() {
    const float  w[3] = {1, 2, 3};
    Array<float> x(64), y(64);
    Array<int>   cubes(6 * 24);
    cudaMemcpyToSymbol(weights, w, sizeof w);
    apply<<<1, 64>>>(64, Affine{2, 1}, x.there, y.there);
    check_launch("functor");
    expect("functor", y.back()[14], 3 * 3);
    by_fours<<<1, 16>>>((const float4 *)x.there, (float4 *)y.there);
    check_launch("float4");
    expect("float4", y.back()[4], 4 + 7);
    int count = 0;
    cudaMemcpyFromSymbol(&count, counter, sizeof count);
    expect("a device variable", count, 6);
    int bits = 0;
    largest_of<<<1, 64>>>(x.there);
    check_launch("an atomic maximum of floats");
    cudaMemcpyFromSymbol(&bits, largest_bits, sizeof bits, 0, cudaMemcpyDeviceToHost);
    expect("an atomic maximum of floats", __int_as_float(bits), 12);
    cudaMemcpyToSymbol(weights, x.there + 4, sizeof w, 0, cudaMemcpyDeviceToDevice);
    from_variables<<<1, 1>>>(y.there);
    check_launch("constants");
    expect("constants, from the device", y.back()[2], 3 * 6 * 2);
    expect("no room in a variable", cudaMemcpyToSymbol(weights, w, sizeof w, 4) == cudaErrorInvalidValue, 1);
    cudaGetLastError();
    cube<<<dim3(1, 2, 3), dim3(2, 3, 4)>>>(cubes.there);
    check_launch("three dimensions");
    expect("three dimensions", cubes.back()[5 * 24 + 23], 23);
}

/* --- Streams, events, what a launch may ask ----------------------------------------------------------------------- */
static void runtime() {
    cudaStream_t stream;
    cudaEvent_t  from, to;
    float        milliseconds = -1;
    Array<float> x(100), y(100);
    cudaStreamCreate(&stream);
    cudaEventCreate(&from);
    cudaEventCreate(&to);
    cudaEventRecord(from, stream);
    cudaMemcpyAsync(y.there, x.there, 100 * sizeof(float), cudaMemcpyDeviceToDevice, stream);
    stride_loop<float, 0><<<2, 32, 0, stream>>>(100, x.there, y.there);
    cudaEventRecord(to, stream);
    cudaStreamSynchronize(stream);
    cudaEventElapsedTime(&milliseconds, from, to);
    expect("a stream", y.back()[99], 2 * (99 % 13));
    expect("an event", milliseconds >= 0, 1);
    cudaEventDestroy(from);
    cudaEventDestroy(to);
    cudaStreamDestroy(stream);
    stride_loop<float, 0><<<1, 2000>>>(100, x.there, y.there);
    expect("an error that was asked for", cudaGetLastError() == cudaErrorInvalidConfiguration, 1);
    expect("and then is gone", cudaGetLastError() == cudaSuccess, 1);
    float *huge = NULL;
    expect("too much memory", cudaMalloc(&huge, (size_t)1 << 50) == cudaErrorMemoryAllocation, 1);
    cudaGetLastError();
}

int main() {
    elementwise<float>();
    elementwise<double>();
    tiles();
    sums();
    warps_and_atomics();
    other_things();
    runtime();
    printf("%s\n", failures ? "wrong" : "all right");
    return failures != 0;
}
