#include "sanitize_build.h"

#include "shared.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_FILES = 8 };

/* --- In the process that builds ----------------------------------------------------------------------------------- */
typedef struct Names {
    char source[2][300], object[2][300]; /* the student's, the stub's */
} Names;

static void add_all(Command *c, const char *const arguments[], size_t n) {
    for (size_t i = 0; i < n; i++) command_add(c, arguments[i]);
}
#define ADD(c, ...) add_all(c, (const char *const[]){__VA_ARGS__}, \
                            sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))
#define SANITIZERS "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"

static bool run_all(const CompileBox *box, Command *commands, int n, SanitizedProgram *to) {
    bool ok = true;
    compile_box_run(box, commands, n);
    for (int i = 0; i < n; i++) {
        if (ok && !command_ok(&commands[i])) {
            char *said = text_escape(commands[i].diagnostics, strcspn(commands[i].diagnostics, "\n"), 200);
            if (said[0] != '\0') snprintf(to->why, sizeof to->why, "%s", said);
            free(said);
            ok = false;
        }
        free(commands[i].diagnostics);
    }
    return ok;
}

/* With no request at all it ends well, or it cannot run in this box. */
static bool runs_in(const CompileBox *box, SanitizedProgram *to) {
    Command c = {.program = "./sanitized", .input = "requests"};
    command_add(&c, "nothing");
    snprintf(to->why, sizeof to->why, "the program with them does not run in %s", compile_tier_name(box->tier));
    return compile_box_write(box, "requests", "", 0) && run_all(box, &c, 1, to);
}

/* What the class has of it already. */
typedef struct Known {
    char keys[MAX_FILES][SHARED_KEY];
    int  n;
    bool all, old; /* of all files; all of them from before */
} Known;

static bool is_known(const Grading *g, const CompileBox *box, int file, const Command *c, const char *object,
                     Known *known) {
    const Source *source = &g->code.sources[file];
    bool old = false;
    const bool has = shared_objects(box, g->lab->files[file], source->text, source->size, c, &object, 1,
                                    &known->keys[known->n++], &old);
    known->all = known->all && has;
    known->old = known->old && old;
    return has;
}

/* Every file as the student's where it compiles. Where the probe has needed stubs, too, for what the student's files do
 * not define, so does this program. */
static bool build_in(const Grading *g, const CompileBox *box, SanitizedProgram *to, int file) {
    int n = g->result->n_sources, count = 0;
    Names names[MAX_FILES];
    Known known = {.all = !g->code.build.has_stubs, .old = true};
    Command commands[2 * MAX_FILES] = {0}, link = {0};
    char include[PATH_MAX], kit[4][PATH_MAX + 128], key[SHARED_KEY];
    static const char *const parts[] = {"core.o", "others.a", "libgradlab.a"};
    snprintf(include, sizeof include, "-I%.4000s/include", box->kit_inside);
    for (int i = 0; i < 3; i++)
        snprintf(kit[i], sizeof kit[i], "%.4000s/%.100s/double/%s", box->kit_inside, g->lab->name, parts[i]);
    if (!compile_write(box, g->lab, g->code.sources, n)) return false;
    ADD(&link, SANITIZERS, "-no-pie", "-Wl,--gc-sections", "-Wl,--allow-multiple-definition");
    ADD(&link, "-o", "./sanitized", kit[0]);
    for (int stub = 0; stub <= g->code.build.has_stubs; stub++)
        for (int i = 0; i < n; i++) {
            if (stub == 0 && g->result->sources[i].problem != NULL) continue;
            const char *name = g->lab->files[i], *before = stub ? "stub_" : "";
            snprintf(names[i].source[stub], sizeof names[i].source[stub], "./%s%.200s", before, name);
            snprintf(names[i].object[stub], sizeof names[i].object[stub], "./%s%.200s.o", before, name);
            Command *c = &commands[count++];
            ADD(c, "-std=c17", "-O0", "-g1", "-D_GNU_SOURCE", "-DREAL=double", include, "-c", "-o",
                names[i].object[stub], names[i].source[stub]);
            if (!stub) ADD(c, SANITIZERS);
            command_add(&link, names[i].object[stub]);
            if (!stub && is_known(g, box, i, c, names[i].object[0], &known)) commands[--count] = (Command){0};
        }
    snprintf(kit[3], sizeof kit[3], "%.4000s/blas.a", box->kit_inside);
    ADD(&link, kit[1], kit[2], kit[3], "-lm");
    command_add_linker(&link, box);
    shared_program_key(box, &link, (const char (*)[SHARED_KEY])known.keys, known.n, key);
    const int linked_before = known.all ? shared_program(key) : -1;
    if (linked_before >= 0) return compile_copy(linked_before, file);
    if (!run_all(box, commands, count, to)) return false;
    bool is_linked = run_all(box, &link, 1, to);
    if (!is_linked && box->lld) {
        link.argc -= LINKER_ARGUMENTS;
        link.size = 0;
        link.out_of_time = false;
        is_linked = run_all(box, &link, 1, to);
    }
    if (!is_linked || !runs_in(box, to)) return false;
    const int linked = compile_take(box, "sanitized");
    if (linked >= 0 && known.all && known.old) shared_keep_program(key, linked);
    return linked >= 0 && compile_copy(linked, file);
}

