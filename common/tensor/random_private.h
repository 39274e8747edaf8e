/* random_private.h: the streams of a seed that the library draws from; a caller's own count from 0 and stay below. */
#pragma once
#include "random.h"

/* From now on the global generator refuses to serve this thread. */
void generator_close(void);

#define STREAM_SPLIT (UINT64_C(1) << 32)
#define STREAM_SYNTHETIC (UINT64_C(2) << 32)
#define STREAM_LOADER (UINT64_C(3) << 32)    /* + the epoch */
#define STREAM_TRANSFORM (UINT64_C(4) << 32) /* + the epoch */
#define STREAM_FORK (UINT64_C(5) << 32)
