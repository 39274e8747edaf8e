/* host.c: the host touches device memory. Translated code is told by checks.c, with the array's name. All other code of
 * the program meets a page that is closed: the signal says what happened, in place of a bare crash. */
#include "emulator_private.h"
#include <signal.h>
#include <stddef.h>
#include <ucontext.h>

static struct sigaction before;

static uintptr_t pc_of(const ucontext_t *context) {
#if defined __x86_64__
    return (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
#else
    return (uintptr_t)context->uc_mcontext.pc;
#endif
}

static void on_fault(int number, siginfo_t *info, void *context) {
    (void)number;
    if ((uintptr_t)info->si_addr - (uintptr_t)emu.device.base < emu.device.size && emu.open == 0) {
        char line[300];
        sigaction(SIGSEGV, &before, NULL);
        emu_fail("copy the array to the host with cudaMemcpy (a tensor: t_to(x, DEV_CPU)), and use the copy",
                 "%s: the host touches %p, which is the device's memory", emu_line_of(pc_of(context) + 1, line),
                 info->si_addr);
    }
    sigaction(SIGSEGV, &before, NULL); /* whoever was there before: the fault comes again */
}

void emu_watch_host(void) {
    struct sigaction watch = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&watch.sa_mask);
    sigaction(SIGSEGV, &watch, &before);
}
