/* A kind of answer that does not exist. */
CTOR begin(void) {
    Request q;
    size_t  n = take_request(&q);
    put(&(Response){MAGIC, 99, q.nonce, n}, sizeof(Response));
    static const char zeros[1 << 20];
    put(zeros, n);
}
