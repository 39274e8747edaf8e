/* What the grader makes of a probe that answers, keeps silent, lies, floods or dies. The probes here are children that
 * run a function of this file, so that every byte on the wire is the test's own. */
#include "box.h"
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER = 64 };
static const uint64_t nonce = 0x1122334455667788u;

typedef struct Request {
    RequestFrame frame;
    char body[200000]; /* more than a pipe holds */
} Request;

static Request request = {.frame = {.magic = FRAME_REQUEST, .nonce = 0x1122334455667788u, .body = sizeof request.body}};

/* --- The other end ------------------------------------------------------------------------------------------------ */
static void read_all(size_t n) {
    char bytes[4096];
    while (n > 0) {
        ssize_t got = read(0, bytes, n < sizeof bytes ? n : sizeof bytes);
        if (got <= 0) _exit(9);
        n -= (size_t)got;
    }
}

static void put(const void *bytes, size_t n) {
    for (const char *p = bytes; n > 0;) {
        ssize_t written = write(FRAME_ANSWER_FD, p, n);
        if (written <= 0) _exit(8);
        p += written;
        n -= (size_t)written;
    }
}

static void put_frame(uint32_t magic, uint32_t status, uint64_t number, uint64_t bytes) {
    put(&(ResponseFrame){magic, status, number, bytes}, sizeof(ResponseFrame));
}

static void put_answer(void) {
    char values[ANSWER];
    memset(values, 'v', sizeof values);
    put_frame(FRAME_RESPONSE, RESPONSE_ANSWER, nonce, ANSWER);
    put(values, sizeof values);
}

static Box start(void (*probe)(void), BoxLimits limits) {
    int to[2], from[2], out[2];
    ck_assert(pipe(to) == 0 && pipe(from) == 0 && pipe(out) == 0);
    signal(SIGPIPE, SIG_IGN);
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGPIPE, SIG_DFL);
        int high[3] = {dup(to[0]), dup(from[1]), dup(out[1])};
        dup2(high[0], 0);
        dup2(high[2], 1);
        dup2(high[2], 2);
        dup2(high[1], FRAME_ANSWER_FD);
        for (int i = 4; i < 64; i++) close(i);
        probe();
        _exit(0);
    }
    close(to[0]);
    close(from[1]);
    close(out[1]);
    Box box;
    box_adopt(&box, pid, to[1], from[0], out[0], limits);
    return box;
}

static const BoxLimits usual = {.cpu_seconds = 2, .still_seconds = 0.5, .wall_seconds = 20, .life_seconds = 10};
static char values[ANSWER];
static BoxAnswer answer;
static size_t printed;
static int status;

static BoxEnd ask_within(void (*probe)(void), BoxLimits limits) {
    Box box = start(probe, limits);
    memset(values, 0, sizeof values);
    BoxEnd end = box_exchange(&box, &request, sizeof request, values, sizeof values, &answer);
    if (end != BOX_ANSWERED) ck_assert_msg(box.pid == 0, "the process is still there");
    printed = box.output_size;
    status = box.status;
    box_stop(&box);
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    return end;
}

static BoxEnd ask(void (*probe)(void)) { return ask_within(probe, usual); }

/* --- Honest ------------------------------------------------------------------------------------------------------- */
static void honest(void) {
    read_all(sizeof request);
    if (write(1, "hello\n", 6) < 0) _exit(1);
    put_answer();
    pause();
}

static void honest_words(void) {
    read_all(sizeof request);
    put_frame(FRAME_RESPONSE, RESPONSE_NOT_WRITTEN, nonce, 5);
    put("3.1 i", 5);
}

static void slow_drip(void) {
    read_all(sizeof request);
    char bytes[sizeof(ResponseFrame) + ANSWER] = {0};
    ResponseFrame f = {FRAME_RESPONSE, RESPONSE_ANSWER, nonce, ANSWER};
    memcpy(bytes, &f, sizeof f);
    for (size_t i = 0; i < sizeof bytes; i++) {
        put(bytes + i, 1);
        usleep(500);
    }
}

START_TEST(an_answer_is_read_whole) {
    ck_assert_int_eq(ask(honest), BOX_ANSWERED);
    ck_assert_int_eq(answer.status, RESPONSE_ANSWER);
    for (int i = 0; i < ANSWER; i++) ck_assert_int_eq(values[i], 'v');
    ck_assert_uint_eq(printed, 6);
    ck_assert_int_eq(ask(slow_drip), BOX_ANSWERED);
}
END_TEST

