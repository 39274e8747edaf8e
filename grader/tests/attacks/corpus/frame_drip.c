/* An answer of one byte every 0.3 s. */
CTOR begin(void) {
    Request q;
    size_t  n = take_request(&q);
    put_answer(q.nonce, n);
    for (;; put("", 1)) nanosleep(&(struct timespec){0, 300000000}, NULL);
}
