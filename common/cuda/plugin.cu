/* plugin.cu: the plugin's one entry, which finds the GPU and hands out the kernel table; and the list of twins. */
#include "twin.h"
#include <string.h>

Kernels cuda_kernels;

void gpu_check(cudaError_t status, const char *call) {
    if (status == cudaSuccess) return;
    t_fail("GRADLAB_DEBUG=1 waits for every kernel, and so tells the operation at fault", "CUDA: %s, in %s",
           cudaGetErrorString(status), call);
}

bool gpu_waits(void) {
    static const char *const debug = getenv("GRADLAB_DEBUG");
    return debug && strcmp(debug, "1") == 0;
}

/* --- Twins: linked by their constructors before the plugin's entry is called ------------------------------------------- */
static Twin *first_twin;

Twin::Twin(const char *name, Tensor *(*forward)(Ctx *), void (*backward)(Ctx *, const Tensor *, Tensor *[]))
    : op{name, forward, backward, false}, next(first_twin) {
    first_twin = this;
}

const Op *twin_find(const char *name) {
    for (const Twin *twin = first_twin; twin; twin = twin->next)
        if (strcmp(twin->op.name, name) == 0) return &twin->op;
    return NULL;
}

/* --- The entry ------------------------------------------------------------------------------------------------------------ */
static bool gpu_is_there(void) {
    int         driver = 0, runtime = 0, count = 0;
    cudaError_t status = cudaDriverGetVersion(&driver);
    cudaRuntimeGetVersion(&runtime);
    if (status != cudaSuccess || driver == 0) return t_error_set("no NVIDIA driver is installed");
    if (driver < runtime && driver / 1000 < runtime / 1000)
        return t_error_set("the NVIDIA driver knows CUDA up to %d.%d, but the plugin was built with %d.%d", driver / 1000,
                           driver % 1000 / 10, runtime / 1000, runtime % 1000 / 10);
    status = cudaGetDeviceCount(&count);
    if (status != cudaSuccess) return t_error_set("no usable NVIDIA GPU: %s", cudaGetErrorString(status));
    if (count == 0) return t_error_set("the NVIDIA driver is installed, but there is no GPU");
    return true;
}

__global__ static void empty_kernel(int unused) { (void)unused; }

static bool gpu_runs_our_code(void) {
    LAUNCH(empty_kernel, 1, 1, 0);
    cudaError_t status = cudaGetLastError();
    if (status == cudaSuccess) status = cudaDeviceSynchronize();
    if (status == cudaSuccess) return true;
    return t_error_set("the GPU is there, but does not run the plugin's kernels (%s); build the plugin on this machine",
                       cudaGetErrorString(status));
}

/* The table, or NULL and in *why a sentence that tells what is missing. */
extern "C" __attribute__((visibility("default"))) const Kernels *gradlab_cuda_kernels(const char **why) {
    Kernels *k = &cuda_kernels;
    k->abi = DEV_ABI;
    k->real_size = sizeof(real);
    k->name = "cuda:0";
    k->find_op = twin_find;
    memory_kernels(k);
    elementwise_kernels(k);
    reduce_kernels(k);
    index_kernels(k);
    optim_kernels(k);
    if (gpu_is_there() && gpu_runs_our_code() && gemm_kernels(k)) return k;
    *why = t_error();
    return NULL;
}
