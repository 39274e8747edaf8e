/* graphs.cu: what is captured is not done, and is done whenever its graph is launched; what a capture does not allow
 * gives the error of CUDA, by its name. */
#include <cublas_v2.h>
#include <cuda_runtime.h>
#include <stdio.h>
#include <string.h>

static int failures;
static void expect(int line, const char *what, double got, double wanted) {
    if (got == wanted) return;
    printf("line %d, %s: %g, and %g is right\n", line, what, got, wanted);
    failures++;
}
#define EXPECT(got, wanted) expect(__LINE__, #got, got, wanted)
static void expect_error(int line, const char *call, cudaError_t got, const char *wanted) {
    cudaGetLastError();
    if (strcmp(cudaGetErrorName(got), wanted) == 0) return;
    printf("line %d, %s: %s, and %s is right\n", line, call, cudaGetErrorName(got), wanted);
    failures++;
}
#define EXPECT_ERROR(call, wanted) expect_error(__LINE__, #call, call, #wanted)

__global__ static void add(int n, float by, float *x) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) x[i] += by;
}
/* A number that the host may change between two launches lies in device memory. */
__global__ static void add_from(int n, const float *by, float *x) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) x[i] += *by;
}

static float value(const float *x) {
    float here;
    cudaMemcpy(&here, x, sizeof here, cudaMemcpyDeviceToHost);
    return here;
}

static cudaStream_t stream, blocking;
static const int    n = 100;
static float       *x, *y, *by;

static void begin(cudaStream_t s, cudaStreamCaptureMode mode = cudaStreamCaptureModeThreadLocal) {
    EXPECT_ERROR(cudaStreamBeginCapture(s, mode), cudaSuccess);
}
static void is_lost(cudaStream_t s) {
    cudaGraph_t graph;
    EXPECT_ERROR(cudaStreamEndCapture(s, &graph), cudaErrorStreamCaptureInvalidated);
}
static void is_whole(cudaStream_t s) {
    cudaGraph_t graph;
    EXPECT_ERROR(cudaStreamEndCapture(s, &graph), cudaSuccess);
    cudaGraphDestroy(graph);
}

static void replays() {
    cudaGraph_t     graph;
    cudaGraphExec_t exec = NULL;
    cublasHandle_t  cublas;
    size_t          nodes;
    const float     one = 1, zero = 0;
    cublasCreate(&cublas);
    cublasSetStream(cublas, stream);
    cudaMemset(x, 0, n * sizeof(float));
    begin(stream);
    add<<<1, 128, 0, stream>>>(n, 3, x);
    add_from<<<1, 128, 0, stream>>>(n, by, x);
    cudaMemcpyAsync(y, x, sizeof *x, cudaMemcpyDeviceToDevice, stream);
    cublasSgemm(cublas, CUBLAS_OP_N, CUBLAS_OP_N, 1, 1, 1, &one, x, 1, x, 1, &zero, y + 1, 1);
    cudaMemsetAsync(y + 2, 0, sizeof *y, stream);
    EXPECT_ERROR(cudaStreamEndCapture(stream, &graph), cudaSuccess);
    EXPECT_ERROR(cudaGraphGetNodes(graph, NULL, &nodes), cudaSuccess);
    EXPECT(nodes, 5);
    EXPECT(value(x), 0);
    EXPECT_ERROR(cudaGraphInstantiate(&exec, graph, 0), cudaSuccess);
    EXPECT_ERROR(cudaGraphDestroy(graph), cudaSuccess);
    float sum = 0;
    for (float number = 1; number <= 3; number++) {
        cudaMemcpy(by, &number, sizeof number, cudaMemcpyHostToDevice);
        EXPECT_ERROR(cudaGraphLaunch(exec, stream), cudaSuccess);
        sum += 3 + number;
        EXPECT(value(x), sum);
        EXPECT(value(y), sum);
        EXPECT(value(y + 1), sum * sum);
        EXPECT(value(y + 2), 0);
    }
    EXPECT_ERROR(cudaGraphExecDestroy(exec), cudaSuccess);
    cublasDestroy(cublas);
}

static void refusals() {
    cudaGraph_t graph;
    float      *more, here = 0;
    cudaEvent_t event;
    cudaEventCreate(&event);
    EXPECT_ERROR(cudaStreamBeginCapture(0, cudaStreamCaptureModeGlobal), cudaErrorStreamCaptureUnsupported);
    EXPECT_ERROR(cudaStreamEndCapture(stream, &graph), cudaErrorIllegalState);

    begin(stream);
    EXPECT_ERROR(cudaStreamBeginCapture(stream, cudaStreamCaptureModeGlobal), cudaErrorIllegalState);
    EXPECT_ERROR(cudaMalloc(&more, 4), cudaErrorStreamCaptureUnsupported);
    add<<<1, 128, 0, stream>>>(n, 3, x);
    EXPECT_ERROR(cudaGetLastError(), cudaErrorStreamCaptureInvalidated);
    is_lost(stream);
    begin(stream);
    EXPECT_ERROR(cudaFree(x), cudaErrorStreamCaptureUnsupported);
    is_lost(stream);
    begin(stream);
    EXPECT_ERROR(cudaMemcpy(&here, x, sizeof here, cudaMemcpyDeviceToHost), cudaErrorStreamCaptureUnsupported);
    is_lost(stream);
    begin(stream);
    EXPECT_ERROR(cudaStreamSynchronize(stream), cudaErrorStreamCaptureUnsupported);
    is_lost(stream);
    begin(stream, cudaStreamCaptureModeRelaxed);
    EXPECT_ERROR(cudaDeviceSynchronize(), cudaErrorStreamCaptureUnsupported);
    is_lost(stream);
    begin(stream);
    EXPECT_ERROR(cudaEventRecord(event, stream), cudaSuccess);
    EXPECT_ERROR(cudaEventSynchronize(event), cudaErrorCapturedEvent);
    is_lost(stream);
    begin(blocking);
    add<<<1, 128>>>(n, 3, x);
    EXPECT_ERROR(cudaGetLastError(), cudaErrorStreamCaptureImplicit);
    is_lost(blocking);
    begin(stream);
    add<<<1, 2048, 0, stream>>>(n, 3, x);
    EXPECT_ERROR(cudaGetLastError(), cudaErrorInvalidConfiguration);
    is_whole(stream);
    cudaEventDestroy(event);
}

/* What reaches beyond the stream, where the capture or the stream allows it. */
static void allowed() {
    float *more;
    begin(stream, cudaStreamCaptureModeRelaxed);
    EXPECT_ERROR(cudaMalloc(&more, 4), cudaSuccess);
    EXPECT_ERROR(cudaFree(more), cudaSuccess);
    is_whole(stream);
    cudaMemset(x, 0, n * sizeof(float));
    begin(stream);
    add<<<1, 128>>>(n, 3, x);
    EXPECT_ERROR(cudaStreamSynchronize(blocking), cudaSuccess);
    is_whole(stream);
    EXPECT(value(x), 3);
}

int main() {
    cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking);
    cudaStreamCreate(&blocking);
    cudaMalloc(&x, n * sizeof(float));
    cudaMalloc(&y, 3 * sizeof(float));
    cudaMalloc(&by, sizeof(float));
    replays();
    refusals();
    allowed();
    cudaFree(x), cudaFree(y), cudaFree(by);
    cudaStreamDestroy(stream), cudaStreamDestroy(blocking);
    if (failures == 0) puts("all right");
    return failures != 0;
}
