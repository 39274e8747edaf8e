#include "arena.h"
#include "device.h"
#include <string.h>

/* The CUDA table, once it has been asked for; NULL where there is none. */
static const Kernels *cuda_kernels(void) {
    static const Kernels *kernels;
    if (!kernels) kernels = dev_open_cuda();
    return kernels;
}

const char *dev_name(Device device) { return device == DEV_CUDA ? "cuda:0" : "cpu"; }

bool dev_parse(const char *text, Device *device) {
    if (strcmp(text, "cpu") == 0) *device = DEV_CPU;
    else if (strcmp(text, "cuda") == 0 || strcmp(text, "cuda:0") == 0) *device = DEV_CUDA;
    else return t_error_set("device %s is not known: cpu, cuda or cuda:0", text);
    return true;
}

bool dev_available(Device device) { return device == DEV_CPU || cuda_kernels() != NULL; }

const void *dev_twin(Device device, const void *object) {
    for (const Twin *twin = dev_kernels(device)->twins; twin; twin = twin->next)
        if (twin->of == object) return twin->form;
    return NULL;
}

const void *dev_twin_of(Device device, const void *object, const char *what) {
    const void *twin = dev_twin(device, object);
    if (!twin) {
        t_site_enter(NULL); /* no line of the program is at fault */
        t_fail(NULL, "%s has no code for %s: write its twin in a .cu file beside its .c file (common/cuda/README.md "
               "shows how), or leave DEVICE out", what, dev_name(device));
    }
    return twin;
}

bool dev_runs(Device device, const Op *op) {
    return device == DEV_CPU || op->any_device || dev_twin(device, op) != NULL;
}

void dev_print_code(Device device) {
    if (device == DEV_CPU) {
        printf("on cpu: every operation, as its .c file has it\n");
        return;
    }
    const char *file = "";
    printf("on %s: the library's operations", dev_kernels(device)->name);
    for (const Twin *twin = dev_kernels(device)->twins; twin; file = twin->file, twin = twin->next)
        if (strcmp(twin->file, file) == 0) printf(", %s", twin->name);
        else printf("\n  %s: %s", twin->file, twin->name);
    printf("\n");
}

const Kernels *dev_kernels(Device device) {
    if (device == DEV_CPU) return &cpu_kernels;
    const Kernels *kernels = cuda_kernels();
    if (!kernels) t_fail("ask dev_available(DEV_CUDA) first", "there is no %s: %s", dev_name(device), t_error());
    return kernels;
}

void *dev_alloc(Device device, size_t bytes) {
    void *p = dev_kernels(device)->alloc(bytes);
    if (!p) t_fail(MEMORY_REMEDIES, "%s", t_error());
    return p;
}
