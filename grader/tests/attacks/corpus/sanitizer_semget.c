/* A set of semaphores is no file, and outlives its maker. Tried also in the second run, under AddressSanitizer. */
#include <sys/ipc.h>
#include <sys/sem.h>
extern __attribute__((weak)) void __asan_init(void);
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    if (__asan_init && semget(SEMAPHORES, 1, IPC_CREAT | 0666) >= 0) canary("semaphores");
    *(volatile int *)NULL = 1;
    return NULL;
}
