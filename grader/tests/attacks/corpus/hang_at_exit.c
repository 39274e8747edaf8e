/* Answers, and never ends. */
__attribute__((destructor)) static void end(void) {
    for (;;) nanosleep(&(struct timespec){3600, 0}, NULL);
}