START_TEST(words_are_read_too) {
    ck_assert_int_eq(ask(honest_words), BOX_ANSWERED);
    ck_assert_int_eq(answer.status, RESPONSE_NOT_WRITTEN);
    ck_assert_str_eq(answer.text, "3.1 i");
}
END_TEST

/* --- Not asked for ------------------------------------------------------------------------------------------------ */
static void early(void) { put_answer(); sleep(30); }
static void half_read(void) { read_all(1000); put_answer(); sleep(30); }
static void all_but_a_byte(void) { read_all(sizeof request - 1); put_answer(); sleep(30); }
static void wrong_magic(void) {
    read_all(sizeof request);
    put_frame(0x12345678, 0, nonce, ANSWER);
    put(values, ANSWER);
    sleep(30);
}
static void wrong_nonce(void) { read_all(sizeof request); put_frame(FRAME_RESPONSE, 0, nonce + 1, ANSWER); sleep(30); }
static void wrong_status(void) { read_all(sizeof request); put_frame(FRAME_RESPONSE, 99, nonce, 0); sleep(30); }
static void too_many(void) { read_all(sizeof request); put_frame(FRAME_RESPONSE, 0, nonce, UINT64_MAX); sleep(30); }
static void too_few(void) { read_all(sizeof request); put_frame(FRAME_RESPONSE, 0, nonce, ANSWER - 1); sleep(30); }
static void long_words(void) {
    read_all(sizeof request);
    put_frame(FRAME_RESPONSE, 2, nonce, FRAME_MAX_TEXT + 1);
    sleep(30);
}

START_TEST(what_was_not_asked_is_a_violation) {
    void (*const liars[])(void) = {early,        half_read, all_but_a_byte, wrong_magic, wrong_nonce,
                                   wrong_status, too_many,  too_few,        long_words};
    for (size_t i = 0; i < sizeof liars / sizeof liars[0]; i++)
        ck_assert_msg(ask(liars[i]) == BOX_VIOLATION, "liar %zu", i);
}
END_TEST

static unsigned random_seed;
static void random_bytes(void) {
    unsigned state = random_seed;
    char bytes[3000];
    if (state % 2) read_all(sizeof request);
    for (size_t i = 0; i < sizeof bytes; i++) {
        state = state * 1664525u + 1013904223u;
        bytes[i] = (char)(state >> 24);
    }
    if (state % 3 == 0) { /* the right beginning, then nonsense */
        uint32_t magic = FRAME_RESPONSE;
        memcpy(bytes, &magic, 4);
        memcpy(bytes + 8, &nonce, 8);
    }
    put(bytes, sizeof bytes);
}

START_TEST(random_bytes_are_never_an_answer) {
    for (random_seed = 1; random_seed <= 200; random_seed++) {
        BoxEnd end = ask(random_bytes);
        ck_assert_msg(end == BOX_VIOLATION || end == BOX_DIED, "seed %u ended with %d", random_seed, end);
    }
}
END_TEST

/* --- Death, silence, noise ---------------------------------------------------------------------------------------- */
static void exit_at_once(void) { _exit(0); }
static void exit_with_half_a_frame(void) { read_all(sizeof request); put("GLRS", 4); _exit(3); }
static void crash(void) { read_all(sizeof request); signal(SIGSEGV, SIG_DFL); raise(SIGSEGV); }
static void close_and_spin(void) {
    read_all(sizeof request);
    close(FRAME_ANSWER_FD);
    for (volatile int i = 0;; i++) continue;
}
static void spin(void) { for (volatile int i = 0;; i++) continue; }
static void doze(void) { sigset_t all; sigfillset(&all); sigprocmask(SIG_BLOCK, &all, NULL); for (;;) sleep(100); }
static void stop_itself(void) { raise(SIGSTOP); }
static void header_then_silence(void) {
    read_all(sizeof request);
    put_frame(FRAME_RESPONSE, 0, nonce, ANSWER);
    sleep(100);
}
static void wake_now_and_then(void) {
    read_all(sizeof request);
    for (;;) {
        usleep(50000);
        for (volatile int i = 0; i < 100000; i++) continue;
    }
}
static void drip_for_ever(void) {
    read_all(sizeof request);
    for (;; put("", 1)) usleep(100000);
}
static void print_now_and_then(void) {
    for (;; usleep(15000))
        if (write(1, ".", 1) < 0) _exit(1);
}
/* On one processor with three others. */
static void starved(void) {
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    sched_setaffinity(0, sizeof one, &one);
    for (int i = 0; i < 3; i++)
        if (fork() == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            for (;;) continue;
        }
    read_all(sizeof request);
    clock_t until = clock() + 3 * CLOCKS_PER_SEC / 10;
    while (clock() < until) continue;
    put_answer();
    pause();
}
static void flood(void) { char bytes[65536] = {0}; for (;;) if (write(1, bytes, sizeof bytes) < 0) _exit(1); }
/* As under load, where whoever prints waits for the grader to read. */
static void flood_slowly(void) {
    char bytes[65536] = {0};
    for (;; usleep(10000))
        if (write(1, bytes, sizeof bytes) < 0) _exit(1);
}
static void ignore_input_and_die(void) { close(0); usleep(20000); _exit(5); }

