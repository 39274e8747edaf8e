/* compile.h: from a student's sources to two probes, one a precision, with the blame for what does not compile. */
#pragma once
#include "compile_box.h"
#include "result.h"

typedef struct Build {
    int program[2]; /* by Precision: a descriptor of the probe, sealed; -1 when there is none */
    bool has_stubs; /* the lab's stubs give what the sources do not */
} Build;

/* Is asked when a box that was taken for granted has been tried, before anything is compiled in it: whether it will
 * do. */
typedef bool BoxFound(const CompileBox *box, void *of);
/* Compiles the sources in the box, with the lab's stub in the place of what is missing or broken, and links them with
 * the kit (NN_lab/float and NN_lab/double below box->kit). Says in result->sources what is wrong with which file. false
 * and t_error() when not even the stubs can be linked. */
bool compile_probes(CompileBox *box, const Lab *lab, const Source sources[], Result *result, Build *build,
                    BoxFound *found, void *of);
void build_close(Build *build);
/* Flags for the student's files, behind the usual ones: blanks between them. The text is cut up, and has to stay. false
 * and t_error() when there are too many. */
bool compile_flags(char *text);

/* For programs of another kind from the same sources: writes those that are there, "softmax.c", and every file's stub,
 * "stub_softmax.c", into the scratch folder. false and t_error(). */
bool compile_write(const CompileBox *box, const Lab *lab, const Source sources[], int n);
/* The folders of the scratch folder that objects go to. */
bool compile_folders(const CompileBox *box);
/* What the box has made, to be read: no link, and not too large; -1 and t_error(). */
int compile_open(const CompileBox *box, const char *name);
/* The bytes of one file into another one, which is empty; false when there are none. */
bool compile_copy(int from, int to);
/* A program that can be read, as one that nobody can change any more; it is closed. -1 and t_error(). */
int compile_seal(int file);
/* Takes a program out of the scratch folder: a descriptor, sealed; -1 and t_error(). */
int compile_take(const CompileBox *box, const char *name);
