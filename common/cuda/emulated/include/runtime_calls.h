/* runtime_calls.h: launches, memory, events and streams. Part of cuda_runtime.h. Everything is done when a call
 * returns: the emulated GPU has one queue, and nothing waits in it, but for what is captured (runtime_graphs.h). */
#pragma once
#include <new>
#include <time.h>

/* name, number, what cudaGetErrorString says */
#define EMU_ERRORS(ROW)                                                                                                \
    ROW(cudaSuccess, 0, "no error")                                                                                    \
    ROW(cudaErrorInvalidValue, 1, "invalid argument")                                                                  \
    ROW(cudaErrorMemoryAllocation, 2, "out of memory")                                                                 \
    ROW(cudaErrorInvalidConfiguration, 9, emu_launch_error())                                                          \
    ROW(cudaErrorIllegalState, 401, "the operation cannot be performed in the present state")                          \
    ROW(cudaErrorStreamCaptureUnsupported, 900, "operation not permitted when stream is capturing")                    \
    ROW(cudaErrorStreamCaptureInvalidated, 901, "operation failed due to a previous error during capture")             \
    ROW(cudaErrorStreamCaptureImplicit, 906,                                                                           \
        "operation would make the legacy stream depend on a capturing blocking stream")                                \
    ROW(cudaErrorCapturedEvent, 907, "operation not permitted on an event last recorded in a capturing stream")
enum cudaError_t {
#define EMU_ROW(name, number, text) name = number,
    EMU_ERRORS(EMU_ROW)
#undef EMU_ROW
};
typedef cudaError_t cudaError;
enum cudaMemcpyKind {
    cudaMemcpyHostToHost,
    cudaMemcpyHostToDevice,
    cudaMemcpyDeviceToHost,
    cudaMemcpyDeviceToDevice,
    cudaMemcpyDefault
};
typedef struct EmuStream *cudaStream_t;

/* --- Launches: translate.c writes the calls ----------------------------------------------------------------------- */
struct EmuConfig {
    dim3     grid, block;
    size_t       shared;
    cudaStream_t stream;
    EmuPlace     place;
};
inline EmuConfig emu_config(dim3 grid, dim3 block, size_t shared = 0, cudaStream_t stream = 0, EMU_HERE) {
    return EmuConfig{grid, block, shared, stream, EMU_PLACE};
}

/* f() now, or a copy of it in the graph of a stream that is captured. */
template <typename F> EMU_UNCHECKED cudaError_t emu_do(cudaStream_t stream, F f) {
    int error;
    if (!emu_later(stream, &error)) {
        if (error) emu_set_error(error);
        return error ? (cudaError_t)error : f();
    }
    void *kept = malloc(sizeof(F));
    if (!kept) return emu_set_error(cudaErrorMemoryAllocation), cudaErrorMemoryAllocation;
    emu_keep(stream, [](void *of) EMU_UNCHECKED { (*static_cast<F *>(of))(); }, new (kept) F(f));
    return cudaSuccess;
}

template <typename T> void emu_note(EmuLaunch *launch, int argument, T value) {
    if constexpr (std::is_pointer_v<T>)
        if (launch->n_pointers < EMU_MAX_POINTERS) {
            launch->pointer[launch->n_pointers] = (const void *)value;
            launch->argument[launch->n_pointers++] = argument;
        }
}

template <typename F, typename... A>
EMU_UNCHECKED void emu_launch_now(const char *kernel, const char *arguments, F f, EmuConfig config, A... a) {
    EmuLaunch launch = {};
    auto      body = [&]() EMU_UNCHECKED {
        F mine = f; /* on the thread's own stack */
        mine(a...);
    };
    typedef decltype(body) Body;
    launch.kernel = kernel;
    launch.arguments = arguments;
    launch.place = config.place;
    launch.grid = config.grid;
    launch.block = config.block;
    launch.shared = config.shared;
    launch.thread = [](void *of) EMU_UNCHECKED { (*static_cast<Body *>(of))(); };
    launch.body = &body;
    int argument = 0;
    ((emu_note(&launch, argument, a), argument++), ...);
    (void)argument;
    emu_run(&launch);
}
template <typename F, typename... A>
EMU_UNCHECKED void emu_launch(const char *kernel, const char *arguments, F f, EmuConfig config, A... a) {
    if (emu_is_captured(config.stream) && !emu_takes(config.grid, config.block, config.shared, config.place)) return;
    emu_do(config.stream,
           [=]() EMU_UNCHECKED { return emu_launch_now(kernel, arguments, f, config, a...), cudaSuccess; });
}

/* --- Shared memory ------------------------------------------------------------------------------------------------ */
template <typename T> T &emu_shared(EmuVariable &variable, const char *name) {
    typedef std::remove_all_extents_t<T> Element;
    const int sizes[4] = {(int)std::extent_v<T, 0>, (int)std::extent_v<T, 1>, (int)std::extent_v<T, 2>, 0};
    return *static_cast<T *>(emu_shared_at(&variable, name, sizeof(T), sizeof(Element), sizes));
}
template <typename T> T *emu_dynamic(const char *name) { return static_cast<T *>(emu_dynamic_at(name, sizeof(T))); }

