#include "sanitize.h"

#include "draw.h"
#include "locate.h"
#include "watch.h"
#include "wire.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_FILES = 8, REQUESTS_MAX = 4 << 20 };
/* Crashes that are looked into, where nobody has asked for more. */
enum { AFTER_CRASHES = 6 };

/* The program, built when it is first needed, and the box in which it can run. */
static enum { NOT_TRIED, READY, UNAVAILABLE } state;
static int program = -1;
static CompileTier tier;
static char why[400];
static int runs, found;
static int looked_at, left_out; /* checks that were asked for: run with them; crashed in their first run already */

/* --- Building ----------------------------------------------------------------------------------------------------- */
typedef struct Names {
    char source[2][300], object[2][300]; /* the student's, the stub's */
} Names;

static void add_all(Command *c, const char *const arguments[], size_t n) {
    for (size_t i = 0; i < n; i++) command_add(c, arguments[i]);
}
#define ADD(c, ...) add_all(c, (const char *const[]){__VA_ARGS__}, \
                            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))
#define SANITIZERS "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"

static bool run_all(const CompileBox *box, Command *commands, int n) {
    bool ok = true;
    compile_box_run(box, commands, n);
    for (int i = 0; i < n; i++) {
        if (ok && !command_ok(&commands[i])) {
            char *said = text_escape(commands[i].diagnostics, strcspn(commands[i].diagnostics, "\n"), 200);
            snprintf(why, sizeof why, "%s", said);
            free(said);
            ok = false;
        }
        free(commands[i].diagnostics);
    }
    return ok;
}

/* Every file as the student's where it compiles, and every stub, for what the student's do not define. */
static bool build_in(const Grading *g, const CompileBox *box) {
    int n = g->result->n_sources, count = 0;
    Names names[MAX_FILES];
    Command commands[2 * MAX_FILES] = {0}, link = {0};
    char include[PATH_MAX], kit[4][PATH_MAX + 128];
    static const char *const parts[] = {"core.o", "others.a", "libgradlab.a"};
    snprintf(include, sizeof include, "-I%.4000s/include", box->kit_inside);
    for (int i = 0; i < 3; i++)
        snprintf(kit[i], sizeof kit[i], "%.4000s/%.100s/double/%s", box->kit_inside, g->lab->name, parts[i]);
    if (!compile_write(box, g->lab, g->code.sources, n)) return false;
    ADD(&link, SANITIZERS, "-no-pie", "-Wl,--gc-sections", "-Wl,--allow-multiple-definition");
    ADD(&link, "-o", "./sanitized", kit[0]);
    for (int stub = 0; stub < 2; stub++)
        for (int i = 0; i < n; i++) {
            if (stub == 0 && g->result->sources[i].problem != NULL) continue;
            const char *name = g->lab->files[i], *before = stub ? "stub_" : "";
            snprintf(names[i].source[stub], sizeof names[i].source[stub], "./%s%.200s", before, name);
            snprintf(names[i].object[stub], sizeof names[i].object[stub], "./%s%.200s.o", before, name);
            Command *c = &commands[count++];
            ADD(c, "-std=c17", "-O0", "-g", "-D_GNU_SOURCE", "-DREAL=double", include, "-c", "-o",
                names[i].object[stub], names[i].source[stub]);
            if (!stub) ADD(c, SANITIZERS);
            command_add(&link, names[i].object[stub]);
        }
    snprintf(kit[3], sizeof kit[3], "%.4000s/blas.a", box->kit_inside);
    ADD(&link, kit[1], kit[2], kit[3], "-lm");
    return run_all(box, commands, count) && run_all(box, &link, 1);
}

/* With no request at all it ends well, or it cannot run in this box. */
static bool runs_in(const CompileBox *box) {
    Command c = {.program = "./sanitized", .input = "requests"};
    command_add(&c, "nothing");
    return compile_box_write(box, "requests", "", 0) && run_all(box, &c, 1);
}

static void build(const Grading *g) {
    state = UNAVAILABLE;
    snprintf(why, sizeof why, "they need bubblewrap or Landlock");
    if (g->result->n_sources > MAX_FILES || g->tools.kits == NULL) return;
    for (tier = g->tools.box; tier < COMPILE_RLIMITS && state == UNAVAILABLE; tier++) {
        CompileBox box;
        sigset_t before = compile_box_shield();
        if (!compile_box_open(&box, g->tools.compiler, g->tools.kits, g->lab->name, tier))
            snprintf(why, sizeof why, "%.300s", t_error());
        else if (box.tier == tier && build_in(g, &box) && runs_in(&box) &&
                 (program = compile_take(&box, "sanitized")) >= 0)
            state = READY;
        compile_box_close(&box);
        compile_box_unshield(&before);
        if (state == READY) return;
    }
}

