/* cuda_plugin.h: which plugin the tests of the second device run on. */
#pragma once
#include "device.h"
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef enum CudaPlugin { PLUGIN_NONE, PLUGIN_GPU, PLUGIN_EMULATED } CudaPlugin;

/* Whether the plugin that a program of ours finds has a GPU; tried in a child, since CUDA does not outlive a fork. */
static inline bool gpu_is_there(void) {
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        if (dev_available(DEV_CUDA)) _exit(0);
        printf("no CUDA device: %s; skipped\n", t_error());
        fflush(stdout);
        _exit(1);
    }
    int status = 1;
    return child > 0 && waitpid(child, &status, 0) == child && status == 0;
}

/* A GPU where there is one; else the plugin of the emulated GPU, which the build puts into a folder above the test's
 * where there is a C++ compiler. Sets the environment so that DEV_CUDA is the one returned. */
static inline CudaPlugin choose_plugin(void) {
    char path[4096], *slash;
    if (gpu_is_there()) return PLUGIN_GPU;
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 64);
    path[length < 0 ? 0 : length] = '\0';
    do {
        slash = strrchr(path, '/');
        if (!slash) {
            printf("no C++ compiler built libgradlab_cuda_emulated.so; the second device is not tested\n");
            return PLUGIN_NONE;
        }
        strcpy(slash, "/libgradlab_cuda_emulated.so");
        if (access(path, R_OK) == 0) break;
        *slash = '\0';
    } while (true);
    setenv("GRADLAB_CUDA_PLUGIN", path, 1);
    printf("the GPU is emulated: %s\n", path);
    return PLUGIN_EMULATED;
}
