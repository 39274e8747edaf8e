/* device.cu: copies to the GPU, emulated or not, the student's launch, and back. */
#include "on_device.h"
#include "kernels.h"
#include "on_gpu.h"

void device_momentum(int n, real lr, real momentum, real weight_decay, const real *g, real *p, real *velocity) {
    const OnGpu g_there((size_t)n, g), p_there((size_t)n, p), velocity_there((size_t)n, velocity);
    momentum_step(n, lr, momentum, weight_decay, g_there, p_there, velocity_there);
    p_there.back(p);
    velocity_there.back(velocity);
}

void device_adam(int n, int t, double lr, double weight_decay, const real *g, real *p, real *m, real *v) {
    const OnGpu g_there((size_t)n, g), p_there((size_t)n, p), m_there((size_t)n, m), v_there((size_t)n, v);
    adam_step(n, t, lr, weight_decay, g_there, p_there, m_there, v_there);
    p_there.back(p);
    m_there.back(m);
    v_there.back(v);
}
