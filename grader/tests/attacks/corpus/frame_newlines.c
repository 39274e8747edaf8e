/* A message of nothing but ends of lines, for every check. */
CTOR begin(void) {
    static char text[4096];
    memset(text, '\n', sizeof text);
    Request q;
    take_request(&q);
    put(&(Response){MAGIC, WRONG_CALL, q.nonce, sizeof text}, sizeof(Response));
    put(text, sizeof text);
}
