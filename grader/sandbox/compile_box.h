/* compile_box.h: where the compiler runs on a student's source. It sees the toolchain, the public headers, this lab's
 * kit and a scratch folder, and nothing else: no #include or .incbin reaches what students must not see. Another lab's
 * kit is such a thing: it holds this lab's solution, if that lab is a later one. */
#pragma once
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

/* From the strongest to the weakest; the first that can be made to work on this machine is taken. */
typedef enum CompileTier { COMPILE_BUBBLEWRAP, COMPILE_LANDLOCK, COMPILE_RLIMITS, COMPILE_TIERS } CompileTier;

typedef struct CompileBox {
    CompileTier tier;
    bool  unprivileged;          /* started as root, and given that up for the compiler */
    char  compiler[PATH_MAX];    /* resolved: no link on the way leads out of the box */
    char  work[PATH_MAX];        /* the scratch folder; commands run in it */
    char  kit[PATH_MAX];         /* the probe folder: include/, blas.a, and a folder for each lab */
    const char *lab;             /* NN_lab: of these folders, the one that is seen */
    const char *kit_inside;      /* its name in the box */
    char  version[160];          /* the compiler's own first line */
    const char *toolkit;         /* CUDA's folder, where nvcc is to run; NULL: it is not seen */
    bool  clang;                 /* it says so there */
    bool  fills_variables;       /* knows -ftrivial-auto-var-init */
    bool  lld;                   /* the linker of LLVM is there: it takes half the time of the usual one */
    const char *headers;         /* a folder with headers that are compiled already; NULL: there is none */
    bool  untried;               /* all of this is taken for granted so far */
} CompileBox;

enum { COMMAND_ARGS = 64, COMMAND_KEEP = 64 * 1024 };

typedef struct Command {
    const char *program; /* NULL: the compiler */
    const char *input;   /* NULL: none. A file of the scratch folder; the program is a student's then, see below */
    const char *argv[COMMAND_ARGS]; /* argv[0] is set by the box: the program */
    int    argc;
    int    after;        /* runs only if that many commands before it one has ended well; 0: in any case */
    double seconds;      /* of wall time; 0: as below */
    char  *diagnostics;  /* NULL before it has run; a string afterwards, untrusted; free() it */
    size_t size;
    int    status;       /* as waitpid tells it */
    bool   out_of_time;  /* or, with an input, of memory */
} Command;

const char *compile_tier_name(CompileTier tier);
/* Makes the scratch folder and finds the strongest box from `best` down in which the compiler can read the kit. false
 * and t_error() when there is no compiler, no kit or no room. */
bool compile_box_open(CompileBox *box, const char *compiler, const char *kit, const char *lab, CompileTier best);
/* The same, but the strongest box is taken without a try: it may not work. Who has seen a command fail in it calls
 * compile_box_try, which finds the box that works; `other` then says that it is another one, where all commands have to
 * be run again. */
bool compile_box_assume(CompileBox *box, const char *compiler, const char *kit, const char *lab, CompileTier best);
bool compile_box_try(CompileBox *box, bool *other);
/* A box like one that has worked, with a scratch folder of its own. */
bool compile_box_again(CompileBox *box, const CompileBox *like);
void compile_box_close(CompileBox *box);
/* While a box is open the signals that end a program wait, so that the scratch folder is always removed; the time
 * limits bound the wait. */
sigset_t compile_box_shield(void);
void compile_box_unshield(const sigset_t *before);

void command_add(Command *c, const char *argument); /* the string must outlive the command */
/* For a command that links: the faster linker, where there is one. */
enum { LINKER_ARGUMENTS = 2 };
void command_add_linker(Command *c, const CompileBox *box);
/* The folder of the headers as the compiler has it in the box. */
const char *compile_box_headers(const CompileBox *box);
/* Runs them all, one at a time on each processor and two at most: together they have COMPILE_MEMORY bytes. Each gets
 * 10 s of CPU and 60 s of wall time.
 *
 * A command with an input runs what a student has written, with a sanitizer, that is linked dynamically and needs a
 * terabyte of addresses: more than the run box allows. Its system calls are the run box's list and what reading its
 * libraries takes (box_filter.h). It may read what the compiler may read and /proc of its own; it gets 3 s of CPU, 5 s
 * of wall time and a gigabyte of memory; its descriptor 3 leads nowhere. Only in bubblewrap and under Landlock, with
 * seccomp: elsewhere it fails. */
#define COMPILE_MEMORY ((size_t)1400 << 20)
void compile_box_run(const CompileBox *box, Command *commands, int n);
bool command_ok(const Command *c);
/* Makes a folder in the scratch folder, for the user that the compiler runs as; false and t_error(). */
bool compile_box_folder(const CompileBox *box, const char *name);
/* Writes a file into the scratch folder; false and t_error(). */
bool compile_box_write(const CompileBox *box, const char *name, const void *bytes, size_t size);
