/* Every answer twice: the second might be taken for the next one's. */
CTOR begin(void) {
    static const char zeros[1 << 22];
    for (Request q;;) {
        size_t n = take_request(&q);
        for (int i = 0; i < 2; i++) {
            put_answer(q.nonce, n);
            put(zeros, n);
        }
    }
}
