#include "compile.h"

#include "diagnostics.h"
#include "privileges.h"
#include "shared.h"
#include "text.h"
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_FILES = 8, MAX_STEPS = 3 };
static const char *const precision_name[] = {[PRECISION_DOUBLE] = "double", [PRECISION_FLOAT] = "float"};
static const char *const precision_flag[] = {[PRECISION_DOUBLE] = "-DREAL=double", [PRECISION_FLOAT] = "-DREAL=float"};
/* Most of a grading's time is the compiler's. In double small cases are computed, in float networks are trained. */
static const char *const optimize_flag[] = {[PRECISION_DOUBLE] = "-O0", [PRECISION_FLOAT] = "-O1"};

/* Kernels for a GPU are graded in float alone. */
static int first_precision(const Lab *lab) { return lab->beside != NULL ? PRECISION_FLOAT : PRECISION_DOUBLE; }
enum { PRECISIONS = 2 };

typedef struct Work {
    CompileBox *box;
    BoxFound *found;
    void *of;
    const Lab *lab;
    const Source *sources;
    Result *result;
    int     n;
    bool    stub[MAX_FILES]; /* the stub stands in the file's place */
    bool    built[MAX_FILES];
    bool    poisoned[MAX_FILES]; /* a function that ends without its return gives back a wrong value */
    bool    shared[MAX_FILES], old[MAX_FILES]; /* what shared_objects says of it */
    char    key[MAX_FILES][2][SHARED_KEY];
    bool    fill;            /* definitions that are missing are taken from the stubs */
} Work;

static void blame(Work *w, int file, char *problem) {
    SourceResult *s = &w->result->sources[file];
    if (s->problem == NULL) s->problem = problem;
    else free(problem);
}

bool compile_folders(const CompileBox *box) {
    for (int p = 0; p < 2; p++)
        if (!compile_box_folder(box, precision_name[p])) return false;
    return true;
}

/* --- Compiling ---------------------------------------------------------------------------------------------------- */
/* The names that a command line refers to; they live as long as the commands. */
typedef struct Names {
    char source[300], object[2][300], include[PATH_MAX];
    char preprocessed[2][300], translated[2][300]; /* of a .cu file */
    char translate[PATH_MAX + 128], emulated[PATH_MAX + 128];
} Names;

/* "softmax" for the student's own, "stub_softmax" for the lab's stub. */
static void set_names(Names *x, const Work *w, int file, bool stub) {
    const char *name = w->lab->files[file];
    snprintf(x->source, sizeof x->source, "./%s%.200s", stub ? "stub_" : "", name);
    for (int p = 0; p < 2; p++)
        snprintf(x->object[p], sizeof x->object[p], "./%s/%s%.*s.o", precision_name[p], stub ? "stub_" : "",
                 (int)strcspn(name, "."), name);
    snprintf(x->include, sizeof x->include, "-I%.4000s/include", w->box->kit_inside);
}

static bool is_cuda(const char *name) { return strlen(name) > 3 && strcmp(name + strlen(name) - 3, ".cu") == 0; }

static void set_cuda_names(Names *x, const Work *w, int file) {
    for (int p = 0; p < 2; p++) {
        const char *folder = precision_name[p], *name = w->lab->files[file];
        snprintf(x->preprocessed[p], sizeof x->preprocessed[p], "./%s/%.200s.i", folder, name);
        snprintf(x->translated[p], sizeof x->translated[p], "./%s/%.200s.ii", folder, name);
    }
    snprintf(x->translate, sizeof x->translate, "%.4000s/%.100s/translate", w->box->kit_inside, w->lab->name);
    snprintf(x->emulated, sizeof x->emulated, "-I%.4000s/%.100s/include", w->box->kit_inside, w->lab->name);
}

static void add_all(Command *c, const char *const args[]) {
    for (int i = 0; args[i] != NULL; i++) command_add(c, args[i]);
}

/* CUDA C++ for the emulated GPU (common/cuda/emulated): preprocessed, translated to C++, compiled. Each step waits for
 * the one before; the first one, where `after` is not 0, for the other precision. */
