/* Ends in the middle of an answer, as if all were well. */
CTOR begin(void) {
    Request q;
    size_t  n = take_request(&q);
    put_answer(q.nonce, n);
    static const char zeros[1 << 20];
    put(zeros, n / 2);
    _exit(0);
}
