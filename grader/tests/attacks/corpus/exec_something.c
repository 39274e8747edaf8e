/* Becomes another program. */
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    char *const argv[] = {"sh", "-c", "echo it worked > " CANARY_DIR "/exec", NULL}, *const none[] = {NULL};
    syscall(SYS_execveat, 9, "", argv, none, AT_EMPTY_PATH);
    syscall(SYS_execveat, AT_FDCWD, "/bin/sh", argv, none, 0);
    syscall(SYS_execve, "/bin/sh", argv, none);
    return NULL;
}
