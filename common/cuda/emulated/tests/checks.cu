/* checks.cu: one kernel for each check of the emulated GPU, each with the mistake that the check finds. The test runs
 * this program once for each name; ../../README.md has what is printed. On a real GPU it is of no use: most of these
 * mistakes stay unseen there. */
#include <assert.h>
#include <cuda_runtime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- Memory ------------------------------------------------------------------------------------------------------- */
__global__ void scale(const float *x, float *y) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    y[i] = 2 * x[i];
}
__global__ void guarded(int n, const float *x, float *y) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = 2 * x[i];
}
__global__ void before_first(float *x) {
    if (threadIdx.x == 0) x[(int)threadIdx.x - 1] = 1;
}

#ifdef EMULATED_GPU /* nvcc itself refuses these */
#define ON_EMULATED(call) call
#else
#define ON_EMULATED(call) (void)x
#endif

struct Arrays {
    float *x, *y;
    Arrays() {
        cudaMalloc(&x, 100 * sizeof(float));
        cudaMalloc(&y, 100 * sizeof(float));
        cudaMemset(x, 0, 100 * sizeof(float));
    }
};

static void outside() {
    Arrays a;
    scale<<<1, 128>>>(a.x, a.y);
}
static void in_front() {
    Arrays a;
    before_first<<<1, 64>>>(a.x);
}
static void freed() {
    Arrays a;
    cudaFree(a.x);
    guarded<<<1, 128>>>(100, a.x, a.y);
}
static void null_pointer() {
    Arrays a;
    guarded<<<1, 128>>>(100, (float *)nullptr, a.y);
}
static void host_pointer() {
    Arrays a;
    float *mine = (float *)calloc(100, sizeof(float));
    guarded<<<1, 128>>>(100, mine, a.y);
}
static void host_touches() {
    Arrays a;
    a.x[3] = 1;
}

__global__ void shared_too_far(float *y) {
    __shared__ float tile[8][8];
    int              row = threadIdx.x / 8, column = threadIdx.x % 8;
    tile[row][column] = 1;
    __syncthreads();
    y[threadIdx.x] = tile[row + 1][column];
}
static void shared_outside() {
    Arrays a;
    shared_too_far<<<1, 64>>>(a.y);
}
__global__ void dynamic_shared(float *y) {
    extern __shared__ float buffer[];
    buffer[threadIdx.x] = 1;
    y[threadIdx.x] = buffer[threadIdx.x];
}
static void no_bytes() {
    Arrays a;
    dynamic_shared<<<1, 64>>>(a.y);
}

__global__ void by_fours(const float *x, float *y) {
    const float4 v = *(const float4 *)(x + 4 * threadIdx.x + 1);
    y[threadIdx.x] = v.x + v.w;
}
static void misaligned() {
    Arrays a;
    by_fours<<<1, 16>>>(a.x, a.y);
}

__constant__ float weights[4];
__global__ void write_constant() {
    float *w = weights;
    w[threadIdx.x] = 1;
}
static void constant_written() { write_constant<<<1, 4>>>(); }

__constant__ const float fixed[2][3] = {{1, 2, 3}, {4, 5, 6}};
__device__ float         table[4];
__device__ float         behind_table;
__global__ void read_constant(float *y) { y[threadIdx.x] = weights[threadIdx.x]; }
static void constant_outside() {
    Arrays a;
    read_constant<<<1, 6>>>(a.y);
}
__global__ void read_fixed(float *y) { y[threadIdx.x] = fixed[threadIdx.x][2]; }
static void fixed_outside() {
    Arrays a;
    read_fixed<<<1, 3>>>(a.y);
}
__global__ void write_table() {
    table[threadIdx.x] = 1;
    if (threadIdx.x == 0) behind_table = table[0];
}
static void variable_outside() { write_table<<<1, 5>>>(); }
static void host_writes_symbol() {
    Arrays a;
    table[1] = 2;
}
int of_the_host;
__global__ void read_host(float *x) { ON_EMULATED(x[threadIdx.x] = of_the_host); }
static void host_variable() {
    Arrays a;
    of_the_host = 3;
    read_host<<<1, 64>>>(a.y);
}
__global__ void buffer_too_small(float *y) {
    extern __shared__ float buffer[];
    buffer[threadIdx.x + 1] = 1;
    __syncthreads();
    y[threadIdx.x] = buffer[threadIdx.x + 1];
}
static void dynamic_outside() {
    Arrays a;
    buffer_too_small<<<1, 64, 64 * sizeof(float)>>>(a.y);
}

