/* The system calls that a hand-in may make, architecture by architecture: the seccomp program is interpreted here, with
 * each call's number on that architecture. */
#include "box_filter.h"

#include <check.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/bpf_common.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* --- A seccomp program, interpreted ------------------------------------------------------------------------------- */
static uint32_t action_of(const struct sock_fprog *program, const struct seccomp_data *data) {
    uint32_t a = 0;
    for (unsigned i = 0; i < program->len; i++) {
        const struct sock_filter *in = &program->filter[i];
        switch (in->code) {
            case BPF_LD | BPF_W | BPF_ABS: memcpy(&a, (const char *)data + in->k, sizeof a); break;
            case BPF_ALU | BPF_AND | BPF_K: a &= in->k; break;
            case BPF_JMP | BPF_JA: i += in->k; break;
            case BPF_JMP | BPF_JEQ | BPF_K: i += a == in->k ? in->jt : in->jf; break;
            case BPF_JMP | BPF_JGT | BPF_K: i += a > in->k ? in->jt : in->jf; break;
            case BPF_JMP | BPF_JGE | BPF_K: i += a >= in->k ? in->jt : in->jf; break;
            case BPF_JMP | BPF_JSET | BPF_K: i += (a & in->k) != 0 ? in->jt : in->jf; break;
            case BPF_RET | BPF_K: return in->k;
            default: ck_abort_msg("instruction %u of the filter has the code %#x", i, (unsigned)in->code);
        }
    }
    ck_abort_msg("the filter has no end");
    return 0;
}

typedef struct Machine {
    const char *name;
    uint32_t libseccomp, audit;
} Machine;
static const Machine machines[] = {
    {"x86-64", SCMP_ARCH_X86_64, AUDIT_ARCH_X86_64},
    {"aarch64", SCMP_ARCH_AARCH64, AUDIT_ARCH_AARCH64},
};
enum { X86_64, AARCH64, MACHINES };
static BoxFilter filters[MACHINES][BOX_PROGRAMS];

static void build(void) {
    for (int m = 0; m < MACHINES; m++)
        for (int of = 0; of < BOX_PROGRAMS; of++) {
            filters[m][of] = box_filter_for((BoxProgram)of, machines[m].libseccomp);
            ck_assert_msg(filters[m][of].program.len > 0, "%s: %s", machines[m].name, filters[m][of].why);
        }
}
static void drop(void) {
    for (int m = 0; m < MACHINES; m++)
        for (int of = 0; of < BOX_PROGRAMS; of++) box_filter_free(&filters[m][of]);
}

/* -1: there is no such call on this machine. */
static int number_of(int machine, const char *call) {
    int number = seccomp_syscall_resolve_name_arch(machines[machine].libseccomp, call);
    return number < 0 ? -1 : number;
}
typedef struct Arguments {
    uint64_t of[6];
} Arguments;
static uint32_t asked(int machine, BoxProgram of, const char *call, Arguments arguments) {
    struct seccomp_data data = {.nr = number_of(machine, call), .arch = machines[machine].audit};
    ck_assert_msg(data.nr >= 0, "%s has no %s", machines[machine].name, call);
    for (int i = 0; i < 6; i++) data.args[i] = arguments.of[i];
    return action_of(&filters[machine][of].program, &data) & SECCOMP_RET_ACTION_FULL;
}
static void expect(int machine, BoxProgram of, const char *call, Arguments arguments, uint32_t action) {
    uint32_t got = asked(machine, of, call, arguments);
    ck_assert_msg(got == action, "%s, program %d, %s: the filter answers %#x, not %#x", machines[machine].name, (int)of,
                  call, got, action);
}
static void expect_all(int machine, const char *const calls[], uint32_t action) {
    for (int i = 0; calls[i] != NULL; i++) expect(machine, BOX_PROBE, calls[i], (Arguments){{0}}, action);
}