bool sanitized_box(CompileBox *box, const Grading *g, CompileTier tier) {
    if (tier == g->tools.box.tier) return compile_box_again(box, &g->tools.box);
    return compile_box_open(box, g->tools.compiler, g->tools.kits, g->lab->name, tier);
}

static SanitizedProgram build(const Grading *g, int file) {
    SanitizedProgram to = {.why = "they need bubblewrap or Landlock"};
    if (g->result->n_sources > MAX_FILES || g->tools.kits == NULL) return to;
    for (CompileTier tier = g->tools.box.tier; tier < COMPILE_RLIMITS && !to.ready; tier++) {
        CompileBox box;
        sigset_t before = compile_box_shield();
        if (!sanitized_box(&box, g, tier)) {
            snprintf(to.why, sizeof to.why, "%.300s", t_error());
        } else if (box.tier == tier && build_in(g, &box, &to, file)) {
            to.ready = true;
            to.tier = tier;
        }
        compile_box_close(&box);
        compile_box_unshield(&before);
    }
    return to;
}

/* --- In the grader ------------------------------------------------------------------------------------------------ */
static SanitizedProgram program = {.file = -1};
static enum { NOT_BEGUN, BUILDING, BUILT } state;
static pid_t builder;
static int   answer = -1;

void sanitized_begin(const Grading *g) {
    if (state != NOT_BEGUN) return;
    state = BUILT;
    int ends[2];
    snprintf(program.why, sizeof program.why, "no process to build it");
    if ((program.file = memfd_create("sanitized", MFD_CLOEXEC)) < 0 || pipe2(ends, O_CLOEXEC) != 0) return;
    fflush(NULL); /* what is written already is this process's */
    builder = fork();
    if (builder == 0) {
        const SanitizedProgram built = build(g, program.file);
        const bool told = write(ends[1], &built, sizeof built) == sizeof built;
        _exit(told ? 0 : 1);
    }
    close(ends[1]);
    answer = ends[0];
    if (builder > 0) state = BUILDING;
}

SanitizedProgram *sanitized_program(const Grading *g) {
    sanitized_begin(g);
    if (state != BUILDING) return &program;
    SanitizedProgram built;
    const int file = program.file;
    ssize_t n;
    while ((n = read(answer, &built, sizeof built)) < 0 && errno == EINTR) continue;
    while (waitpid(builder, NULL, 0) < 0 && errno == EINTR) continue;
    if (n == sizeof built) program = built;
    program.file = file;
    state = BUILT;
    return &program;
}

void sanitized_close(void) {
    if (answer >= 0) close(answer);
    if (program.file >= 0) close(program.file);
    answer = program.file = -1;
    if (state == BUILDING) waitpid(builder, NULL, 0);
    state = BUILT;
}