static void add_cuda_steps(Command steps[MAX_STEPS], const Names *x, int p, int after) {
    static const char *const language[] = {"-std=c++17", "-D_GNU_SOURCE", "-fno-exceptions", "-fno-rtti", NULL};
    add_all(&steps[0], language);
    add_all(&steps[0], (const char *const[]){precision_flag[p], x->emulated, "-include", "cuda_runtime.h", "-E", "-x",
                                             "c++", "-o", x->preprocessed[p], x->source, NULL});
    steps[0].after = after;
    steps[1].program = x->translate;
    add_all(&steps[1], (const char *const[]){x->preprocessed[p], x->translated[p], NULL});
    add_all(&steps[2], language);
    add_all(&steps[2], (const char *const[]){"-O1", "-g", "-fsanitize=thread", "-x", "c++-cpp-output", "-c", "-o",
                                             x->object[p], x->translated[p], NULL});
    steps[1].after = steps[2].after = 1;
}

/* A function that ends without its return leaves it to chance what comes back, and that may be the very number it has
 * just computed. Its file is compiled so that each function calls probe/no_return.c when it ends. */
static const char *const poison_flags[] = {"-finstrument-functions", "-fno-inline", NULL};

enum { NO_RETURNS_TOLD = 3 }; /* of a file */

/* Tells of such functions; true when there are any. They are no error: after a switch that covers all cases there may
 * rightly be no return. */
static bool tell_no_returns(Work *w, int file, const Command *compiled) {
    const Source *source = &w->sources[file];
    const char *name = w->lab->files[file];
    int told = 0, line = diagnostics_no_return(compiled, name, 0);
    for (; line > 0 && told < NO_RETURNS_TOLD; told++, line = diagnostics_no_return(compiled, name, line)) {
        char function[80];
        diagnostics_function(function, source->text, source->size, line);
        result_note(w->result,
                    "%s:%d: %s can end without a return: what it gives back then is left to chance, and the grader "
                    "puts a wrong value there",
                    w->result->sources[file].shown, line, function[0] != '\0' ? function : "a function");
    }
    return told > 0;
}

/* What is rarely meant, and never seen in a right solution: = for ==, a value that is computed and not used, abs of a
 * real number, a case without break, a wrong % of printf. */
static const char *const told_warnings[] = {
    "-Wparentheses", "-Wunused-value", "-Wabsolute-value", "-Wimplicit-fallthrough", "-Wformat", "-Wempty-body",
    "-Wmisleading-indentation", "-Wuninitialized", "-Wtautological-compare", NULL};

static const char *extra_flags[16];

bool compile_flags(char *text) {
    const int room = (int)(sizeof extra_flags / sizeof extra_flags[0]) - 1;
    int n = 0;
    for (char *rest, *flag = strtok_r(text, " ", &rest); flag != NULL; flag = strtok_r(NULL, " ", &rest)) {
        if (n == room) return t_error_set("more than %d flags", room);
        extra_flags[n++] = flag;
    }
    return true;
}

static void add_c_command(Command *c, const Work *w, const Names *x, int file, int p, bool stub) {
    c->after = p - first_precision(w->lab); /* a file that does not compile in one precision is not tried in the other */
    add_all(c, (const char *const[]){"-std=c17", optimize_flag[p], "-g1", /* for the line of a crash */
                                     "-fno-optimize-sibling-calls",       /* so is who has called */
                                     "-Werror=implicit-function-declaration",
                                     "-Werror=incompatible-pointer-types", /* float * for real * */
                                     "-D_GNU_SOURCE", precision_flag[p], x->include, "-c", "-o", x->object[p],
                                     x->source, NULL});
    if (stub) return;
    command_add(c, "-Wreturn-type");
    if (p == PRECISION_DOUBLE) add_all(c, told_warnings);
    /* What a variable holds that was never set is the same wrong value with every compiler. */
    if (w->box->fills_variables) command_add(c, "-ftrivial-auto-var-init=pattern");
    /* clang counts a const that is lost among the pointers of different types; gcc does not. */
    if (w->box->clang) command_add(c, "-Wno-error=incompatible-pointer-types-discards-qualifiers");
    for (int f = 0; extra_flags[f] != NULL; f++) command_add(c, extra_flags[f]);
    if (w->poisoned[file]) add_all(c, poison_flags);
}

