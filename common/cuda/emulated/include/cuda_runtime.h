/* cuda_runtime.h: CUDA C++ for the emulated GPU: what kernels use, and the part of the runtime that is there. What is
 * not there is named at the end of runtime_missing.h and refused by its name. */
#pragma once
#include "emulator.h"
#if __has_include(<bits/c++config.h>) /* g++'s <math.h> without C++17's special functions, std::beta and the like: */
#include <bits/c++config.h>           /* with all that they include, more than half of what each file would read */
#undef _GLIBCXX_USE_STD_SPEC_FUNCS
#endif
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <type_traits>

#define EMULATED_GPU 1
#define EMU_UNCHECKED __attribute__((no_sanitize("thread")))
#define EMU_INLINE inline __attribute__((always_inline)) /* so that a line of the kernel is told */
#define EMU_HERE const char *emu_file = __builtin_FILE(), int emu_line = __builtin_LINE()
#define EMU_PLACE EmuPlace{emu_file, emu_line}

#define __launch_bounds__(...)
#define __forceinline__ inline __attribute__((always_inline))
#define __align__(n) __attribute__((aligned(n)))

#include "kernel_code.h"
#include "runtime_calls.h"
#include "runtime_graphs.h"
#include "runtime_missing.h"