/* --- Tests -------------------------------------------------------------------------------------------------------- */
/* aarch64 has only the newer form of each call; C libraries there make these. */
START_TEST(test_aarch64_has_the_newer_calls_only) {
    static const char *const older[] = {"fork",   "vfork", "open",     "creat",      "access", "stat",    "lstat",
                                        "unlink", "mkdir", "readlink", "getdents",   "poll",   "select",  "dup2",
                                        "pipe",   "alarm", "pause",    "arch_prctl", "time",   "symlink", NULL};
    for (int i = 0; older[i] != NULL; i++)
        ck_assert_msg(number_of(AARCH64, older[i]) < 0, "aarch64 has %s, and the test's table does not know", older[i]);
    static const char *const computes[] = {"read", "write", "brk", "munmap", "mremap", "mprotect", "exit_group",
                                           "futex", "clock_gettime", "getrandom", "rt_sigreturn", "set_tid_address",
                                           "set_robust_list", "rseq", "fstat", "close", NULL};
    expect_all(AARCH64, computes, SECCOMP_RET_ALLOW);
    static const char *const fails[] = {"openat",   "faccessat",  "newfstatat", "readlinkat", "unlinkat",
                                        "mkdirat",  "getdents64", "ppoll",      "pselect6",   "dup3",
                                        "pipe2",    "ioctl",      "mbind",      "renameat2",  "symlinkat",
                                        "setitimer", NULL};
    expect_all(AARCH64, fails, SECCOMP_RET_ERRNO);
    static const char *const has_a_name[] = {"clone", "clone3", "execve", "kill", "socket", "ptrace", "rt_sigsuspend",
                                             NULL};
    expect_all(AARCH64, has_a_name, SECCOMP_RET_TRAP);
    static const char *const ends[] = {"mount", "bpf", "io_uring_setup", "userfaultfd", "pidfd_open", "setuid",
                                       "process_vm_writev", "unshare", "seccomp", "kexec_load", "open_by_handle_at",
                                       NULL};
    expect_all(AARCH64, ends, SECCOMP_RET_KILL_PROCESS);
}
END_TEST

START_TEST(test_arguments_decide) {
    const uint64_t own = 0x7ace0001u; /* stands for the process's own pid until the filter is loaded */
    for (int m = 0; m < MACHINES; m++) {
        const Arguments anonymous = {{[3] = MAP_PRIVATE | MAP_ANONYMOUS}}, file = {{[3] = MAP_PRIVATE}};
        expect(m, BOX_PROBE, "mmap", anonymous, SECCOMP_RET_ALLOW);
        expect(m, BOX_PROBE, "mmap", file, SECCOMP_RET_KILL_PROCESS);
        expect(m, BOX_SANITIZED, "mmap", file, SECCOMP_RET_ALLOW);
        expect(m, BOX_PROBE, "execveat", (Arguments){{PROGRAM_FD, 0, 0, 0, AT_EMPTY_PATH}}, SECCOMP_RET_ALLOW);
        expect(m, BOX_PROBE, "execveat", (Arguments){{3, 0, 0, 0, AT_EMPTY_PATH}}, SECCOMP_RET_KILL_PROCESS);
        expect(m, BOX_PROBE, "tgkill", (Arguments){{own}}, SECCOMP_RET_ALLOW);
        expect(m, BOX_PROBE, "tgkill", (Arguments){{1}}, SECCOMP_RET_KILL_PROCESS);
        expect(m, BOX_PROBE, "prlimit64", (Arguments){{0, 3, 0}}, SECCOMP_RET_ALLOW);
        expect(m, BOX_PROBE, "prlimit64", (Arguments){{0, 3, 4096}}, SECCOMP_RET_KILL_PROCESS);
        expect(m, BOX_PROBE, "rt_sigprocmask", (Arguments){{0}}, SECCOMP_RET_ERRNO);
        expect(m, BOX_SANITIZED, "rt_sigprocmask", (Arguments){{0}}, SECCOMP_RET_ALLOW);
        expect(m, BOX_GPU, "rt_sigprocmask", (Arguments){{0}}, SECCOMP_RET_ALLOW);
        expect(m, BOX_SANITIZED, "openat", (Arguments){{0, 0, O_RDONLY | O_CLOEXEC}}, SECCOMP_RET_ALLOW);
        expect(m, BOX_SANITIZED, "openat", (Arguments){{0, 0, O_WRONLY}}, SECCOMP_RET_ERRNO);
        expect(m, BOX_SANITIZED, "openat", (Arguments){{0, 0, O_RDWR | O_CREAT}}, SECCOMP_RET_ERRNO);
        expect(m, BOX_SANITIZED, "newfstatat", (Arguments){{3, 0, 0, AT_EMPTY_PATH}}, SECCOMP_RET_ALLOW);
        expect(m, BOX_SANITIZED, "newfstatat", (Arguments){{3, 0, 0, 0}}, SECCOMP_RET_ERRNO);
        expect(m, BOX_SANITIZED, "readlinkat", (Arguments){{0}}, SECCOMP_RET_ALLOW);
    }
}
END_TEST