/* What the class has already, or what will be of use to it: objects of files without a mistake. */
static void share_files(Work *w) {
    for (int i = 0; i < w->n && w->lab->beside == NULL; i++) {
        Names   x;
        Command commands[2] = {0};
        if (w->stub[i] || is_cuda(w->lab->files[i])) continue;
        set_names(&x, w, i, false);
        for (int p = 0; p < 2; p++) add_c_command(&commands[p], w, &x, i, p, false);
        w->built[i] = w->shared[i] =
            shared_objects(w->box, w->lab->files[i], w->sources[i].text, w->sources[i].size, commands,
                           (const char *const[]){x.object[0], x.object[1]}, 2, w->key[i], &w->old[i]);
    }
}

static bool all_ok(const Command *commands, int n) {
    for (int i = 0; i < n; i++)
        if (!command_ok(&commands[i])) return false;
    return true;
}

static void forget_commands(Command *commands, int n) {
    for (int c = 0; c < n; c++) free(commands[c].diagnostics);
    free(commands);
}

/* Compiles the files that are not built yet, all at once in both precisions; a file that fails is blamed and becomes a
 * stub. Where nobody has tried the box, it is tried first, and perhaps all is compiled again in another one. false and
 * t_error() when a stub fails. */
static bool compile_round(Work *w, bool stubs_of_all) {
    Names names[MAX_FILES];
    Command *commands = t_calloc(2 * MAX_STEPS * MAX_FILES, sizeof *commands);
    int file_of[MAX_FILES], first_of[MAX_FILES + 1] = {0}, count = 0;
    const int from = first_precision(w->lab);
    bool ok = true;
    for (int i = 0; i < w->n; i++) {
        if (!stubs_of_all && w->built[i]) continue;
        bool stub = stubs_of_all || w->stub[i];
        set_names(&names[count], w, i, stub);
        const int first = first_of[count];
        const bool cuda = is_cuda(w->lab->files[i]);
        first_of[count + 1] = first + (PRECISIONS - from) * (cuda ? MAX_STEPS : 1);
        if (cuda) set_cuda_names(&names[count], w, i);
        for (int p = from; p < PRECISIONS; p++) {
            const int before = p - from;
            if (cuda) {
                add_cuda_steps(&commands[first + before * MAX_STEPS], &names[count], p, before);
                continue;
            }
            add_c_command(&commands[first + before], w, &names[count], i, p, stub);
        }
        file_of[count++] = i;
    }
    compile_box_run(w->box, commands, first_of[count]);
    if (w->box->untried && !all_ok(commands, first_of[count])) {
        bool other;
        ok = compile_box_try(w->box, &other) && w->found(w->box, w->of);
        if (!ok || other) {
            forget_commands(commands, first_of[count]);
            return ok && compile_folders(w->box) && compile_round(w, stubs_of_all);
        }
    }
    w->box->untried = false;
    for (int k = 0; k < count; k++) {
        int i = file_of[k];
        const Command *failed = NULL;
        for (int c = first_of[k]; failed == NULL && c < first_of[k + 1]; c++)
            if (!command_ok(&commands[c])) failed = &commands[c];
        if (!stubs_of_all) w->built[i] = failed == NULL;
        if (failed == NULL && !stubs_of_all && !w->stub[i] && w->result->sources[i].warnings == NULL)
            w->result->sources[i].warnings = diagnostics_warnings(&commands[first_of[k]], w->lab->files[i]);
        if (failed == NULL && !stubs_of_all && !w->stub[i] && !w->poisoned[i] &&
            tell_no_returns(w, i, &commands[first_of[k]])) {
            w->poisoned[i] = true;
            w->built[i] = false; /* a second time, then */
        }
        if (failed == NULL) continue;
        char *said = diagnostics_compile(failed, w->lab->files[i], w->result->sources[i].shown);
        if (stubs_of_all || w->stub[i]) {
            ok = t_error_set("the lab's own %s cannot be compiled: %s", w->lab->files[i], said);
            free(said);
        } else {
            w->stub[i] = true;
            blame(w, i, said);
        }
    }
    forget_commands(commands, first_of[count]);
    return ok;
}

