/* frames.h: the frames between grader and probe, as anybody finds them out. layout.c holds them against protocol.h. */
#include <stdint.h>
enum { ANSWER_FD = 3, MAX_VALUES = 32, MAX_ARGUMENTS = 8, PART = 120 };
typedef struct Request {
    uint32_t magic, call;
    uint64_t nonce;
    uint32_t n_in, n_out, n_args, unused;
    uint64_t body;
    struct { char name[23]; uint8_t whole; double value; } arg[MAX_ARGUMENTS];
} Request;
typedef struct Described {
    uint16_t dtype, ndim;
    uint32_t grad, parts;
    int32_t  shape[6];
    char     name[32];
} Described;
typedef struct Response {
    uint32_t magic, status;
    uint64_t nonce, bytes;
} Response;
enum { MAGIC = 0x53524c47, ANSWER = 0, NOT_WRITTEN = 1, WRONG_CALL = 2, WRONG_RESULT = 3, CRASH = 4 };
