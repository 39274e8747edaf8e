/* Threads that compute for ever. */
#include <pthread.h>
static void *spin(void *x) {
    for (volatile long i = 0;; i++) (void)x;
}
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    for (int i = 0; i < 200; i++) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, spin, NULL) == 0) canary("thread");
    }
    spin(NULL);
    return NULL;
}
