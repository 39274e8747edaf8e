#include "compile_gpu.h"

#include "compile.h"
#include "diagnostics.h"
#include "text.h"
#include <stdlib.h>
#include <string.h>

#define FOLDER "gpu"
enum { UNITS = 2 };

/* "kernels.cu(12): error: ..." of nvcc, in the form of the other compilers: "kernels.cu:12: error: ...". */
static void as_others_say_it(Command *c) {
    for (char *at = c->diagnostics; (at = strstr(at, "): error: ")) != NULL; at++) {
        char *open = at;
        while (open > c->diagnostics && open[-1] >= '0' && open[-1] <= '9') open--;
        if (open == at || open == c->diagnostics || open[-1] != '(') continue;
        open[-1] = ':';
        memmove(at, at + 1, strlen(at));
    }
}

static void add_flags(Command *c, const Gpu *gpu, const char *arch, const char *include) {
    const char *const flags[] = {"-std=c++17", "-D_GNU_SOURCE", "-DREAL=float", "-O1", arch, include};
    c->program = gpu->nvcc;
    for (size_t i = 0; i < sizeof flags / sizeof flags[0]; i++) command_add(c, flags[i]);
}

static void compile_all(const CompileBox *box, const Gpu *gpu, const Lab *lab, Command commands[UNITS + 1]) {
    typedef char Name[PATH_MAX + 128];
    Name kit, arch, include, device, core, library, blas;
    snprintf(kit, sizeof kit, "%.4000s/%.100s/gpu", box->kit_inside, lab->name);
    snprintf(arch, sizeof arch, "-arch=%.40s", gpu->arch);
    snprintf(include, sizeof include, "-I%.4100s/include", kit);
    snprintf(device, sizeof device, "%.4100s/device.cu", kit);
    snprintf(core, sizeof core, "%.4100s/core.o", kit);
    snprintf(library, sizeof library, "%.4000s/%.100s/float/libgradlab.a", box->kit_inside, lab->name);
    snprintf(blas, sizeof blas, "%.4000s/blas.a", box->kit_inside);
    const char *const from[UNITS] = {"./kernels.cu", device};
    static const char *const to[UNITS] = {"./" FOLDER "/kernels.o", "./" FOLDER "/device.o"};
    for (int u = 0; u < UNITS; u++) {
        Command *c = &commands[u];
        *c = (Command){.after = u > 0};
        add_flags(c, gpu, arch, include);
        const char *const rest[] = {"-c", "-o", to[u], from[u]};
        for (size_t i = 0; i < sizeof rest / sizeof rest[0]; i++) command_add(c, rest[i]);
    }
    Command *link = &commands[UNITS];
    *link = (Command){.program = gpu->nvcc, .after = 1};
    /* Lines of a crash are found by addresses, which are fixed without -pie. */
    const char *const parts[] = {arch,  "-Xcompiler", "-no-pie", "-o", "./" FOLDER "/probe", core, to[0],
                                 to[1], library,      blas,      "-lm"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) command_add(link, parts[i]);
    compile_box_run(box, commands, UNITS + 1); /* whose names end here */
}

int compile_for_gpu(CompileBox *box, const Gpu *gpu, const Lab *lab, const char *shown, char **why) {
    char    nvcc[PATH_MAX], toolkit[PATH_MAX];
    Command commands[UNITS + 1];
    int     program = -1;
    *why = NULL;
    if (realpath(gpu->nvcc, nvcc) == NULL || !compile_box_folder(box, FOLDER)) {
        *why = text_format("%s cannot be used", gpu->nvcc);
        return -1;
    }
    strcpy(toolkit, nvcc);
    for (int up = 0; up < 2 && strrchr(toolkit, '/') != NULL; up++) *strrchr(toolkit, '/') = '\0'; /* of /bin/nvcc */
    box->toolkit = toolkit;
    compile_all(box, &(Gpu){nvcc, gpu->name, gpu->arch}, lab, commands);
    box->toolkit = NULL;
    for (int c = 0; c <= UNITS && *why == NULL; c++) {
        if (command_ok(&commands[c])) continue;
        as_others_say_it(&commands[c]);
        char *said = diagnostics_compile(&commands[c], lab->files[0], shown);
        *why = text_format("nvcc refuses the kernels: %s", said);
        free(said);
    }
    for (int c = 0; c <= UNITS; c++) free(commands[c].diagnostics);
    if (*why == NULL && (program = compile_take(box, FOLDER "/probe")) < 0) *why = text_format("%s", t_error());
    return program;
}
