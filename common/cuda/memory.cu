/* memory.cu: memory on the GPU, and copies to and from it.
 *
 * cudaMalloc and cudaFree wait for the GPU, so blocks are kept and handed out again by size: a training step asks for
 * the same sizes every time and gets them without a call to the driver. One stream runs everything in order, so a block
 * may be handed out again while kernels that used it are still queued.
 *
 * Copies from and to the host go through memory that the GPU reads and writes by itself (pinned). So a copy to the GPU
 * is queued like all else, and the caller may use its memory again at once. Only copies to the host wait. */
#include "gpu.h"
#include <map>
#include <string.h>
#include <unordered_map>
#include <vector>

static std::unordered_map<void *, size_t>     size_of; /* every block that the driver gave, and its size */
typedef std::map<size_t, std::vector<void *>> Blocks; /* by size */
static Blocks  idle;                                   /* those not in use */
static Blocks *recording;                              /* what the recording under way has used and given back */

/* Sizes are rounded up to 4, 5, 6 or 7 times a power of two: few enough to meet again, and a quarter lost at most. */
static size_t block_size(size_t bytes) {
    size_t power = 512;
    if (bytes <= power) return power;
    while (bytes > 2 * power) power *= 2;
    size_t step = power / 4;
    return (bytes + step - 1) / step * step;
}

static double mebibytes(size_t bytes) { return (double)bytes / (1 << 20); }

static void give_back_idle(void) {
    for (auto &entry : idle) {
        for (void *p : entry.second) {
            CUDA(cudaFree(p));
            size_of.erase(p);
        }
        entry.second.clear();
    }
}

static void *taken_from(Blocks *blocks, size_t size) {
    std::vector<void *> &fitting = (*blocks)[size];
    if (fitting.empty()) return NULL;
    void *p = fitting.back();
    fitting.pop_back();
    return p;
}

static void *cuda_alloc(size_t bytes) {
    const size_t size = block_size(bytes);
    void        *p = recording ? taken_from(recording, size) : NULL;
    if (!p) p = taken_from(&idle, size);
    if (p) {
        LEND(p, bytes);
        return p;
    }
    if (recording)
        t_fail("run the step twice before it is recorded, with the same shapes",
               "a step that is recorded for replays asks for %.1f MiB more than the step before it", mebibytes(size));
    cudaError_t status = cudaMalloc(&p, size);
    if (status == cudaErrorMemoryAllocation) {
        cudaGetLastError(); /* takes the error back */
        give_back_idle();
        status = cudaMalloc(&p, size);
    }
    if (status == cudaErrorMemoryAllocation) {
        size_t available = 0, total = 0;
        cudaGetLastError();
        CUDA(cudaMemGetInfo(&available, &total));
        t_error_set("cuda:0 is out of memory: %.1f MiB asked for, %.1f of %.1f MiB free", mebibytes(size),
                    mebibytes(available), mebibytes(total));
        return NULL;
    }
    CUDA(status);
    t_allocations++;
    size_of[p] = size;
    LEND(p, bytes);
    return p;
}

static void cuda_release(void *p) {
    if (!p) return;
    auto block = size_of.find(p);
    if (block == size_of.end()) t_fail(NULL, "CUDA: %p was given back, which is no block of GPU memory", p);
    (recording ? *recording : idle)[block->second].push_back(p);
    TAKE_BACK(p);
}

/* --- Copies ------------------------------------------------------------------------------------------------------- */
/* Two halves of pinned memory: while the GPU reads one, the host fills the other. */
static const size_t HALF = 4 << 20, PINNED_ALIGNMENT = 64;
static struct Pinned {
    char       *base;
    size_t      used;
    cudaEvent_t read; /* the GPU has read what it was sent */
} halves[2];
static Pinned *sending = &halves[0];

static void make_halves(void) {
    for (Pinned &h : halves) {
        CUDA(cudaMallocHost(&h.base, HALF));
        CUDA(cudaEventCreateWithFlags(&h.read, cudaEventDisableTiming));
        CUDA(cudaEventRecord(h.read, gpu_stream));
    }
}

static void next_half(void) {
    CUDA(cudaEventRecord(sending->read, gpu_stream));
    sending = sending == &halves[0] ? &halves[1] : &halves[0];
    CUDA(cudaEventSynchronize(sending->read)); /* long past, unless the host is 4 MiB ahead */
    sending->used = 0;
}

