/* wire.h: a case as the bytes of a request, and tensors from the bytes of an answer (protocol.h). */
#pragma once
#include "box.h"
#include "lab.h"

/* The bytes of a request for call `entry` of lab_calls, so many times; with another case, of both as one request.
 * free() them. */
char *wire_request(uint64_t nonce, int entry, const Case *k, const Case *with, int calls, Precision p, size_t *size);
/* How many bytes x's values take. */
size_t wire_size(const Tensor *x, Precision p);
/* Reads them into x; gives where they end. */
const char *wire_take(const char *from, Tensor *x, Precision p);
/* How much of a crash's text is for reading: the addresses that where_add() has put after it are not. */
size_t wire_text_size(const BoxAnswer *answer);