/* --- What they say ------------------------------------------------------------------------------------------------ */
static char *line_with(const char *text, const char *what) {
    const char *p = strstr(text, what);
    if (p == NULL) return NULL;
    while (p > text && p[-1] != '\n') p--;
    return text_escape(p, strcspn(p, "\n"), 300);
}

/* "./softmax.c:42:10: runtime error: index 10 out of bounds for type 'real [10]'". */
static char *undefined_sentence(const Lab *lab, const char *said) {
    char *line = line_with(said, ": runtime error: "), *sentence = NULL;
    for (int i = 0; line != NULL && lab->files[i] != NULL && sentence == NULL; i++) {
        size_t length = strlen(lab->files[i]);
        const char *at = strncmp(line, "./", 2) == 0 ? line + 2 : line;
        if (strncmp(at, lab->files[i], length) != 0 || at[length] != ':') continue;
        int number = atoi(at + length + 1);
        const char *words = strstr(line, ": runtime error: ") + strlen(": runtime error: ");
        sentence = text_format("%s:%d: %s", lab->files[i], number, words);
    }
    free(line);
    return sentence;
}

/* The addresses of the first stack, those in the program: "    #0 0x4012ec  (/box/sanitized+0x4012ec)". */
static char *place_of(Grading *g, const CompileBox *box, const char *said) {
    char text[WHERE_FRAMES][20], *addresses[WHERE_FRAMES];
    int n = 0;
    for (const char *p = strstr(said, "    #0 "); p != NULL && strncmp(p, "    #", 5) == 0 && n < WHERE_FRAMES;) {
        size_t length = strcspn(p, "\n");
        const char *at = memmem(p, length, "/sanitized+0x", 13);
        size_t digits = at != NULL ? strspn(at + 13, "0123456789abcdef") : 0;
        if (digits > 0 && digits <= 16) {
            snprintf(text[n], sizeof text[n], "0x%.*s", (int)digits, at + 13);
            addresses[n] = text[n];
            n++;
        }
        p += length + (p[length] == '\n');
    }
    return n > 0 ? locate(g, box, "./sanitized", addresses, n) : NULL;
}

static void add_extent(Text *to, long offset, long size, long element) {
    if (element > 0 && element <= 16 && size % element == 0 && offset % element == 0)
        text_add(to, ": index %ld of %ld", offset / element, size / element);
    else text_add(to, ": byte %ld of %ld", offset, size);
}

/* "    [144, 224) 'row' (line 7) <== Memory access at offset 224 overflows this variable". */
static void add_variable(Text *to, const char *said, long element) {
    char *line = line_with(said, " <== Memory access at offset "), name[64];
    long from, end, offset;
    if (line != NULL && sscanf(line, " [%ld, %ld) '%63[A-Za-z0-9_]'", &from, &end, name) == 3 &&
        sscanf(strstr(line, " <== "), " <== Memory access at offset %ld", &offset) == 1) {
        text_add(to, "%s %s", offset >= end ? "past the end of" : "before the start of", name);
        add_extent(to, offset - from, end - from, element);
    } else {
        text_add(to, "outside of a local variable");
    }
    free(line);
}

/* "0x.. is located 0 bytes to the right of 80-byte region", or "after" in later versions; of a global variable: "0
 * bytes to the right of global variable 'w' defined in 'softmax.c:3:8' (0x..) of size 40". */
static void add_block(Text *to, const char *said, long element) {
    char *line = line_with(said, " is located "), name[64] = "";
    long distance = 0, size = 0;
    const char *after = line != NULL ? strstr(line, " is located ") : "", *region = strstr(after, "-byte region"),
               *global = strstr(after, "global variable '");
    sscanf(after, " is located %ld", &distance);
    if (global != NULL && strstr(global, " of size ") != NULL) {
        sscanf(global, "global variable '%63[A-Za-z0-9_]'", name);
        size = atol(strstr(global, " of size ") + 9);
    } else if (region != NULL) {
        while (region > after && isdigit((unsigned char)region[-1])) region--;
        size = atol(region);
    }
    bool behind = strstr(after, " right of ") != NULL || strstr(after, " after ") != NULL;
    if (size <= 0 || line == NULL) {
        text_add(to, "outside of its memory");
    } else {
        text_add(to, "%s ", behind ? "past the end of" : "before the start of");
        if (name[0] != '\0') text_add(to, "%s", name);
        else text_add(to, "a block of %ld bytes", size);
        add_extent(to, behind ? size + distance : -distance, size, element);
    }
    free(line);
}

