/* Answers before it has been asked. */
CTOR begin(void) {
    static const char zeros[4096];
    put_answer(0, 8);
    put(zeros, sizeof zeros);
}
