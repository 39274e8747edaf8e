/* An answer to another question. */
CTOR begin(void) {
    static const char zeros[1 << 22];
    for (Request q;;) {
        size_t n = take_request(&q);
        put_answer(q.nonce + 1, n);
        put(zeros, n);
    }
}
