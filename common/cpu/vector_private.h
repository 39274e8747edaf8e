/* vector_private.h: how wide the processor's vectors are, and how products on them round; for bodies of products and
 * convolutions. Vectors are the compiler's own, so that no processor is named. */
#pragma once

/* One rounding for a product and its sum, where the processor has that: standard C leaves it out unless asked. */
#if defined __GNUC__ && !defined __clang__
#pragma GCC optimize("fp-contract=fast")
#else
#pragma STDC FP_CONTRACT ON
#endif

#if defined __AVX512F__
enum { VECTOR_BYTES = 64 };
#elif defined __AVX__
enum { VECTOR_BYTES = 32 };
#else
enum { VECTOR_BYTES = 16 };
#endif

/* A vector anywhere in an array of reals. */
#define VECTOR(bytes) __attribute__((vector_size(bytes), aligned(sizeof(real)), may_alias))

/* clang splits what is wider than it would choose by itself. */
#if defined __clang__ && defined __AVX512F__
#define WHOLE_VECTORS __attribute__((min_vector_width(512)))
#else
#define WHOLE_VECTORS
#endif

/* For a vector that is read once and used several times: gcc would read it again at each use. */
#if defined __AVX512F__
#define IN_REGISTER(v) __asm__("" : "+v"(v))
#elif defined __SSE2__
#define IN_REGISTER(v) __asm__("" : "+x"(v))
#elif defined __aarch64__
#define IN_REGISTER(v) __asm__("" : "+w"(v))
#else
#define IN_REGISTER(v) (void)(v)
#endif
