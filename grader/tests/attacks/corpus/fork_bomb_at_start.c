/* The same before main. */
CTOR begin(void) {
    for (;;) fork();
}
