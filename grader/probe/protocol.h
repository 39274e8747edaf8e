/* protocol.h: the frames between the grader and a probe.
 *
 * A request is a RequestFrame, then n_in + n_out TensorFrames, then the Parts of those that are blocks (block.h), then
 * the values of the inputs in order; `body` counts all that follows the RequestFrame. A response is a ResponseFrame,
 * then `bytes` bytes: the values of the outputs in order when it is an answer, a sentence otherwise. Both ends run on
 * one machine, of little-endian byte order.
 *
 * The grader knows how many bytes an answer has before it asks. It reads that many and believes nothing else. */
#pragma once
#include "call.h"
#include <stdint.h>

#define FRAME_REQUEST  0x51524c47u /* "GLRQ" */
#define FRAME_RESPONSE 0x53524c47u /* "GLRS" */
enum { FRAME_MAX_TEXT = 4096, FRAME_NAME = 32, WHERE_FRAMES = 32 };

/* Descriptors of a probe: requests come in on 0, answers go out on this one, and 1 and 2 are captured. */
enum { FRAME_ANSWER_FD = 3 };

typedef struct RequestFrame {
    uint32_t magic;
    uint32_t call; /* index in lab_calls */
    uint64_t nonce;
    uint32_t n_in, n_out, n_args;
    uint16_t with_next; /* 1: a second request follows, whose case runs together with this one. One response answers
                         * both: the outputs of the first, then those of the second */
    uint16_t more_calls; /* of the same case, before the one that is answered */
    uint64_t body;
    Argument arg[CALL_MAX_ARGUMENTS];
} RequestFrame;

typedef struct TensorFrame {
    uint16_t dtype, ndim;
    uint32_t requires_grad; /* 1 or 0 */
    uint32_t parts;         /* of a block; 0: a tensor by itself */
    int32_t  shape[T_MAX_NDIM];
    char     name[FRAME_NAME];
} TensorFrame;

typedef enum ResponseStatus {
    RESPONSE_ANSWER,      /* the outputs */
    RESPONSE_NOT_WRITTEN, /* "3.1 is not written yet" */
    RESPONSE_WRONG_CALL,  /* the library's message */
    RESPONSE_WRONG_RESULT, /* another shape or dtype than asked for, or an input changed */
    RESPONSE_CRASH,       /* what the probe's own signal handler has seen; where_add() says where */
    RESPONSE_WITHHELD     /* a function was called that this lab withholds; where, too */
} ResponseStatus;

typedef struct ResponseFrame {
    uint32_t magic;
    uint32_t status;
    uint64_t nonce, bytes;
} ResponseFrame;

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "frames are written in host order, which has to be little-endian");
_Static_assert(sizeof(RequestFrame) == 296 && sizeof(TensorFrame) == 68 && sizeof(ResponseFrame) == 24 &&
                   sizeof(Part) == 120,
               "frames have no gaps");
