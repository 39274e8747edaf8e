/* kernel_code.h: what the code of a kernel uses. Part of cuda_runtime.h. */
#pragma once

/* --- Indices ------------------------------------------------------------------------------------------------------ */
typedef EmuIndex uint3;
struct dim3 {
    unsigned x, y, z;
    constexpr dim3(unsigned x_ = 1, unsigned y_ = 1, unsigned z_ = 1) : x(x_), y(y_), z(z_) {}
    constexpr dim3(uint3 from) : x(from.x), y(from.y), z(from.z) {}
    constexpr operator uint3() const { return uint3{x, y, z}; }
};

#define threadIdx emu_thread_index()
#define blockIdx  emu_block_index()
#define blockDim  emu_block_size()
#define gridDim   emu_grid_size()
constexpr int warpSize = EMU_WARP;

/* --- Vectors: read and written in one piece, which has to stand at a multiple of its size ------------------------- */
#define EMU_WHOLE(name, size, copy)                                                                                    \
    name() = default;                                                                                                  \
    EMU_INLINE name(const name &v) { emu_aligned(&v, size), copy; }                                                    \
    EMU_INLINE name &operator=(const name &v) { return emu_aligned(&v, size), emu_aligned(this, size), copy, *this; }
#define EMU_VECTORS(T, name)                                                                                           \
    struct name##2 {                                                                                                   \
        T x, y;                                                                                                        \
        EMU_WHOLE(name##2, sizeof(T) * 2, (x = v.x, y = v.y))                                                          \
        name##2(T x_, T y_) : x(x_), y(y_) {}                                                                          \
    };                                                                                                                 \
    struct name##4 {                                                                                                   \
        T x, y, z, w;                                                                                                  \
        EMU_WHOLE(name##4, sizeof(T) * 4 < 16 ? sizeof(T) * 4 : 16, (x = v.x, y = v.y, z = v.z, w = v.w))              \
        name##4(T x_, T y_, T z_, T w_) : x(x_), y(y_), z(z_), w(w_) {}                                                \
    };                                                                                                                 \
    inline name##2 make_##name##2(T x, T y) { return name##2(x, y); }                                                  \
    inline name##3 make_##name##3(T x, T y, T z) { return name##3{x, y, z}; }                                          \
    inline name##4 make_##name##4(T x, T y, T z, T w) { return name##4(x, y, z, w); }
#define EMU_THREE(T, name)                                                                                             \
    struct name##3 {                                                                                                   \
        T x, y, z;                                                                                                     \
    };
EMU_THREE(float, float)
EMU_THREE(double, double)
EMU_THREE(int, int)
EMU_THREE(unsigned char, uchar)
EMU_VECTORS(float, float)
EMU_VECTORS(double, double)
EMU_VECTORS(int, int)
EMU_VECTORS(unsigned, uint)
EMU_VECTORS(unsigned char, uchar)

/* --- Barriers and warps ------------------------------------------------------------------------------------------- */
inline void __syncthreads(EMU_HERE) { emu_barrier(EMU_PLACE); }
inline void __syncwarp(unsigned mask = 0xffffffff, EMU_HERE) { emu_warp_barrier(mask, EMU_PLACE); }
inline void __threadfence() {}
inline void __threadfence_block() {}
inline void __threadfence_system() {}
inline unsigned __activemask() { return emu_warp_active(); }

/* The value of the lane that `from` chooses, or this lane's own where there is none. */
template <typename T, typename From>
EMU_UNCHECKED T emu_shuffle(unsigned mask, T value, int width, From from, EmuPlace at) {
    static_assert(sizeof(T) <= sizeof(uint64_t), "a shuffle takes values of up to 8 bytes");
    uint64_t word = 0, seen[EMU_WARP];
    memcpy(&word, &value, sizeof value);
    emu_warp_exchange(mask, word, seen, at);
    const int lane = emu_lane(), first = lane / width * width, source = from(lane - first);
    if (source >= 0 && source < width) memcpy(&value, &seen[first + source], sizeof value);
    return value;
}
template <typename T> T __shfl_sync(unsigned mask, T value, int lane, int width = 32, EMU_HERE) {
    return emu_shuffle(mask, value, width, [=](int) { return (lane % width + width) % width; }, EMU_PLACE);
}
template <typename T> T __shfl_down_sync(unsigned mask, T value, unsigned by, int width = 32, EMU_HERE) {
    return emu_shuffle(mask, value, width, [=](int lane) { return lane + (int)by; }, EMU_PLACE);
}
template <typename T> T __shfl_up_sync(unsigned mask, T value, unsigned by, int width = 32, EMU_HERE) {
    return emu_shuffle(mask, value, width, [=](int lane) { return lane - (int)by; }, EMU_PLACE);
}
template <typename T> T __shfl_xor_sync(unsigned mask, T value, int by, int width = 32, EMU_HERE) {
    return emu_shuffle(mask, value, width, [=](int lane) { return lane ^ by; }, EMU_PLACE);
}
EMU_UNCHECKED inline unsigned __ballot_sync(unsigned mask, int yes, EMU_HERE) {
    uint64_t seen[EMU_WARP];
    unsigned votes = 0;
    emu_warp_exchange(mask, yes != 0, seen, EMU_PLACE);
    for (unsigned lane = 0; lane < EMU_WARP; lane++)
        if (mask >> lane & 1 && seen[lane]) votes |= 1u << lane;
    return votes;
}
inline int __any_sync(unsigned mask, int yes, EMU_HERE) { return __ballot_sync(mask, yes, emu_file, emu_line) != 0; }
inline int __all_sync(unsigned mask, int yes, EMU_HERE) { return __ballot_sync(mask, yes, emu_file, emu_line) == mask; }

