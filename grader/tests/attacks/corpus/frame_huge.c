/* An answer of more bytes than there are. */
CTOR begin(void) {
    Request q;
    take_request(&q);
    static const char zeros[65536];
    put_answer(q.nonce, 0xffffffffffffffffu);
    for (int i = 0; i < 100; i++) put(zeros, sizeof zeros);
}
