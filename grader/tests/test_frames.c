/* The grader against bytes of all kinds: 300 sessions with a probe that sends frames of noise, some of them nearly
 * right, through the reading of the frame, the words of the verdict and the comparison. Built with AddressSanitizer and
 * UndefinedBehaviorSanitizer. */
#include "compare.h"
#include "session.h"
#include "verdict.h"
#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { SESSIONS = 300, VALUES = 12, INPUT = 100000 /* more than a pipe holds */ };
static const uint64_t nonce = 0x1122334455667788u;
static struct {
    RequestFrame frame;
    char body[INPUT];
} request = {.frame = {.magic = FRAME_REQUEST, .nonce = 0x1122334455667788u, .body = INPUT}};

/* --- The probe ---------------------------------------------------------------------------------------------------- */
static uint64_t state;
static uint64_t noise(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static size_t below(size_t n) { return (size_t)(noise() % n); }

static void put(int fd, const void *bytes, size_t n) {
    for (const char *p = bytes; n > 0;) {
        ssize_t written = write(fd, p, n);
        if (written <= 0) _exit(8);
        p += written;
        n -= (size_t)written;
    }
}

static void put_noise(int fd, size_t n) {
    char bytes[512];
    for (size_t left = n; left > 0;) {
        size_t part = left < sizeof bytes ? left : sizeof bytes;
        for (size_t i = 0; i < part; i++) bytes[i] = (char)noise();
        put(fd, bytes, part);
        left -= part;
    }
}

static void take(size_t n) {
    char bytes[4096];
    while (n > 0) {
        ssize_t got = read(0, bytes, n < sizeof bytes ? n : sizeof bytes);
        if (got <= 0) _exit(9);
        n -= (size_t)got;
    }
}

/* Half of the frames have the right beginning, and what follows it is noise; a quarter is noise from the beginning. */
static _Noreturn void probe(void) {
    take(below(8) == 0 ? below(sizeof request) : sizeof request);
    if (below(3) == 0) put_noise(1, below(3000));
    const size_t kind = below(4);
    if (kind > 1) {
        const size_t text = below(FRAME_MAX_TEXT + 2);
        const uint32_t status = (uint32_t)below(6);
        const bool right_size = below(4) > 0;
        ResponseFrame f = {FRAME_RESPONSE, status, nonce, status == RESPONSE_ANSWER ? VALUES * sizeof(double) : text};
        if (!right_size) f.bytes = noise() >> below(64);
        put(FRAME_ANSWER_FD, &f, below(16) == 0 ? below(sizeof f) : sizeof f);
        put_noise(FRAME_ANSWER_FD, right_size ? (size_t)f.bytes : below(10000));
    }
    if (kind > 0) put_noise(FRAME_ANSWER_FD, below(2000));
    if (below(4) == 0) raise((int[]){SIGSEGV, SIGKILL, SIGFPE, SIGSYS, SIGUSR1}[below(5)]);
    _exit((int)below(256));
}

static Box start(void) {
    int to[2], from[2], out[2];
    ck_assert(pipe(to) == 0 && pipe(from) == 0 && pipe(out) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGPIPE, SIG_DFL);
        signal(SIGSEGV, SIG_DFL);
        signal(SIGFPE, SIG_DFL);
        int high[3] = {dup(to[0]), dup(from[1]), dup(out[1])};
        dup2(high[0], 0);
        dup2(high[2], 1);
        dup2(high[2], 2);
        dup2(high[1], FRAME_ANSWER_FD);
        for (int i = 4; i < 64; i++) close(i);
        probe();
    }
    close(to[0]);
    close(from[1]);
    close(out[1]);
    Box box;
    box_adopt(&box, pid, to[1], from[0], out[0],
              (BoxLimits){.cpu_seconds = 5, .still_seconds = 5, .wall_seconds = 60, .life_seconds = 10});
    return box;
}

/* --- The grader --------------------------------------------------------------------------------------------------- */
static void fit_to_print(const char *text) {
    for (const unsigned char *p = (const unsigned char *)text; p != NULL && *p != '\0'; p++)
        ck_assert_msg(*p == '\n' || (*p >= 0x20 && *p <= 0x7e), "byte %02x in a report", *p);
}

static BoxEnd judge(Grading *g, const Check *check, Case *k) {
    static double values[VALUES];
    Box box = start();
    BoxAnswer answer;
    BoxEnd end = box_exchange(&box, &request, sizeof request, values, sizeof values, &answer);
    if (end == BOX_ANSWERED && answer.status == RESPONSE_ANSWER) {
        Tensor *got = t_copy_of(values, DTYPE_REAL, 2, (int[]){3, 4});
        ck_assert_msg(!compare_equal(got, k->call.out[0], check->tolerance), "noise is right");
        Text text = {0};
        const Guess guess = compare_guess("y", got, k->call.out[0], check->tolerance, k);
        compare_show(&text, "y", got, k->call.out[0], check->tolerance);
        compare_add_guess(&text, &guess, "y", k->call.out[0], k);
        result_set(g->result, 0, STATUS_FAILED, 0, text.s);
        verdict_keep_output(g, check, &box);
    } else {
        verdict_no_answer(g, check, &box, end, &answer, k, NULL);
    }
    box_stop(&box);
    return end;
}

START_TEST(noise_is_never_right_and_harms_nobody) {
    signal(SIGPIPE, SIG_IGN);
    int ends[BOX_NO_START + 1] = {0};
    Result *result = result_new(&this_lab, ".", NULL, 1);
    Grading g = {.lab = &this_lab, .result = result, .budget.seconds_left = 1000};
    const Check *check = &lab_checks[0];
    for (uint64_t session = 1; session <= SESSIONS; session++) {
        state = session * 0x9e3779b97f4a7c15u;
        t_step();
        Case k = check_case(&g, check, 0);
        case_normal(&k, "x", 1, 2, (int[]){3, 4});
        case_output(&k, "y", DTYPE_REAL, 2, (int[]){3, 4});
        memcpy(k.call.out[0]->data, k.call.in[0]->data, VALUES * sizeof(real));
        ends[judge(&g, check, &k)]++;
        ck_assert_double_eq(result_score(result), 0);
        fit_to_print(result->checks[0].message);
        fit_to_print(result->checks[0].output);
        result_clear(result);
    }
    result_free(result);
    ck_assert_msg(ends[BOX_ANSWERED] > 30 && ends[BOX_DIED] > 10 && ends[BOX_VIOLATION] > 30,
                  "of %d: %d answered, %d died, %d violations", SESSIONS, ends[BOX_ANSWERED], ends[BOX_DIED],
                  ends[BOX_VIOLATION]);
}
END_TEST

int main(void) {
    Suite *s = suite_create("frames");
    TCase *t = tcase_create("frames");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, noise_is_never_right_and_harms_nobody);
    suite_add_tcase(s, t);
    SRunner *r = srunner_create(s);
    srunner_run_all(r, CK_ENV);
    int failed = srunner_ntests_failed(r);
    srunner_free(r);
    return failed != 0;
}
