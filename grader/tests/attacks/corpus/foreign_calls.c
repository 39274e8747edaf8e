/* Calls by the numbers of another system, for which a filter may have no rules: x32, and the 32-bit gate. */
#ifdef __x86_64__
static const char path[] = CANARY_DIR "/foreign";
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    if (syscall(0x40000000 | SYS_open, path, O_WRONLY | O_CREAT, 0666) >= 0) canary("x32");
    char *low = mmap((void *)0x10000000, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (low == MAP_FAILED) return NULL;
    memcpy(low, path, sizeof path);
    long fd = 5; /* open, in 32 bits */
    __asm__ volatile("int $0x80"
                     : "+a"(fd)
                     : "b"(low), "c"(O_WRONLY | O_CREAT), "d"(0666)
                     : "memory", "r8", "r9", "r10", "r11");
    if (fd >= 0) canary("int80");
    return NULL;
}
#else
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    return NULL;
}
#endif
