/* Never reaches main. */
CTOR begin(void) {
    for (volatile long i = 0;; i++) continue;
}
