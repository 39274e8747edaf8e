/* Changes the modes and times of files that are not its own. */
#include <sys/stat.h>
#include <utime.h>
Tensor *confusion_matrix(const Tensor *predicted, const Tensor *labels, int classes) {
    (void)predicted, (void)labels, (void)classes;
    if (chmod(SUBMISSION "/softmax.c", 0777) == 0) canary("chmod");
    if (utime(SUBMISSION "/softmax.c", &(struct utimbuf){0, 0}) == 0) canary("utime");
    return NULL;
}
