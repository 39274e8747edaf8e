/* Fills what is kept of the output, in every probe. */
CTOR begin(void) {
    static char text[60000];
    memset(text, '\033', sizeof text);
    for (size_t i = 100; i < sizeof text; i += 100) text[i] = '\n';
    if (syscall(SYS_write, 1, text, sizeof text) < 0) _exit(1);
}