static bool is_error(const char *error, const char *kind) { return strncmp(error, kind, strlen(kind)) == 0; }

static char *address_sentence(Grading *g, const CompileBox *box, const char *said) {
    const char *error = strstr(said, "ERROR: AddressSanitizer: ");
    char *place = error != NULL ? place_of(g, box, error) : NULL;
    if (place == NULL) return NULL;
    error += strlen("ERROR: AddressSanitizer: ");
    Text t = {0};
    long element = 0;
    const char *read = strstr(error, "\nREAD of size "), *write = strstr(error, "\nWRITE of size ");
    if (read != NULL) element = atol(read + 14);
    else if (write != NULL) element = atol(write + 15);
    text_add(&t, "%s %s ", place, write != NULL && read == NULL ? "writes" : "reads");
    if (is_error(error, "stack-buffer") || is_error(error, "dynamic-stack-buffer")) add_variable(&t, error, element);
    else if (is_error(error, "heap-use-after-free")) text_add(&t, "memory that has been freed");
    else if (is_error(error, "stack-use-after-return"))
        text_add(&t, "a local variable of a function that has returned");
    else if (is_error(error, "stack-use-after-scope")) text_add(&t, "a local variable after the end of its block");
    else if (is_error(error, "heap-buffer") || is_error(error, "global-buffer")) add_block(&t, error, element);
    else {
        text_free(&t);
        if (is_error(error, "attempting double-free")) text_add(&t, "%s frees memory a second time", place);
        else if (is_error(error, "attempting free")) text_add(&t, "%s frees what malloc has not given", place);
        else if (is_error(error, "stack-overflow"))
            text_add(&t, "%s uses up the stack: a function that calls itself without an end, or too large a local "
                     "array", place);
    }
    free(place);
    return t.s;
}

/* --- Running ------------------------------------------------------------------------------------------------------ */
typedef struct Requests {
    char  *bytes; /* REQUESTS_MAX of room */
    size_t size;
} Requests;

/* false when there is no room for it. */
static bool add_request(Requests *r, Grading *g, int entry, const Case *k) {
    size_t length;
    char *request = wire_request(++g->nonce, entry, k, NULL, PRECISION_DOUBLE, &length);
    const bool fits = r->size + length <= REQUESTS_MAX;
    if (fits) {
        memcpy(r->bytes + r->size, request, length);
        r->size += length;
    }
    free(request);
    return fits;
}

static bool used_up_its_time(const Command *c) {
    const bool killed = WIFSIGNALED(c->status) && WTERMSIG(c->status) == SIGKILL;
    return c->out_of_time || killed || (WIFEXITED(c->status) && WEXITSTATUS(c->status) == 128 + SIGKILL);
}

/* The sentence on what they find in these requests; NULL when they find nothing. */
static char *run_requests(Grading *g, const Requests *r, bool *ended) {
    char *sentence = NULL;
    *ended = true;
    CompileBox box;
    sigset_t before = compile_box_shield();
    if (compile_box_open(&box, g->tools.compiler, g->tools.kits, g->lab->name, tier) &&
        locate_write(&box, "sanitized", program) && compile_box_write(&box, "requests", r->bytes, r->size)) {
        Command c = {.program = "./sanitized", .input = "requests"};
        command_add(&c, "requests");
        const double begun = watch_now();
        compile_box_run(&box, &c, 1);
        g->budget.words_left -= watch_now() - begun;
        sentence = undefined_sentence(g->lab, c.diagnostics);
        if (sentence == NULL) sentence = address_sentence(g, &box, c.diagnostics);
        *ended = !used_up_its_time(&c);
        free(c.diagnostics);
    }
    compile_box_close(&box);
    compile_box_unshield(&before);
    runs++;
    found += sentence != NULL;
    return sentence;
}