/* --- __device__ and __constant__ variables: translate.c writes one of these behind each --------------------------- */
template <typename T> constexpr EmuGlobal emu_global(const char *name, const void *at, bool is_constant) {
    return EmuGlobal{name, at, sizeof(T), sizeof(std::remove_all_extents_t<T>),
                     {(int)std::extent_v<T, 0>, (int)std::extent_v<T, 1>, (int)std::extent_v<T, 2>, 0}, is_constant};
}
/* A compiler may lay a file's variables out from the first to the last, or the other way round. */
static char emu_first_device[EMU_GAP] __attribute__((section("emu_device"), used)) = {};
static char emu_first_constant[EMU_GAP] __attribute__((section("emu_constant"), used)) = {};
static const char emu_first_fixed[EMU_GAP] __attribute__((section("emu_fixed"), used)) = {};

/* --- Errors ------------------------------------------------------------------------------------------------------- */
inline cudaError_t cudaGetLastError() { return (cudaError_t)emu_last_error(true); }
inline cudaError_t cudaPeekAtLastError() { return (cudaError_t)emu_last_error(false); }
inline const char *cudaGetErrorString(cudaError_t error) {
    switch (error) {
#define EMU_ROW(name, number, text) case name: return text;
        EMU_ERRORS(EMU_ROW)
#undef EMU_ROW
    }
    return "unknown error";
}
inline const char *cudaGetErrorName(cudaError_t error) {
    switch (error) {
#define EMU_ROW(name, number, text) case name: return #name;
        EMU_ERRORS(EMU_ROW)
#undef EMU_ROW
    }
    return "unknown error";
}
#define EMU_CALL emu_call(__func__, EMU_PLACE)
/* In calls that a capture does not allow: they end with its error. */
#define EMU_REFUSE(error)                                                                                              \
    if (const int emu_refused = (error)) return emu_set_error(emu_refused), (cudaError_t)emu_refused

/* --- Memory ------------------------------------------------------------------------------------------------------- */
template <typename T> cudaError_t cudaMalloc(T **p, size_t bytes, EMU_HERE) {
    EMU_CALL;
    EMU_REFUSE(emu_unsafe());
    void *block = emu_alloc(bytes, EMU_PLACE);
    if (!block) return emu_set_error(cudaErrorMemoryAllocation), cudaErrorMemoryAllocation;
    *p = static_cast<T *>(block);
    return cudaSuccess;
}
inline cudaError_t cudaFree(void *p, EMU_HERE) {
    EMU_CALL;
    EMU_REFUSE(emu_unsafe());
    emu_free(p, EMU_PLACE);
    return cudaSuccess;
}
template <typename T> cudaError_t cudaMallocHost(T **p, size_t bytes) {
    *p = static_cast<T *>(emu_pinned(bytes));
    return *p ? cudaSuccess : cudaErrorMemoryAllocation;
}
inline cudaError_t cudaFreeHost(void *p) { return emu_pinned_free(p), cudaSuccess; }

constexpr char emu_sides[][2] = {{'h', 'h'}, {'d', 'h'}, {'h', 'd'}, {'d', 'd'}, {'?', '?'}}; /* to, from; of a kind */
inline cudaError_t emu_memcpy(void *to, const void *from, size_t bytes, cudaMemcpyKind kind, EmuPlace at) {
    emu_copy(to, emu_sides[kind][0], from, emu_sides[kind][1], bytes, at);
    return cudaSuccess;
}
inline cudaError_t cudaMemcpy(void *to, const void *from, size_t bytes, cudaMemcpyKind kind, EMU_HERE) {
    EMU_CALL;
    EMU_REFUSE(emu_unsafe());
    emu_counts.waits++;
    return emu_memcpy(to, from, bytes, kind, EMU_PLACE);
}
inline cudaError_t cudaMemcpyAsync(void *to, const void *from, size_t bytes, cudaMemcpyKind kind,
                                   cudaStream_t stream = 0, EMU_HERE) {
    EMU_CALL;
    emu_queued_copy(to, from, emu_sides[kind][0], emu_sides[kind][1]);
    return emu_do(stream, [=] { return emu_memcpy(to, from, bytes, kind, EMU_PLACE); });
}
inline cudaError_t cudaMemset(void *p, int value, size_t bytes, EMU_HERE) {
    EMU_CALL;
    EMU_REFUSE(emu_unsafe());
    emu_set(p, value, bytes, EMU_PLACE);
    return cudaSuccess;
}
inline cudaError_t cudaMemsetAsync(void *p, int value, size_t bytes, cudaStream_t stream = 0, EMU_HERE) {
    EMU_CALL;
    return emu_do(stream, [=] { return emu_set(p, value, bytes, EMU_PLACE), cudaSuccess; });
}
/* Of a variable the device's side is clear: the kind says which memory the other side is. */
template <typename T>
cudaError_t cudaMemcpyToSymbol(T &variable, const void *from, size_t bytes, size_t offset = 0,
                               cudaMemcpyKind kind = cudaMemcpyHostToDevice, EMU_HERE) {
    EMU_CALL;
    if (offset + bytes > sizeof variable || kind == cudaMemcpyDeviceToHost || kind == cudaMemcpyHostToHost)
        return emu_set_error(cudaErrorInvalidValue), cudaErrorInvalidValue;
    emu_copy((char *)&variable + offset, 'v', from,
             kind == cudaMemcpyHostToDevice ? 'h' : kind == cudaMemcpyDefault ? '?' : 'd', bytes, EMU_PLACE);
    return cudaSuccess;
}
template <typename T>
cudaError_t cudaMemcpyFromSymbol(void *to, T &variable, size_t bytes, size_t offset = 0,
                                 cudaMemcpyKind kind = cudaMemcpyDeviceToHost, EMU_HERE) {
    EMU_CALL;
    if (offset + bytes > sizeof variable || kind == cudaMemcpyHostToDevice || kind == cudaMemcpyHostToHost)
        return emu_set_error(cudaErrorInvalidValue), cudaErrorInvalidValue;
    emu_copy(to, kind == cudaMemcpyDeviceToHost ? 'h' : kind == cudaMemcpyDefault ? '?' : 'd',
             (const char *)&variable + offset, 'v', bytes, EMU_PLACE);
    return cudaSuccess;
}
inline cudaError_t cudaMemGetInfo(size_t *available, size_t *total) {
    return emu_memory_info(available, total), cudaSuccess;
}

