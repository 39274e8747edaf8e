/* launch.c: whether a GPU would take a launch, and errors that wait to be asked for. */
#include "emulator_private.h"
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SUCCESS = 0, INVALID_CONFIGURATION = 9 }; /* of cudaError_t */

static int      last_error;
static char     launch_error[300] = "invalid configuration argument";
static EmuPlace failed_at;
static bool     unasked; /* a launch has failed, and nobody has asked */

int emu_last_error(bool forget) {
    const int error = last_error;
    unasked = false;
    if (forget) last_error = SUCCESS;
    return error;
}
void        emu_set_error(int error) { last_error = error; }
const char *emu_launch_error(void) { return launch_error; }

void emu_call(const char *name, EmuPlace at) {
    (void)at;
    if (!emu.running && !unasked) return;
    if (emu.running)
        emu_fail_at(at, "call it on the host", "%s is called in a kernel", name);
    unasked = false;
    emu_fail_at(failed_at, "ask cudaGetLastError() behind every launch, and print cudaGetErrorString of what it gives",
                "this launch failed, and nobody asked for its error before %s:%d (%s): %s", emu_file_name(at.file),
                at.line, name, launch_error);
}

static void at_exit(void) {
    if (!unasked) return;
    fflush(stdout);
    fprintf(stderr, "error: %s:%d: this launch failed, and nobody asked for its error: %s\n",
            emu_file_name(failed_at.file), failed_at.line, launch_error);
    _exit(3);
}

/* What a GPU does not take, in words; NULL. */
static const char *refusal(const EmuLaunch *l, char text[300]) {
    const uint64_t threads = (uint64_t)l->block.x * l->block.y * l->block.z;
    if (l->grid.x == 0 || l->grid.y == 0 || l->grid.z == 0 || threads == 0)
        snprintf(text, 300, "the grid is %u x %u x %u blocks of %u x %u x %u threads, and none may be 0", l->grid.x,
                 l->grid.y, l->grid.z, l->block.x, l->block.y, l->block.z);
    else if (l->block.x > EMU_MAX_THREADS || l->block.y > EMU_MAX_THREADS || threads > EMU_MAX_THREADS)
        snprintf(text, 300, "a block of %llu threads is asked for, and a GPU takes %d", (unsigned long long)threads,
                 EMU_MAX_THREADS);
    else if (l->block.z > EMU_MAX_THREADS_Z)
        snprintf(text, 300, "blockDim.z is %u, and a GPU takes %d", l->block.z, EMU_MAX_THREADS_Z);
    else if (l->grid.x > INT32_MAX || l->grid.y > EMU_MAX_BLOCKS_YZ || l->grid.z > EMU_MAX_BLOCKS_YZ)
        snprintf(text, 300, "the grid is %u x %u x %u blocks, and a GPU takes 2147483647 x 65535 x 65535", l->grid.x,
                 l->grid.y, l->grid.z);
    else if (l->shared > EMU_SHARED_BYTES)
        snprintf(text, 300, "%zu bytes of shared memory are asked for, and a block has %d", l->shared,
                 EMU_SHARED_BYTES);
    else return NULL;
    return text;
}

/* Where the code of the kernels lies: the module that this function is part of. */
static int note_module(struct dl_phdr_info *info, size_t size, void *unused) {
    const uintptr_t here = (uintptr_t)&last_error;
    uintptr_t       first = UINTPTR_MAX, end = 0, data = 0, data_end = 0, relocated = 0;
    (void)size, (void)unused;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const uintptr_t at = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
        const uintptr_t at_end = at + info->dlpi_phdr[i].p_memsz;
        if (info->dlpi_phdr[i].p_type == PT_GNU_RELRO) relocated = at_end; /* constant once the program runs */
        if (info->dlpi_phdr[i].p_type != PT_LOAD) continue;
        if (at < first) first = at;
        if (at_end > end) end = at_end;
        if (info->dlpi_phdr[i].p_flags & PF_W) data = at, data_end = at_end;
    }
    if (here < first || here >= end) return 0;
    emu.module = first;
    emu.module_end = end;
    emu.data = relocated > data ? relocated : data;
    emu.data_end = data_end;
    return 1;
}

static bool is_taken(const EmuLaunch *launch) {
    if (!refusal(launch, launch_error)) return true;
    last_error = INVALID_CONFIGURATION;
    failed_at = launch->place;
    unasked = true;
    return false;
}

bool emu_takes(EmuIndex grid, EmuIndex block, size_t shared, EmuPlace place) {
    return is_taken(&(EmuLaunch){.place = place, .grid = grid, .block = block, .shared = shared});
}

void emu_run(const EmuLaunch *launch) {
    if (emu.running)
        emu_fail_at(launch->place, "launch it from the host", "%s is launched in a kernel", launch->kernel);
    emu_call(launch->kernel, launch->place);
    if (!emu.module) {
        dl_iterate_phdr(note_module, NULL);
        emu_prepare();
        atexit(at_exit);
    }
    if (is_taken(launch)) emu_play(launch);
}
