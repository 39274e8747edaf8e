/* An answer of fewer bytes than asked for, and one of none. */
CTOR begin(void) {
    Request q;
    take_request(&q);
    put_answer(q.nonce, 0);
    put(&q, 1);
}
