#error "curand_kernel.h: the emulated GPU does not have it. Draw random numbers on the host, or by philox.h"