/* A section .interp of a hand-in would name a file that the kernel opens and starts in the place of the probe. */
#define LINKER_SCRIPT "probe.ld"
static const char linker_script[] = "SECTIONS { /DISCARD/ : { *(.interp) } } INSERT AFTER .text;\n";

/* --- Linking ------------------------------------------------------------------------------------------------------ */
static Command link_command(const Work *w, Precision p, Names names[], Names stubs[], char kit[4][PATH_MAX + 128]) {
    Command c = {0};
    static const char *const out[] = {[PRECISION_DOUBLE] = "./double/probe", [PRECISION_FLOAT] = "./float/probe"};
    static const char *const parts[] = {"core.o", "others.a", "libgradlab.a"};
    for (int i = 0; i < 3; i++)
        snprintf(kit[i], sizeof kit[i], "%.4000s/%.100s/%s/%s", w->box->kit_inside, w->lab->name, precision_name[p],
                 parts[i]);
    snprintf(kit[3], sizeof kit[3], "%.4000s/blas.a", w->box->kit_inside);
    command_add(&c, "-static");
    command_add(&c, "-Wl,--gc-sections");
    command_add(&c, "-o");
    command_add(&c, out[p]);
    command_add(&c, "-Wl,-T,./" LINKER_SCRIPT);
    command_add_linker(&c, w->box);
    if (w->fill) command_add(&c, "-Wl,--allow-multiple-definition");
    command_add(&c, kit[0]);
    for (int i = 0; i < w->n; i++) {
        set_names(&names[i], w, i, w->stub[i]);
        command_add(&c, names[i].object[p]);
    }
    for (int i = 0; w->fill && i < w->n; i++) {
        set_names(&stubs[i], w, i, true);
        if (!w->stub[i]) command_add(&c, stubs[i].object[p]);
    }
    for (int i = 1; i < 4; i++) command_add(&c, kit[i]);
    command_add(&c, "-lm");
    return c;
}

/* Which stub has the definition: found by the word in its text. */
static int stub_that_defines(const Work *w, const char *symbol) {
    for (int i = 0; i < w->n; i++) {
        char path[2 * PATH_MAX], text[INTAKE_MAX_BYTES + 1];
        snprintf(path, sizeof path, "%.4000s/%.100s/stubs/%.200s", w->box->kit, w->lab->name, w->lab->files[i]);
        FILE *f = fopen(path, "re");
        if (f == NULL) continue;
        size_t n = fread(text, 1, sizeof text - 1, f);
        fclose(f);
        text[n] = '\0';
        for (const char *p = text; (p = strstr(p, symbol)) != NULL; p++) {
            char after = p[strlen(symbol)];
            if ((p == text || p[-1] == ' ' || p[-1] == '*') && (after == '(' || after == ' ' || after == '[')) return i;
        }
    }
    return -1;
}

/* The command that failed, NULL when all precisions are linked. The diagnostics are the caller's. */
static const Command *link_once(Work *w, Command commands[PRECISIONS]) {
    Names names[PRECISIONS][MAX_FILES], stubs[PRECISIONS][MAX_FILES];
    char kit[PRECISIONS][4][PATH_MAX + 128];
    const int from = first_precision(w->lab), n = PRECISIONS - from;
    for (int p = from; p < PRECISIONS; p++)
        commands[p - from] = link_command(w, (Precision)p, names[p], stubs[p], kit[p]);
    for (int c = n; c < PRECISIONS; c++) commands[c] = (Command){0};
    compile_box_run(w->box, commands, n);
    bool other = false;
    if (w->box->untried && !all_ok(commands, n) && compile_box_try(w->box, &other) && other &&
        w->found(w->box, w->of)) {
        for (int c = 0; c < n; c++) free(commands[c].diagnostics);
        return compile_folders(w->box) ? link_once(w, commands) : &commands[0];
    }
    if (w->box->lld && !all_ok(commands, n)) { /* what is wrong, and whether it is, the usual linker says */
        w->box->lld = false;
        for (int c = 0; c < n; c++) free(commands[c].diagnostics);
        return link_once(w, commands);
    }
    for (int c = 0; c < n; c++)
        if (!command_ok(&commands[c])) return &commands[c];
    return NULL;
}