/* --- The device --------------------------------------------------------------------------------------------------- */
inline cudaError_t cudaDriverGetVersion(int *version) { return *version = 13000, cudaSuccess; }
inline cudaError_t cudaRuntimeGetVersion(int *version) { return *version = 13000, cudaSuccess; }
inline cudaError_t cudaGetDeviceCount(int *count) { return *count = 1, cudaSuccess; }
inline cudaError_t cudaGetDevice(int *device) { return *device = 0, cudaSuccess; }
inline cudaError_t cudaSetDevice(int device) { return device == 0 ? cudaSuccess : cudaErrorInvalidValue; }
struct cudaDeviceProp {
    char   name[256];
    size_t totalGlobalMem, sharedMemPerBlock;
    int    warpSize, maxThreadsPerBlock, multiProcessorCount, major, minor;
};
inline cudaError_t cudaGetDeviceProperties(cudaDeviceProp *p, int) {
    size_t available;
    *p = cudaDeviceProp{"emulated GPU", 0, EMU_SHARED_BYTES, EMU_WARP, EMU_MAX_THREADS, 1, 0, 0};
    emu_memory_info(&available, &p->totalGlobalMem);
    return cudaSuccess;
}
inline cudaError_t cudaDeviceSynchronize(EMU_HERE) {
    EMU_CALL;
    EMU_REFUSE(emu_waits(NULL));
    emu_counts.waits++;
    return cudaSuccess;
}

/* --- Streams and events ------------------------------------------------------------------------------------------- */
enum { cudaStreamDefault = 0, cudaStreamNonBlocking = 1 };
inline cudaError_t cudaStreamCreateWithFlags(cudaStream_t *stream, unsigned flags) {
    return *stream = emu_stream_new(flags != cudaStreamNonBlocking), cudaSuccess;
}
inline cudaError_t cudaStreamCreate(cudaStream_t *stream) { return *stream = emu_stream_new(true), cudaSuccess; }
inline cudaError_t cudaStreamDestroy(cudaStream_t stream) { return emu_stream_free(stream), cudaSuccess; }
inline cudaError_t cudaStreamSynchronize(cudaStream_t stream, EMU_HERE) {
    EMU_CALL;
    EMU_REFUSE(emu_waits(stream));
    emu_counts.waits++;
    return cudaSuccess;
}
typedef struct EmuEvent {
    struct timespec when;
    bool            captured;
} *cudaEvent_t;
enum { cudaEventDefault = 0, cudaEventDisableTiming = 2 };
inline cudaError_t cudaEventCreate(cudaEvent_t *event) {
    return *event = (cudaEvent_t)calloc(1, sizeof **event), cudaSuccess;
}
inline cudaError_t cudaEventCreateWithFlags(cudaEvent_t *event, unsigned) { return cudaEventCreate(event); }
inline cudaError_t cudaEventDestroy(cudaEvent_t event) { return free(event), cudaSuccess; }
inline cudaError_t cudaEventRecord(cudaEvent_t event, cudaStream_t stream = 0) {
    event->captured = emu_is_captured(stream);
    return clock_gettime(CLOCK_MONOTONIC, &event->when), cudaSuccess;
}
inline cudaError_t cudaEventSynchronize(cudaEvent_t event) {
    if (!event->captured) return cudaSuccess;
    emu_unsafe();
    return emu_set_error(cudaErrorCapturedEvent), cudaErrorCapturedEvent;
}
inline cudaError_t cudaEventElapsedTime(float *milliseconds, cudaEvent_t from, cudaEvent_t to) {
    *milliseconds = (float)((double)(to->when.tv_sec - from->when.tv_sec) * 1e3 +
                            (double)(to->when.tv_nsec - from->when.tv_nsec) * 1e-6);
    return cudaSuccess;
}
