/* A program that takes three gigabytes as it stands. */
static volatile char much[3ll << 30];
CTOR begin(void) { much[time(NULL) % 4096] = 1; }