/* What does not end is not waited for a second time. */
static char *run_cases(Grading *g, const Requests *r) {
    bool  ended;
    char *sentence = run_requests(g, r, &ended);
    if (ended) return sentence;
    state = UNAVAILABLE;
    snprintf(why, sizeof why, "the program does not end when it runs with them");
    return sentence;
}

static bool ready(const Grading *g) {
    if (state == NOT_TRIED) build(g);
    return state == READY;
}

static bool possible(const Grading *g, const Check *check, int *entry) {
    return check->run == NULL && call_entry(check->call, entry) != NULL && ready(g);
}

char *sanitize_case(Grading *g, const Check *check, const Case *k) {
    int entry;
    if (runs >= AFTER_CRASHES || g->budget.words_left <= 0 || !possible(g, check, &entry)) return NULL;
    Requests r = {.bytes = t_malloc(REQUESTS_MAX)};
    add_request(&r, g, entry, k);
    char *sentence = run_cases(g, &r);
    free(r.bytes);
    return sentence;
}

/* --- Trainings ---------------------------------------------------------------------------------------------------- */
/* A training is its calls one after the other, of which the first ones tell enough: as a rule the one that sets it up
 * and two pieces. */
enum { TRAINING_CALLS = 3 };

static struct Recorded {
    const Check *check; /* the last one */
    int      calls;
    Requests requests;
} recorded;

void sanitize_record(Grading *g, const Check *check, int entry, const Case *k) {
    if (!g->sanitize || check->run == NULL) return;
    if (recorded.requests.bytes == NULL) recorded.requests.bytes = t_malloc(REQUESTS_MAX);
    if (recorded.check != check) {
        recorded.check = check;
        recorded.calls = 0;
        recorded.requests.size = 0;
    }
    if (recorded.calls >= TRAINING_CALLS) return;
    recorded.calls += add_request(&recorded.requests, g, entry, k) ? 1 : TRAINING_CALLS;
}

/* It may well take more time than there is: then there is nothing to say. */
static char *run_training(Grading *g, const Check *check) {
    bool  ended;
    char *sentence = run_requests(g, &recorded.requests, &ended);
    if (!ended && sentence == NULL)
        result_note(g->result, "%s, %s: too slow for AddressSanitizer and UBSan to look at", check->task, check->title);
    looked_at += ended || sentence != NULL;
    return sentence;
}

/* --- A check ------------------------------------------------------------------------------------------------------ */
static char *run_check(Grading *g, const Check *check, int entry) {
    Requests r = {.bytes = t_malloc(REQUESTS_MAX)};
    looked_at++;
    for (int i = 0, cases = check_cases(check); i < cases; i++) {
        t_step();
        Case k;
        draw_case(g, check, i, &k);
        cases = k.cases;
        add_request(&r, g, entry, &k);
    }
    char *sentence = run_cases(g, &r);
    free(r.bytes);
    return sentence;
}

void sanitize_check(Grading *g, const Check *check) {
    const Status status = g->result->checks[check_index(g, check)].status;
    const bool   answered = status == STATUS_PASSED || status == STATUS_FAILED;
    int   entry;
    char *sentence = NULL;
    left_out += status == STATUS_CRASHED && check->run == NULL;
    if (recorded.check == check && recorded.calls > 0 && status != STATUS_NOT_WRITTEN && ready(g))
        sentence = run_training(g, check);
    else if (answered && possible(g, check, &entry)) sentence = run_check(g, check, entry);
    if (sentence != NULL) result_note(g->result, "%s, %s: %s", check->task, check->title, sentence);
    free(sentence);
}

/* What has crashed has its sentence, and is none of those in which nothing is wrong. */
void sanitize_end(Grading *g) {
    if (state == UNAVAILABLE) {
        result_note(g->result, "AddressSanitizer and UBSan could not be asked: %s", why);
    } else if (g->sanitize && looked_at == 0) {
        result_note(g->result, "AddressSanitizer and UBSan had nothing to look at: no check ran to its end");
    } else if (g->sanitize && found == 0) {
        char *others = left_out > 0 ? text_format(" other than the %d that crashed", left_out) : text_format("%s", "");
        result_note(g->result, "AddressSanitizer and UBSan find nothing wrong in %d check%s%s", looked_at,
                    looked_at == 1 ? "" : "s", others);
        free(others);
    }
    if (program >= 0) close(program);
    program = -1;
    free(recorded.requests.bytes);
    recorded.requests.bytes = NULL;
}
