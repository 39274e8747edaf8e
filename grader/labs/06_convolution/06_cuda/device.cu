/* device.cu: copies to the GPU, emulated or not, the student's launch, and back. */
#include "on_device.h"
#include "kernels.h"
#include "on_gpu.h"

static size_t product(int a, int b, int c, int d) { return (size_t)a * (size_t)b * (size_t)c * (size_t)d; }

void device_convolve(DeviceSizes s, const real *x, const real *w, const real *b, real *y) {
    const OnGpu x_there(product(s.N, s.C, s.H, s.W), x), w_there(product(s.F, s.C, s.K, s.K), w);
    const OnGpu b_there((size_t)s.F, b), y_there(product(s.N, s.F, s.OH, s.OW), NULL);
    convolve({s.N, s.C, s.H, s.W, s.F, s.K, s.padding, s.OH, s.OW}, x_there, w_there, b_there, y_there);
    y_there.back(y);
}

void device_max_pool(int planes, int H, int W, int size, const real *x, real *y) {
    const OnGpu x_there(product(planes, H, W, 1), x), y_there(product(planes, H / size, W / size, 1), NULL);
    max_pool(planes, H, W, size, x_there, y_there);
    y_there.back(y);
}