/* A program for a GPU starts threads and drives devices. It starts no process and makes no file, and no call ends it. */
START_TEST(test_a_program_for_a_gpu) {
    static const char *const fails[] = {"execve", "socket", "ptrace", "kill", "mount", "bpf", "unlinkat", "mkdirat",
                                        "io_uring_setup", "memfd_create", "process_vm_writev", "setuid", NULL};
    for (int m = 0; m < MACHINES; m++) {
        const Arguments thread = {{CLONE_THREAD | CLONE_VM}}, process = {{SIGCHLD}};
        expect(m, BOX_GPU, "clone", thread, SECCOMP_RET_ALLOW);
        expect(m, BOX_GPU, "clone", process, SECCOMP_RET_ERRNO);
        expect(m, BOX_GPU, "clone3", thread, SECCOMP_RET_ERRNO);
        expect(m, BOX_GPU, "ioctl", (Arguments){{0}}, SECCOMP_RET_ALLOW);
        expect(m, BOX_GPU, "mmap", (Arguments){{[3] = MAP_SHARED}}, SECCOMP_RET_ALLOW);
        expect(m, BOX_GPU, "openat", (Arguments){{0, 0, O_RDWR}}, SECCOMP_RET_ALLOW);
        expect(m, BOX_GPU, "openat", (Arguments){{0, 0, O_WRONLY | O_CREAT}}, SECCOMP_RET_ERRNO);
        expect(m, BOX_GPU, "openat", (Arguments){{0, 0, O_WRONLY | O_TRUNC}}, SECCOMP_RET_ERRNO);
        expect(m, BOX_GPU, "execveat", (Arguments){{PROGRAM_FD, 0, 0, 0, AT_EMPTY_PATH}}, SECCOMP_RET_ALLOW);
        expect(m, BOX_GPU, "execveat", (Arguments){{3, 0, 0, 0, AT_EMPTY_PATH}}, SECCOMP_RET_ERRNO);
        expect(m, BOX_GPU, "tgkill", (Arguments){{1}}, SECCOMP_RET_ERRNO);
        for (int i = 0; fails[i] != NULL; i++) expect(m, BOX_GPU, fails[i], (Arguments){{0}}, SECCOMP_RET_ERRNO);
    }
}
END_TEST

/* A call that both machines have gets the same answer on both, whatever its number there. */
START_TEST(test_both_machines_answer_alike) {
    int compared = 0;
    for (int number = 0; number < 1024; number++) {
        char *call = seccomp_syscall_resolve_num_arch(machines[AARCH64].libseccomp, number);
        if (call != NULL && number_of(X86_64, call) >= 0) {
            for (int of = 0; of < BOX_PROGRAMS; of++)
                expect(AARCH64, (BoxProgram)of, call, (Arguments){{0}},
                       asked(X86_64, (BoxProgram)of, call, (Arguments){{0}}));
            compared++;
        }
        free(call);
    }
    ck_assert_int_gt(compared, 200);
}
END_TEST

/* x86 calls under an aarch64 kernel, and the other way round. */
START_TEST(test_another_architecture_ends) {
    for (int m = 0; m < MACHINES; m++) {
        const struct seccomp_data data = {.nr = number_of(m, "read"), .arch = AUDIT_ARCH_I386};
        ck_assert_uint_eq(action_of(&filters[m][BOX_PROBE].program, &data), SECCOMP_RET_KILL_PROCESS);
    }
}
END_TEST

int main(void) {
    TCase *t = tcase_create("filter");
    tcase_add_checked_fixture(t, build, drop);
    tcase_add_test(t, test_aarch64_has_the_newer_calls_only);
    tcase_add_test(t, test_arguments_decide);
    tcase_add_test(t, test_a_program_for_a_gpu);
    tcase_add_test(t, test_both_machines_answer_alike);
    tcase_add_test(t, test_another_architecture_ends);
    Suite *s = suite_create("filter");
    suite_add_tcase(s, t);
    SRunner *runner = srunner_create(s);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
