#include "privileges.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int drop_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {{0}, {0}};
    return (int)syscall(SYS_capset, &header, none);
}

/* By the system's own calls: the C library's would tell all threads that it knows, and in a child between vfork and the
 * start of its program these are the parent's. */
Privileges privileges_drop(void) {
    if (getuid() != 0 && geteuid() != 0) return PRIVILEGES_NONE;
    if (syscall(SYS_setgroups, 0, NULL) == 0 && syscall(SYS_setresgid, NOBODY_UID, NOBODY_UID, NOBODY_UID) == 0 &&
        syscall(SYS_setresuid, NOBODY_UID, NOBODY_UID, NOBODY_UID) == 0)
        return PRIVILEGES_NOBODY;
    return drop_capabilities() == 0 ? PRIVILEGES_NO_CAPS : PRIVILEGES_ROOT;
}

Privileges privileges_try(void) {
    pid_t pid = fork();
    if (pid == 0) _exit(privileges_drop());
    int status;
    while (pid > 0 && waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return PRIVILEGES_ROOT;
    return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) <= PRIVILEGES_ROOT ? (Privileges)WEXITSTATUS(status)
                                                                                  : PRIVILEGES_ROOT;
}
