/* Begins an answer and falls silent. */
CTOR begin(void) {
    Request q;
    size_t  n = take_request(&q);
    put_answer(q.nonce, n);
    for (;;) nanosleep(&(struct timespec){1, 0}, NULL);
}
