/* Ends with success before main. */
CTOR leave(void) { _exit(0); }
