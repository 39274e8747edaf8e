/* layout.c: attacks that forge frames forge today's. Where this does not compile, frames.h has to follow protocol.h. */
#include "frames.h"
#include "protocol.h"
#include <stddef.h>

#define SAME(own, field, theirs, its)                                                                                  \
    _Static_assert(offsetof(own, field) == offsetof(theirs, its) &&                                                    \
                       sizeof(((own *)0)->field) == sizeof(((theirs *)0)->its),                                        \
                   "frames.h: " #own "." #field)

_Static_assert(sizeof(Request) == sizeof(RequestFrame) && sizeof(Described) == sizeof(TensorFrame) &&
                   sizeof(Response) == sizeof(ResponseFrame),
               "frames.h: sizes");
SAME(Request, call, RequestFrame, call);
SAME(Request, nonce, RequestFrame, nonce);
SAME(Request, n_in, RequestFrame, n_in);
SAME(Request, n_out, RequestFrame, n_out);
SAME(Request, body, RequestFrame, body);
SAME(Request, arg, RequestFrame, arg);
SAME(Described, dtype, TensorFrame, dtype);
SAME(Described, ndim, TensorFrame, ndim);
SAME(Described, parts, TensorFrame, parts);
SAME(Described, shape, TensorFrame, shape);
SAME(Described, name, TensorFrame, name);
SAME(Response, status, ResponseFrame, status);
SAME(Response, nonce, ResponseFrame, nonce);
SAME(Response, bytes, ResponseFrame, bytes);
_Static_assert(MAGIC == FRAME_RESPONSE && ANSWER == RESPONSE_ANSWER && NOT_WRITTEN == RESPONSE_NOT_WRITTEN &&
                   WRONG_CALL == RESPONSE_WRONG_CALL && WRONG_RESULT == RESPONSE_WRONG_RESULT &&
                   CRASH == RESPONSE_CRASH && ANSWER_FD == FRAME_ANSWER_FD &&
                   MAX_VALUES == CALL_MAX_VALUES && MAX_ARGUMENTS == CALL_MAX_ARGUMENTS && PART == sizeof(Part),
               "frames.h: numbers");
