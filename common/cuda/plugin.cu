/* plugin.cu: the plugin's one entry, which finds the GPU and hands out the kernel table; and the list of twins. */
#include "twin.h"
#include <string.h>

Kernels      cuda_kernels;
cudaStream_t gpu_stream;

void gpu_check(cudaError_t status, const char *call) {
    if (status == cudaSuccess) return;
    t_fail("GRADLAB_DEBUG=1 waits for every kernel, and so tells the operation at fault", "CUDA: %s, in %s",
           cudaGetErrorString(status), call);
}

bool gpu_waits(void) {
    static const char *const debug = getenv("GRADLAB_DEBUG");
    return debug && *debug && strcmp(debug, "0") != 0;
}

/* --- Twins: their constructors call this before the plugin's entry is called -------------------------------------- */
static Twin *first_twin;

void twin_add(const char *pair, Twin *twin) {
    Twin **end = &first_twin;
    if (!pair) return;
    while (*end) end = &(*end)->next;
    *end = twin;
}

/* --- The entry ---------------------------------------------------------------------------------------------------- */
/* Launched to see whether the GPU runs the code that this plugin was built into. */
__global__ static void empty_kernel(int unused) { (void)unused; }

/* What is missing, in a sentence; NULL when the GPU can be used. */
static const char *what_is_missing(void) {
    static char sentence[200];
    int         driver = 0, built_for = 0, count = 0;
    cudaError_t status = cudaDriverGetVersion(&driver);
    if (status != cudaSuccess || driver == 0) return "no NVIDIA driver is installed";
    cudaRuntimeGetVersion(&built_for);
    if (driver / 1000 < built_for / 1000) {
        snprintf(sentence, sizeof sentence,
                 "the NVIDIA driver knows CUDA up to %d.%d, but the plugin was built with %d.%d", driver / 1000,
                 driver % 1000 / 10, built_for / 1000, built_for % 1000 / 10);
        return sentence;
    }
    status = cudaGetDeviceCount(&count);
    if (status == cudaSuccess && count > 0) {
        empty_kernel<<<1, 1>>>(0);
        status = cudaGetLastError();
        if (status == cudaSuccess) status = cudaDeviceSynchronize();
    }
    if (status == cudaSuccess && count > 0) return NULL;
    snprintf(sentence, sizeof sentence, "the NVIDIA driver is installed, but says: %s",
             status == cudaSuccess ? "there is no GPU" : cudaGetErrorString(status));
    return sentence;
}

/* The table, or NULL and in *why a sentence that tells what is missing. */
extern "C" __attribute__((visibility("default"))) const Kernels *gradlab_cuda_kernels(const char **why) {
    Kernels *k = &cuda_kernels;
    k->abi = DEV_ABI;
    k->real_size = sizeof(real);
#ifdef EMULATED_GPU
    k->name = "cuda:0 (emulated)";
    k->fresh = [](void *p, size_t bytes) { emu_part(p, bytes, DEV_GAP); };
#else
    k->name = "cuda:0";
#endif
    k->twins = first_twin;
    memory_kernels(k);
    elementwise_kernels(k);
    reduce_kernels(k);
    index_kernels(k);
    conv_kernels(k);
    pool_kernels(k);
    norm_kernels(k);
    const char *missing = what_is_missing();
    if (!missing) {
        /* Work of others in the default stream is not waited for. */
        CUDA(cudaStreamCreateWithFlags(&gpu_stream, cudaStreamNonBlocking));
        missing = gemm_kernels(k);
    }
    if (missing) *why = missing;
    return missing ? NULL : k;
}