static void copy_too_long() {
    Arrays a;
    float  mine[200];
    cudaMemcpy(mine, a.x, 200 * sizeof(float), cudaMemcpyDeviceToHost);
    printf("%g\n", mine[0]);
}
static void copy_direction() {
    Arrays a;
    float  mine[100] = {0};
    cudaMemcpy(a.x, mine, sizeof mine, cudaMemcpyDeviceToHost);
}
static void freed_twice() {
    Arrays a;
    cudaFree(a.x);
    cudaFree(a.x);
}

/* --- Memory that nobody has written ------------------------------------------------------------------------------- */
static void not_written() {
    Arrays a;
    guarded<<<1, 128>>>(100, a.y, a.x);
}
__global__ void sum_of_nothing(float *y) {
    __shared__ float total;
    atomicAdd(&total, 1.0f);
    __syncthreads();
    if (threadIdx.x == 0) y[0] = total;
}
static void shared_not_written() {
    Arrays a;
    sum_of_nothing<<<1, 64>>>(a.y);
}

/* --- Races -------------------------------------------------------------------------------------------------------- */
__global__ void reverse(const float *x, float *y) {
    __shared__ float tile[64];
    tile[threadIdx.x] = 0;
    __syncthreads();
    tile[threadIdx.x] = x[threadIdx.x];
    y[threadIdx.x] = tile[63 - threadIdx.x];
}
static void shared_race() {
    Arrays a;
    reverse<<<1, 64>>>(a.x, a.y);
}
__global__ void shifted(float *x) {
    float value = x[threadIdx.x];
    x[(threadIdx.x + 1) % blockDim.x] = value;
}
static void read_and_written() {
    Arrays a;
    shifted<<<1, 64>>>(a.x);
}
__global__ void count(float *total) {
    float before = total[0];
    if (before < 1000) total[0] = before + 1;
}
static void no_atomic() {
    Arrays a;
    count<<<4, 1>>>(a.x);
}
__global__ void warp_sum(float *y) {
    __shared__ float part[32];
    part[threadIdx.x] = 1;
    __syncwarp();
    if (threadIdx.x < 16) part[threadIdx.x] += part[threadIdx.x + 16];
    if (threadIdx.x < 8) part[threadIdx.x] += part[threadIdx.x + 8];
    y[threadIdx.x] = part[threadIdx.x];
}
__global__ void one_is_plain(float *total) {
    if (threadIdx.x == 0) total[0] = 1;
    else atomicAdd(&total[0], 1.0f);
}
static void plain_beside_atomic() {
    Arrays a;
    one_is_plain<<<1, 64>>>(a.x);
}
static void no_syncwarp() {
    Arrays a;
    warp_sum<<<1, 32>>>(a.y);
}

/* --- Barriers ----------------------------------------------------------------------------------------------------- */
__global__ void early_return(int n, float *y) {
    int i = threadIdx.x;
    if (i >= n) return;
    __syncthreads();
    y[i] = 1;
}
static void barrier_missed() {
    Arrays a;
    early_return<<<1, 64>>>(50, a.y);
}
__global__ void in_branches(float *y) {
    if (threadIdx.x % 2 == 0) {
        y[threadIdx.x] = 1;
        __syncthreads();
    } else {
        y[threadIdx.x] = 2;
        __syncthreads();
    }
}
static void two_barriers() {
    Arrays a;
    in_branches<<<1, 64>>>(a.y);
}
__global__ void half_a_warp(float *y) {
    float value = 1;
    if (threadIdx.x < 16) value += __shfl_down_sync(0xffffffff, value, 8);
    y[threadIdx.x] = value;
}
static void lanes_missing() {
    Arrays a;
    half_a_warp<<<1, 32>>>(a.y);
}