/* --- Atomics: each returns the value before ----------------------------------------------------------------------- */
template <typename T> EMU_UNCHECKED __attribute__((noinline)) T emu_get(const T *p) { return *p; }
template <typename T> EMU_UNCHECKED __attribute__((noinline)) void emu_put(T *p, T value) { *p = value; }

#define EMU_ATOMIC(name, expression)                                                                                   \
    template <typename T> EMU_INLINE T name(T *p, std::common_type_t<T> value) {                                       \
        emu_atomic(p, sizeof *p);                                                                                      \
        const T before = emu_get(p);                                                                                   \
        emu_put(p, (T)(expression));                                                                                   \
        return before;                                                                                                 \
    }
EMU_ATOMIC(atomicAdd, before + value)
EMU_ATOMIC(atomicSub, before - value)
EMU_ATOMIC(atomicExch, value)
EMU_ATOMIC(atomicMax, before > value ? before : value)
EMU_ATOMIC(atomicMin, before < value ? before : value)
EMU_ATOMIC(atomicAnd, before & value)
EMU_ATOMIC(atomicOr, before | value)
EMU_ATOMIC(atomicXor, before ^ value)
EMU_ATOMIC(atomicInc, before >= value ? 0 : before + 1)
EMU_ATOMIC(atomicDec, before == 0 || before > value ? value : before - 1)
template <typename T>
EMU_INLINE T atomicCAS(T *p, std::common_type_t<T> expected, std::common_type_t<T> value) {
    emu_atomic(p, sizeof *p);
    const T before = emu_get(p);
    if (before == expected) emu_put(p, value);
    return before;
}

/* --- Functions ---------------------------------------------------------------------------------------------------- */
template <typename A, typename B> constexpr std::common_type_t<A, B> min(A a, B b) { return b < a ? b : a; }
template <typename A, typename B> constexpr std::common_type_t<A, B> max(A a, B b) { return a < b ? b : a; }
inline float  rsqrtf(float x) { return 1 / sqrtf(x); }
inline double rsqrt(double x) { return 1 / sqrt(x); }
inline float  __expf(float x) { return expf(x); }
inline float  __logf(float x) { return logf(x); }
inline float  __sinf(float x) { return sinf(x); }
inline float  __cosf(float x) { return cosf(x); }
inline float  __powf(float x, float y) { return powf(x, y); }
inline float  __saturatef(float x) { return x > 1 ? 1 : x > 0 ? x : 0; }
inline int    __popc(unsigned x) { return __builtin_popcount(x); }
inline int    __ffs(int x) { return __builtin_ffs(x); }
inline int    __clz(int x) { return x == 0 ? 32 : __builtin_clz((unsigned)x); }
/* The same bits as another type. */
template <typename To, typename From> EMU_INLINE To emu_bits(From value) {
    static_assert(sizeof(To) == sizeof(From), "types of one size");
    To to;
    memcpy(&to, &value, sizeof to);
    return to;
}
inline int      __float_as_int(float x) { return emu_bits<int>(x); }
inline unsigned __float_as_uint(float x) { return emu_bits<unsigned>(x); }
inline float    __int_as_float(int x) { return emu_bits<float>(x); }
inline float    __uint_as_float(unsigned x) { return emu_bits<float>(x); }
inline float  __fdividef(float a, float b) { return a / b; }
inline float  __fmaf_rn(float a, float b, float c) { return fmaf(a, b, c); }
template <typename T> EMU_INLINE T __ldg(const T *p) { return *p; }
