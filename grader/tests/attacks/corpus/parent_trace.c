/* Reaches for the memory of the process that has started it. */
#include <sys/ptrace.h>
#include <sys/uio.h>
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    pid_t up = getppid();
    char  path[64];
    snprintf(path, sizeof path, "/proc/%d/mem", (int)up);
    if (syscall(SYS_open, path, O_RDWR) >= 0) canary("mem");
    long fd = syscall(434 /* pidfd_open */, up, 0);
    if (fd >= 0 && syscall(438 /* pidfd_getfd */, fd, 3, 0) >= 0) canary("pidfd_getfd");
    char         c;
    struct iovec here = {&c, 1}, there = {(void *)0x400000, 1};
    if (process_vm_readv(up, &here, 1, &there, 1, 0) > 0) canary("process_vm_readv");
    if (syscall(SYS_ptrace, 0x4206 /* PTRACE_SEIZE */, up, 0, 0) == 0) canary("ptrace");
    return NULL;
}
