/* Reads what is not its own, and prints it. */
static const char *const files[] = {VICTIM,        NEIGHBOUR,         REFERENCE_FILE,    RESULTS,
                                    "/etc/passwd", "/proc/self/maps", "/proc/1/environ", HOME_DIR "/.ssh/id_rsa",
                                    "/",           "/proc/self/exe",  "/proc/self/fd/9", NULL};
CTOR begin(void) {
    for (int i = 0; files[i]; i++) {
        char text[4096];
        long fd = syscall(SYS_openat, AT_FDCWD, files[i], O_RDONLY);
        if (fd < 0) fd = syscall(SYS_open, files[i], O_RDONLY);
        if (fd < 0) continue;
        canary("read");
        long n = syscall(SYS_read, fd, text, sizeof text);
        if (n > 0) fwrite(text, 1, (size_t)n, stdout);
    }
}