static void forget_diagnostics(Command commands[2]) {
    for (int p = 0; p < 2; p++) free(commands[p].diagnostics);
}

/* NULL when the file can be linked with the stubs of all others, or only lacks what the lab asks for; else what is
 * wrong with it. */
static char *trouble_alone(Work *w, int file) {
    Work alone = *w;
    for (int i = 0; i < w->n; i++) alone.stub[i] = i != file;
    Command commands[2];
    const Command *failed = link_once(&alone, commands);
    char *text = NULL;
    LinkError e = {.trouble = LINK_MISSING};
    if (failed != NULL) e = diagnostics_link(failed, w->lab->files, w->n);
    if (e.trouble != LINK_MISSING) text = link_error_text(&e, failed);
    forget_diagnostics(commands);
    return text;
}

static bool replace(Work *w, int file, const char *text) {
    if (w->stub[file]) return false;
    blame(w, file, text_format("%s: %s", w->result->sources[file].shown, text));
    w->built[file] = false;
    return w->stub[file] = true;
}

/* The linker has not said which file it is: those that cannot be linked even without the other ones; where there is
 * none, all. */
static bool replace_guilty(Work *w, const char *text) {
    bool changed = false;
    if (!compile_round(w, true)) return false;
    for (int i = 0; i < w->n; i++) {
        char *own = w->stub[i] ? NULL : trouble_alone(w, i);
        if (own != NULL) changed = replace(w, i, own);
        free(own);
    }
    for (int i = 0, found = changed; !found && i < w->n; i++) changed = replace(w, i, text) || changed;
    return changed;
}

/* What to change before the next try. false when there is nothing left to change. */
static bool mend(Work *w, const Command *failed) {
    LinkError e = diagnostics_link(failed, w->lab->files, w->n);
    char *text = link_error_text(&e, failed);
    bool changed;
    if (e.trouble == LINK_MISSING && !w->fill) {
        int file = stub_that_defines(w, e.symbol);
        result_note(w->result, "%s: %s", file >= 0 ? w->result->sources[file].shown : "the code", text);
        changed = w->fill = compile_round(w, true);
    } else {
        changed = (e.file >= 0 ? replace(w, e.file, text) : replace_guilty(w, text)) && compile_round(w, false);
    }
    free(text);
    return changed;
}

static bool link_probes(Work *w) {
    for (;;) {
        Command commands[2];
        const Command *failed = link_once(w, commands);
        bool again = failed != NULL && mend(w, failed);
        if (failed != NULL && !again) t_error_set("the probe cannot be linked: %.1500s", failed->diagnostics);
        forget_diagnostics(commands);
        if (!again) return failed == NULL;
    }
}

/* --- Taking the program over -------------------------------------------------------------------------------------- */
static bool names_interpreter(int program) {
    ElfW(Ehdr) head;
    ElfW(Phdr) segment;
    bool names = pread(program, &head, sizeof head, 0) != sizeof head;
    for (int i = 0; !names && i < head.e_phnum; i++) {
        const off_t at = (off_t)(head.e_phoff + (size_t)i * sizeof segment);
        names = pread(program, &segment, sizeof segment, at) != sizeof segment || segment.p_type == PT_INTERP;
    }
    return names;
}

