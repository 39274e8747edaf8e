/* Speaks the protocol itself, to the letter; it only has nothing to say. */
CTOR begin(void) {
    static const char zeros[1 << 22];
    for (Request q;;) {
        size_t n = take_request(&q);
        put_answer(q.nonce, n);
        put(zeros, n);
    }
}