START_TEST(deaths_are_told_apart) {
    ck_assert_int_eq(ask(exit_at_once), BOX_DIED);
    ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    ck_assert_int_eq(ask(exit_with_half_a_frame), BOX_DIED);
    ck_assert_int_eq(WEXITSTATUS(status), 3);
    ck_assert_int_eq(ask(crash), BOX_DIED);
    ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
    ck_assert_int_eq(ask(ignore_input_and_die), BOX_DIED);
    ck_assert_int_eq(ask(close_and_spin), BOX_VIOLATION);
}
END_TEST

START_TEST(time_runs_out) {
    const BoxLimits little_cpu = {.cpu_seconds = 0.2, .still_seconds = 5, .wall_seconds = 20};
    const BoxLimits little_wall = {.cpu_seconds = 5, .still_seconds = 5, .wall_seconds = 0.3};
    ck_assert_int_eq(ask_within(spin, little_cpu), BOX_CPU);
    ck_assert_int_eq(ask_within(doze, little_wall), BOX_WALL);
    ck_assert_int_eq(ask(doze), BOX_STILL);
    ck_assert_int_eq(ask(stop_itself), BOX_STILL);
    ck_assert_int_eq(ask(header_then_silence), BOX_STILL);
}
END_TEST

START_TEST(who_wakes_now_and_then_is_still) {
    ck_assert_int_eq(ask(wake_now_and_then), BOX_STILL);
    ck_assert_int_eq(ask(drip_for_ever), BOX_STILL);
    ck_assert_int_eq(ask(print_now_and_then), BOX_STILL);
}
END_TEST

START_TEST(who_waits_for_a_processor_is_not_still) {
    ck_assert_int_eq(ask_within(starved, (BoxLimits){.cpu_seconds = 2, .still_seconds = 0.2, .wall_seconds = 60}),
                     BOX_ANSWERED);
}
END_TEST

START_TEST(floods_are_cut) {
    const BoxLimits much = {.cpu_seconds = 10, .still_seconds = 5, .wall_seconds = 30};
    ck_assert_int_eq(ask_within(flood, much), BOX_FLOOD);
    ck_assert_uint_gt(printed, BOX_MAX_OUTPUT);
    ck_assert_int_eq(ask_within(flood_slowly, (BoxLimits){.cpu_seconds = 10, .still_seconds = 0.3, .wall_seconds = 60}),
                     BOX_FLOOD);
}
END_TEST

/* --- The filter --------------------------------------------------------------------------------------------------- */
/* Runs the act under the filter of such a program; how that ended. */
static int under_filter(BoxProgram of, void (*act)(void)) {
    BoxFilter f = box_filter_build(of);
    pid_t pid = fork();
    if (pid == 0) {
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !box_filter_load(&f)) _exit(70);
        act();
        _exit(0);
    }
    int ended;
    waitpid(pid, &ended, 0);
    box_filter_free(&f);
    return ended;
}

static bool there_is_seccomp(void) {
    BoxFilter f = box_filter_build(BOX_PROBE);
    bool there = f.program.len > 0;
    box_filter_free(&f);
    return there;
}

static void act_fork(void) { _exit(fork() >= 0 ? 71 : 72); }
static void act_socket(void) { _exit(socket(AF_INET, SOCK_STREAM, 0) >= 0 ? 71 : 72); }
static void act_kill_parent(void) { _exit(kill(getppid(), SIGKILL) == 0 ? 71 : 72); }
static void act_signal_parent_raw(void) { _exit(syscall(SYS_tgkill, getppid(), getppid(), SIGKILL) == 0 ? 71 : 72); }
static void act_io_uring(void) { _exit(syscall(425, 1, NULL) >= 0 ? 71 : 72); }
static void act_map_file(void) { _exit(mmap(NULL, 4096, PROT_READ, MAP_SHARED, 0, 0) != MAP_FAILED ? 71 : 72); }
static void act_exec(void) { _exit(syscall(SYS_execveat, 1, "", NULL, NULL, 0x1000) == 0 ? 71 : 72); }
static void act_raise_limit(void) {
    struct rlimit r = {1, 1};
    _exit(prlimit(getppid(), RLIMIT_NOFILE, &r, NULL) == 0 ? 71 : 72);
}