static bool write_stub(const CompileBox *box, const Lab *lab, const char *name) {
    char path[2 * PATH_MAX], to[300], text[INTAKE_MAX_BYTES];
    snprintf(path, sizeof path, "%.4000s/%.100s/stubs/%.200s", box->kit, lab->name, name);
    FILE *f = fopen(path, "re");
    if (f == NULL) return t_error_set("%s: %s (part of the probe's kit; make builds it)", path, strerror(errno));
    size_t n = fread(text, 1, sizeof text, f);
    fclose(f);
    snprintf(to, sizeof to, "stub_%.200s", name);
    return compile_box_write(box, to, text, n);
}

bool compile_write(const CompileBox *box, const Lab *lab, const Source sources[], int n) {
    for (int i = 0; i < n; i++) {
        if (!write_stub(box, lab, lab->files[i])) return false;
        if (sources[i].ok && !compile_box_write(box, lab->files[i], sources[i].text, sources[i].size)) return false;
    }
    return true;
}

/* Both programs, where the class has them: linked from the same objects before. */
static bool take_shared(const Work *w, char keys[2][SHARED_KEY], Build *build) {
    Names names[2][MAX_FILES], stubs[2][MAX_FILES];
    char  kit[4][PATH_MAX + 128];
    for (int p = 0; p < 2; p++) {
        char objects[MAX_FILES][SHARED_KEY];
        for (int i = 0; i < w->n; i++) {
            if (!w->shared[i]) return false;
            memcpy(objects[i], w->key[i][p], SHARED_KEY);
        }
        const Command link = link_command(w, (Precision)p, names[p], stubs[p], kit);
        shared_program_key(w->box, &link, (const char (*)[SHARED_KEY])objects, w->n, keys[p]);
    }
    for (int p = 0; p < 2; p++) {
        const int program = shared_program(keys[p]);
        if (program < 0 || (build->program[p] = compile_seal(program)) < 0) {
            build_close(build);
            return false;
        }
    }
    return true;
}

/* What is linked for the second time will be asked for again. */
static void keep_shared(const Work *w, char keys[2][SHARED_KEY], const Build *build) {
    for (int i = 0; i < w->n; i++)
        if (!w->shared[i] || !w->old[i]) return;
    for (int p = 0; p < 2; p++) shared_keep_program(keys[p], build->program[p]);
}

bool compile_probes(CompileBox *box, const Lab *lab, const Source sources[], Result *result, Build *build,
                    BoxFound *found, void *of) {
    *build = (Build){{-1, -1}};
    Work w = {.box = box, .found = found, .of = of, .lab = lab, .sources = sources, .result = result,
              .n = result->n_sources};
    char keys[2][SHARED_KEY];
    if (w.n > MAX_FILES) return t_error_set("%s: more than %d files", lab->name, MAX_FILES);
    if (!compile_folders(box)) return false;
    for (int i = 0; i < w.n; i++) w.stub[i] = !sources[i].ok;
    share_files(&w);
    if (take_shared(&w, keys, build)) return true;
    if (!compile_write(box, lab, sources, w.n)) return false;
    if (!compile_box_write(box, LINKER_SCRIPT, linker_script, sizeof linker_script - 1)) return false;
    if (!compile_round(&w, false)) return false;
    bool again = false;
    for (int i = 0; i < w.n; i++) again = again || !w.built[i];
    if (again && !compile_round(&w, false)) return false;
    if (!link_probes(&w)) return false;
    build->has_stubs = w.fill;
    for (int i = 0; i < w.n; i++) build->has_stubs = build->has_stubs || w.stub[i];
    static const char *const probes[] = {[PRECISION_DOUBLE] = "double/probe", [PRECISION_FLOAT] = "float/probe"};
    for (int p = first_precision(lab); p < PRECISIONS; p++) {
        if ((build->program[p] = compile_take(box, probes[p])) < 0) return false;
        if (names_interpreter(build->program[p]))
            return t_error_set("the linked probe names another program to run it");
    }
    if (!build->has_stubs) keep_shared(&w, keys, build);
    return true;
}

void build_close(Build *build) {
    for (int p = 0; p < 2; p++)
        if (build->program[p] >= 0) close(build->program[p]);
    *build = (Build){{-1, -1}};
}
