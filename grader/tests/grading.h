/* grading.h: gradings of the toy lab, for the tests that look at their results. Run from the top folder. */
#pragma once
#include "../../common/tests/scratch.h"
#include <check.h>
#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* --- Running the grader ------------------------------------------------------------------------------------------- */
static char  *text;  /* what it wrote on standard output and error */
static cJSON *json;  /* its result */
static int    exit_status;

static inline char *read_file(const char *path) {
    FILE *f = fopen(path, "r");
    if (f == NULL) return NULL;
    char *bytes = calloc(1, 1 << 20);
    size_t n = fread(bytes, 1, (1 << 20) - 1, f);
    bytes[n] = '\0';
    fclose(f);
    return bytes;
}

static inline void write_file(const char *name, const char *content) {
    FILE *f = fopen(scratch_path(name), "w");
    ck_assert_ptr_nonnull(f);
    fputs(content, f);
    fclose(f);
}

static inline void forget(void) {
    free(text);
    cJSON_Delete(json);
    text = NULL;
    json = NULL;
}

static inline void run(const char *const argv[]) {
    forget();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, scratch_path("output"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t pid;
    ck_assert_int_eq(posix_spawn(&pid, argv[0], &actions, NULL, (char *const *)argv, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    int ended;
    ck_assert_int_eq(waitpid(pid, &ended, 0), pid);
    text = read_file(scratch_path("output"));
    ck_assert_msg(WIFEXITED(ended), "the grader was ended by signal %d:\n%s", WTERMSIG(ended), text);
    exit_status = WEXITSTATUS(ended);
    for (const unsigned char *p = (unsigned char *)text; *p != '\0'; p++)
        ck_assert_msg(*p == '\n' || (*p >= 0x20 && *p <= 0x7e), "byte %02x on the screen", *p);
    ck_assert_ptr_null(strstr(text, "REFSECRET"));
}

/* --code <code> --json ..., and the arguments that follow, ended by NULL. */
static inline void run_grader(const char *code, const char *const extra[]) {
    const char *argv[32] = {
        TEST_GRADER, "--kit", TEST_KIT, "--cc", TEST_CC, "--code", code, "--json", scratch_path("result.json"),
        "--box", "weak", /* these hand-ins are the tests' own */
        "--sanitize", "none"}; /* which takes half a second; test_grade_sanitized.c asks for them */
    int n = 13;
    for (int i = 0; extra != NULL && extra[i] != NULL; i++) argv[n++] = extra[i];
    remove(scratch_path("result.json"));
    run(argv);
    char *bytes = read_file(scratch_path("result.json"));
    json = bytes != NULL ? cJSON_Parse(bytes) : NULL;
    free(bytes);
}

static const char *const *options;

/* Grades toy.c and more.c with these texts; NULL: the file is not there. */
static inline void grade(const char *toy, const char *more) {
    mkdir(scratch_path("code"), 0755);
    remove(scratch_path("code/toy.c"));
    remove(scratch_path("code/more.c"));
    if (toy != NULL) write_file("code/toy.c", toy);
    if (more != NULL) write_file("code/more.c", more);
    run_grader(scratch_path("code"), options);
    ck_assert_msg(json != NULL, "no result:\n%s", text);
}

static inline double number(const char *key) { return cJSON_GetObjectItem(json, key)->valuedouble; }

static inline const cJSON *check_named(const char *title) {
    const cJSON *c;
    cJSON_ArrayForEach(c, cJSON_GetObjectItem(json, "checks"))
        if (strcmp(cJSON_GetObjectItem(c, "title")->valuestring, title) == 0) return c;
    ck_abort_msg("no check %s", title);
}

static inline void check_is(const char *title, const char *status, const char *message) {
    const cJSON *c = check_named(title);
    const char *is = cJSON_GetObjectItem(c, "status")->valuestring;
    const char *said = cJSON_GetStringValue(cJSON_GetObjectItem(c, "message"));
    ck_assert_msg(strcmp(is, status) == 0, "%s is %s, not %s: %s", title, is, status, said);
    if (message != NULL)
        ck_assert_msg(said != NULL && strstr(said, message) != NULL, "%s: \"%s\" does not say \"%s\"", title, said,
                      message);
}

static inline void scores(double score) {
    ck_assert_msg(number("score") == score, "%g points, not %g:\n%s", number("score"), score, text);
    ck_assert_int_eq(exit_status, score == 100 ? 0 : 1);
}

static inline void says(const char *what) {
    ck_assert_msg(strstr(text, what) != NULL, "\"%s\" is not said:\n%s", what, text);
}

/* --- Sources ------------------------------------------------------------------------------------------------------ */
#define TOY "#include \"toy.h\"\n"
#define FORWARD \
    "static Tensor *forward(Ctx *c) { Tensor *y = t_like(c->in[0]); for (size_t i = 0; i < y->size; i++) " \
    "y->data[i] = c->in[0]->data[i] / 2;\n  return y; }\n"
#define BACKWARD \
    "static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { (void)c;\n" \
    "  for (size_t i = 0; i < dy->size; i++) dx[0]->data[i] += dy->data[i] / 2; }\n"
#define OP "const Op half_op = {\"half\", forward, backward};\n"
#define GOOD_TOY TOY FORWARD BACKWARD OP
#define ZERO_TOY \
    TOY "static Tensor *forward(Ctx *c) { return t_zeros_like(c->in[0]); }\n" \
        "static void backward(Ctx *c, const Tensor *dy, Tensor *dx[]) { (void)c; (void)dy; (void)dx; }\n" OP
#define MEAN                                                                                                           \
    "double toy_mean(const Tensor *x) { double s = 0; for (size_t i = 0; i < x->size; i++) s += x->data[i]; return s " \
    "/ (double)x->size; }\n"
#define COUNT "int toy_count(void) { static int n; return ++n; }\n"
#define GOOD_MORE TOY MEAN COUNT
#define ZERO_MORE TOY "double toy_mean(const Tensor *x) { (void)x; return 0; } int toy_count(void) { return 0; }\n"
#define MEAN_THAT(act) TOY "#include <unistd.h>\n#include <signal.h>\n#include <stdlib.h>\n#include <string.h>\n" \
    "#include <sys/socket.h>\n#include <fcntl.h>\n" \
    "double toy_mean(const Tensor *x) { (void)x; " act " return 0; }\n" COUNT

/* Of the 100 points the mean has 30. */
static inline void costs_the_mean_only(const char *more, const char *status, const char *message) {
    grade(GOOD_TOY, more);
    scores(70);
    check_is("mean", status, message);
}