static void act_open(void) { _exit(open("/etc/passwd", O_RDONLY) < 0 && errno == EPERM ? 0 : 71); }
static void act_stat(void) { struct stat st; _exit(stat("/etc/passwd", &st) != 0 ? 0 : 71); }
static void act_duplicate(void) { _exit(dup(1) < 0 ? 0 : 71); }
/* As OpenBLAS asks for memory that is spread over all processors, and goes on without. */
static void act_place_memory(void) {
    unsigned long everywhere = ~0UL;
    char *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    _exit(syscall(SYS_mbind, p, 4096, 3, &everywhere, 64, 0) != 0 && errno == EPERM ? 0 : 71);
}
static void act_compute(void) {
    char *p = malloc(1 << 22);
    memset(p, 1, 1 << 22);
    free(p);
    printf(".");
    fflush(stdout);
    _exit(p != NULL ? 0 : 71);
}
static void act_abort(void) { abort(); }

START_TEST(forbidden_calls_end_the_process) {
    if (!there_is_seccomp()) return;
    void (*const acts[])(void) = {act_fork,     act_socket,   act_kill_parent, act_signal_parent_raw,
                                  act_io_uring, act_map_file, act_exec,        act_raise_limit};
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++) {
        int ended = under_filter(BOX_PROBE, acts[i]);
        ck_assert_msg(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGSYS, "act %zu ended with %x", i, (unsigned)ended);
    }
}
END_TEST

START_TEST(harmless_calls_fail_or_work) {
    if (!there_is_seccomp()) return;
    void (*const acts[])(void) = {act_open, act_stat, act_duplicate, act_place_memory, act_compute};
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        ck_assert_msg(under_filter(BOX_PROBE, acts[i]) == 0, "act %zu", i);
    int ended = under_filter(BOX_PROBE, act_abort);
    ck_assert(WIFSIGNALED(ended) && WTERMSIG(ended) == SIGABRT);
}
END_TEST

/* How a sanitized program finds its own name: each architecture has one of the two calls at least. */
static void act_ask_for_own_name(void) {
    char name[4096];
    bool told = syscall(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", name, sizeof name) > 0;
#ifdef SYS_readlink
    told = told && syscall(SYS_readlink, "/proc/self/exe", name, sizeof name) > 0;
#endif
    _exit(told ? 0 : 71);
}
static void act_name_a_link(void) { _exit(syscall(SYS_symlinkat, "a", AT_FDCWD, "/nowhere/b") == 0 ? 71 : errno); }

START_TEST(a_sanitized_program_may_ask_for_its_own_name) {
    if (!there_is_seccomp()) return;
    ck_assert_int_eq(under_filter(BOX_SANITIZED, act_ask_for_own_name), 0);
    ck_assert_int_ne(under_filter(BOX_PROBE, act_ask_for_own_name), 0);
    int ended = under_filter(BOX_SANITIZED, act_name_a_link);
    ck_assert(WIFEXITED(ended) && WEXITSTATUS(ended) == EPERM);
}
END_TEST

int main(void) {
    Suite *s = suite_create("box");
    TCase *t = tcase_create("exchange");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, an_answer_is_read_whole);
    tcase_add_test(t, words_are_read_too);
    tcase_add_test(t, what_was_not_asked_is_a_violation);
    tcase_add_test(t, random_bytes_are_never_an_answer);
    tcase_add_test(t, deaths_are_told_apart);
    tcase_add_test(t, time_runs_out);
    tcase_add_test(t, who_wakes_now_and_then_is_still);
    tcase_add_test(t, who_waits_for_a_processor_is_not_still);
    tcase_add_test(t, floods_are_cut);
    suite_add_tcase(s, t);
    TCase *f = tcase_create("filter");
    tcase_set_timeout(f, 60);
    tcase_add_test(f, forbidden_calls_end_the_process);
    tcase_add_test(f, harmless_calls_fail_or_work);
    tcase_add_test(f, a_sanitized_program_may_ask_for_its_own_name);
    suite_add_tcase(s, f);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
