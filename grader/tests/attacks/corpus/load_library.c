/* Code from a file: dlopen, a mapped file, memory that may be written and executed. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    long fd = syscall(SYS_open, "/usr/lib/x86_64-linux-gnu/libc.so.6", O_RDONLY);
    if (fd >= 0) canary("open");
    if (fd >= 0 && syscall(SYS_mmap, 0, 4096, PROT_READ, MAP_PRIVATE, fd, 0) > 0) canary("mmap");
    return NULL;
}
