/* runtime_graphs.h: what a stream is asked between BeginCapture and EndCapture becomes a graph, which is played later.
 * Part of cuda_runtime.h. */
#pragma once

typedef EmuGraph *cudaGraph_t;
typedef struct EmuGraphExec *cudaGraphExec_t; /* an EmuGraph of its own */
enum cudaStreamCaptureMode {
    cudaStreamCaptureModeGlobal = EMU_CAPTURE_GLOBAL,
    cudaStreamCaptureModeThreadLocal = EMU_CAPTURE_THREAD,
    cudaStreamCaptureModeRelaxed = EMU_CAPTURE_RELAXED
};
enum cudaStreamCaptureStatus { cudaStreamCaptureStatusNone, cudaStreamCaptureStatusActive };

inline cudaError_t emu_result(int error) { return error ? emu_set_error(error), (cudaError_t)error : cudaSuccess; }
inline cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode mode, EMU_HERE) {
    EMU_CALL;
    return emu_result(emu_capture_begin(stream, mode));
}
inline cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t *graph, EMU_HERE) {
    EMU_CALL;
    return emu_result(emu_capture_end(stream, graph));
}
inline cudaError_t cudaStreamIsCapturing(cudaStream_t stream, cudaStreamCaptureStatus *status) {
    return *status = emu_is_captured(stream) ? cudaStreamCaptureStatusActive : cudaStreamCaptureStatusNone, cudaSuccess;
}
inline cudaError_t cudaGraphGetNodes(cudaGraph_t graph, void *, size_t *n) {
    return *n = emu_graph_nodes(graph), cudaSuccess;
}
inline cudaError_t cudaGraphInstantiate(cudaGraphExec_t *exec, cudaGraph_t graph, unsigned long long = 0) {
    if (!graph) return emu_result(cudaErrorInvalidValue);
    return *exec = (cudaGraphExec_t)emu_graph_copy(graph), cudaSuccess;
}
inline cudaError_t cudaGraphLaunch(cudaGraphExec_t exec, cudaStream_t stream, EMU_HERE) {
    EMU_CALL;
    if (!exec) return emu_result(cudaErrorInvalidValue);
    return emu_do(stream, [=] { return emu_graph_play((const EmuGraph *)exec), cudaSuccess; });
}
inline cudaError_t cudaGraphDestroy(cudaGraph_t graph) { return emu_graph_free(graph), cudaSuccess; }
inline cudaError_t cudaGraphExecDestroy(cudaGraphExec_t exec) { return emu_graph_free((EmuGraph *)exec), cudaSuccess; }