static void refuse_while_recording(const char *what) {
    if (recording)
        t_fail("keep the tensor on the GPU (t_keep(t_to(x, DEV_CUDA))) before the recorded step, and read results "
               "(t_item, t_host) behind it", "a step that is recorded for replays %s", what);
}

static void cuda_copy(void *to, const void *from, size_t bytes) {
    CUDA(cudaMemcpyAsync(to, from, bytes, cudaMemcpyDeviceToDevice, gpu_stream));
}

/* A number in an expression is sent as a kernel's parameter, which a recording keeps. */
struct Number {
    uint8_t bytes[sizeof(double)];
};
static void send_number(void *to, const void *host, size_t bytes) {
    Number   number;
    uint8_t *target = (uint8_t *)to;
    memcpy(number.bytes, host, bytes);
    each(bytes, [=] __device__(size_t i) { target[i] = number.bytes[i]; });
}

static void cuda_to_device(void *to, const void *host, size_t bytes) {
    if (recording && bytes <= sizeof(double)) return send_number(to, host, bytes);
    refuse_while_recording("copies from the host");
    if (!halves[0].base) make_halves();
    for (size_t done = 0, n; done < bytes; done += n) {
        if (sending->used == HALF) next_half();
        const size_t room = HALF - sending->used;
        n = bytes - done < room ? bytes - done : room;
        char *pinned = sending->base + sending->used;
        memcpy(pinned, (const char *)host + done, n);
        CUDA(cudaMemcpyAsync((char *)to + done, pinned, n, cudaMemcpyHostToDevice, gpu_stream));
        sending->used += (n + PINNED_ALIGNMENT - 1) / PINNED_ALIGNMENT * PINNED_ALIGNMENT;
    }
}

/* Waits for all that is queued. */
static void cuda_to_host(void *host, const void *from, size_t bytes) {
    refuse_while_recording("reads values on the host");
    if (!halves[0].base) make_halves();
    for (size_t done = 0, n; done < bytes; done += n) {
        n = bytes - done < HALF ? bytes - done : HALF;
        next_half();
        CUDA(cudaMemcpyAsync(sending->base, (const char *)from + done, n, cudaMemcpyDeviceToHost, gpu_stream));
        CUDA(cudaStreamSynchronize(gpu_stream));
        memcpy((char *)host + done, sending->base, n);
    }
}

static void cuda_zero(void *p, size_t bytes) { CUDA(cudaMemsetAsync(p, 0, bytes, gpu_stream)); }

/* --- Recordings: CUDA graphs -------------------------------------------------------------------------------------- */
struct Recording {
    cudaGraphExec_t graph;
    Blocks          blocks; /* its temporaries: each replay writes to them */
};
static Recording *under_way;

static void cuda_record(void) {
    under_way = new Recording();
    CUDA(cudaStreamBeginCapture(gpu_stream, cudaStreamCaptureModeThreadLocal));
    recording = &under_way->blocks;
}

static void *cuda_recorded(void) {
    cudaGraph_t graph;
    recording = NULL;
    CUDA(cudaStreamEndCapture(gpu_stream, &graph));
    CUDA(cudaGraphInstantiate(&under_way->graph, graph, 0));
    CUDA(cudaGraphDestroy(graph));
    return under_way;
}

static void cuda_replay(void *of) { CUDA(cudaGraphLaunch(((Recording *)of)->graph, gpu_stream)); }

static void cuda_forget(void *of) {
    Recording *r = (Recording *)of;
    CUDA(cudaGraphExecDestroy(r->graph)); /* a launch that is under way ends first */
    for (auto &entry : r->blocks)
        for (void *p : entry.second) cuda_release(p);
    delete r;
}

static void cuda_fill(real *x, size_t n, real value) {
    each(n, [=] __device__(size_t i) { x[i] = value; });
}

void memory_kernels(Kernels *k) {
    k->alloc = cuda_alloc;
    k->release = cuda_release;
    k->copy = cuda_copy;
    k->to_device = cuda_to_device;
    k->to_host = cuda_to_host;
    k->zero = cuda_zero;
    k->record = cuda_record;
    k->recorded = cuda_recorded;
    k->replay = cuda_replay;
    k->forget = cuda_forget;
    k->fill = cuda_fill;
}
