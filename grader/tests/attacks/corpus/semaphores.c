/* The same in the run box. */
#include <sys/ipc.h>
#include <sys/sem.h>
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    if (semget(SEMAPHORES, 1, IPC_CREAT | 0666) >= 0) canary("semaphores");
    return NULL;
}
