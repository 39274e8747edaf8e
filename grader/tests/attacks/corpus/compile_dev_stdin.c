/* Files that wait for somebody to type. */
#if __has_include("/dev/stdin")
#include "/dev/stdin"
#endif
#if __has_include("/proc/self/fd/0")
#include "/proc/self/fd/0"
#endif
#if __has_include("/dev/tty")
#include "/dev/tty"
#endif
#include "nothing to be typed"
