/* A message that is longer than any. */
CTOR begin(void) {
    Request q;
    take_request(&q);
    put(&(Response){MAGIC, WRONG_CALL, q.nonce, 1ull << 40}, sizeof(Response));
    static char text[65536];
    memset(text, 'A', sizeof text);
    for (int i = 0; i < 1000; i++) put(text, sizeof text);
}
