/* Writes to every descriptor there is, and types into the terminal. */
#include <sys/ioctl.h>
CTOR begin(void) {
    for (int fd = 4; fd < 2000; fd++) {
        if (syscall(SYS_write, fd, "SCORE 100/100\n", 14) > 0) canary("descriptor");
        if (syscall(SYS_lseek, fd, 0, SEEK_SET) >= 0) canary("file");
        char c;
        if (syscall(SYS_read, fd, &c, 1) >= 0) canary("read");
    }
    for (int fd = 0; fd < 4; fd++) syscall(SYS_ioctl, fd, TIOCSTI, "x");
    if (syscall(SYS_open, "/dev/tty", O_RDWR) >= 0) canary("tty");
}
