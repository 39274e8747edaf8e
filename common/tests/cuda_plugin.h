/* cuda_plugin.h: which plugin the tests of the second device run on. */
#pragma once
#include "device.h"
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

typedef enum CudaPlugin { PLUGIN_NONE, PLUGIN_GPU, PLUGIN_SHIM } CudaPlugin;

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

/* A GPU where there is one; else the plugin whose GPU is played by the CPU, which the build puts two folders above the
 * test where there is a C++ compiler. Sets the environment so that DEV_CUDA is the one returned. */
static inline CudaPlugin choose_plugin(void) {
    char path[4096];
    if (gpu_is_there()) return PLUGIN_GPU;
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 64);
    if (length < 0) return PLUGIN_NONE;
    path[length] = '\0';
    for (int level = 0; level < 3; level++) {
        char *slash = strrchr(path, '/');
        if (!slash) return PLUGIN_NONE;
        *slash = '\0';
    }
    strcat(path, "/libgradlab_cuda_shim.so");
    if (access(path, R_OK) != 0) {
        printf("no C++ compiler built %s; the kernels are not tested\n", path);
        return PLUGIN_NONE;
    }
    setenv("GRADLAB_CUDA_PLUGIN", path, 1);
    printf("the GPU is played by the CPU: %s\n", path);
    return PLUGIN_SHIM;
}