__global__ void half_of_them_sync(float *y) {
    if (threadIdx.x < 16) __syncwarp();
    y[threadIdx.x] = 1;
}
static void syncwarp_missed() {
    Arrays a;
    half_of_them_sync<<<1, 32>>>(a.y);
}
__global__ void upper_lanes(float *y) { y[threadIdx.x] = __shfl_down_sync(0x0000ffff, 1.0f, 8); }
static void not_in_mask() {
    Arrays a;
    upper_lanes<<<1, 32>>>(a.y);
}

/* --- Other memory ------------------------------------------------------------------------------------------------- */
__global__ void lends_its_own() {
    __shared__ float *lent;
    float             mine = 1;
    if (threadIdx.x == 0) lent = &mine;
    __syncthreads();
    if (threadIdx.x == 1) *lent = 2;
}
static void others_variable() { lends_its_own<<<1, 2>>>(); }
__global__ void two_tiles(float *y) {
    __shared__ float first[100][100], second[100][100];
    first[0][threadIdx.x] = second[0][threadIdx.x] = 1;
    y[threadIdx.x] = first[0][threadIdx.x] + second[0][threadIdx.x];
}
static void large_tiles() {
    Arrays a;
    two_tiles<<<1, 64>>>(a.y);
}
static void free_of_another() {
    Arrays a;
    cudaFree(a.x + 1);
}

/* --- What belongs to the host ------------------------------------------------------------------------------------- */
__global__ void launches(float *x) { ON_EMULATED((guarded<<<1, 1>>>(1, x, x))); }
static void launch_in_kernel() {
    Arrays a;
    launches<<<1, 1>>>(a.x);
}
__global__ void allocates(float *x) { ON_EMULATED(cudaMalloc(&x, 4)); }
static void call_in_kernel() {
    Arrays a;
    allocates<<<1, 1>>>(a.x);
}
__global__ void asserts(int n) { assert((int)threadIdx.x < n); }
static void assertion() {
    asserts<<<1, 64>>>(32);
}

/* --- Launches ----------------------------------------------------------------------------------------------------- */
static void too_many_threads() {
    Arrays a;
    guarded<<<1, 2048>>>(100, a.x, a.y);
    cudaError_t status = cudaGetLastError();
    if (status != cudaSuccess) fprintf(stderr, "error: %s\n", cudaGetErrorString(status));
    exit(3);
}
static void too_much_shared() {
    Arrays a;
    dynamic_shared<<<1, 64, 50000>>>(a.y);
    cudaError_t status = cudaGetLastError();
    if (status != cudaSuccess) fprintf(stderr, "error: %s\n", cudaGetErrorString(status));
    exit(3);
}
static void never_asked() {
    Arrays a;
    float  mine;
    guarded<<<0, 128>>>(0, a.x, a.y);
    cudaMemcpy(&mine, a.x, sizeof mine, cudaMemcpyDeviceToHost);
}

static const struct {
    const char *name;
    void (*run)();
} cases[] = {
#define CASE(name) {#name, name}
    CASE(outside),        CASE(in_front),         CASE(freed),          CASE(null_pointer),   CASE(host_pointer),
    CASE(host_touches),   CASE(shared_outside),   CASE(no_bytes),       CASE(misaligned),     CASE(constant_written),
    CASE(copy_too_long),  CASE(copy_direction),   CASE(freed_twice),    CASE(not_written),    CASE(shared_not_written),
    CASE(shared_race),    CASE(read_and_written), CASE(no_atomic),      CASE(no_syncwarp),    CASE(barrier_missed),
    CASE(two_barriers),   CASE(lanes_missing),    CASE(too_many_threads), CASE(too_much_shared), CASE(never_asked),
    CASE(syncwarp_missed), CASE(not_in_mask),      CASE(others_variable),  CASE(large_tiles),  CASE(free_of_another),
    CASE(assertion),       CASE(launch_in_kernel), CASE(call_in_kernel),   CASE(constant_outside), CASE(fixed_outside),
    CASE(variable_outside), CASE(host_variable),   CASE(host_writes_symbol), CASE(dynamic_outside),
    CASE(plain_beside_atomic),
};

int main(int argc, char **argv) {
    for (const auto &c : cases) {
        if (argc < 2) puts(c.name);
        else if (strcmp(argv[1], c.name) == 0) c.run();
    }
    return 0;
}
