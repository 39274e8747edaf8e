#include "device.h"
#include <dlfcn.h>
#include <stdlib.h>
#include <unistd.h>

#define TEXT_OF_(x) #x
#define TEXT_OF(x) TEXT_OF_(x)

/* Where the build put the plugin; the Makefile says so. Without it the dynamic linker's own search is tried. */
#ifndef CUDA_PLUGIN
#define CUDA_PLUGIN "libgradlab_cuda_" TEXT_OF(REAL) ".so"
#endif

/* What the plugin exports: its table, or NULL and why there is none (no driver, no GPU). */
typedef const Kernels *(*PluginEntry)(const char **why);

static const char *plugin_path(void) {
    const char *path = getenv("GRADLAB_CUDA_PLUGIN");
    return path && *path ? path : CUDA_PLUGIN;
}

/* Whether the table is one that this program can use. */
static bool fits(const char *path, const Kernels *kernels) {
    if (kernels->abi != DEV_ABI)
        return t_error_set("%s was built for another version of this library (its table is number %d, this program's "
                           "%d): build it again with make", path, kernels->abi, (int)DEV_ABI);
    if (kernels->real_size != sizeof(real))
        return t_error_set("%s computes in numbers of %zu bytes, this program in %zu: point GRADLAB_CUDA_PLUGIN to the "
                           "one for " TEXT_OF(REAL), path, kernels->real_size, sizeof(real));
    for (const Twin *twin = kernels->twins; twin; twin = twin->next)
        if (!twin->of)
            return t_error_set("%s has a twin for %s, but the .c file beside it defines no such Op. Is the name right, "
                               "and the Op not static?", twin->file, twin->name);
    return true;
}

static const Kernels *table_of(const char *path, void *plugin) {
    PluginEntry entry;
    *(void **)&entry = dlsym(plugin, "gradlab_cuda_kernels"); /* POSIX's way from an object pointer to a function's */
    if (!entry) {
        t_error_set("%s is not a plugin of this library: it has no gradlab_cuda_kernels", path);
        return NULL;
    }
    const char    *why = "it gave no reason";
    const Kernels *kernels = entry(&why);
    if (!kernels) t_error_set("no usable GPU: %s", why);
    return kernels && fits(path, kernels) ? kernels : NULL;
}

const Kernels *dev_open_cuda(void) {
    const char *path = plugin_path();
    void       *plugin = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!plugin) {
        if (access(path, F_OK) != 0)
            t_error_set("there is no CUDA plugin at %s: `make` builds it where nvcc is installed", path);
        else
            t_error_set("the CUDA plugin cannot be opened: %s", dlerror());
        return NULL;
    }
    const Kernels *kernels = table_of(path, plugin);
    if (!kernels) dlclose(plugin);
    return kernels;
}
