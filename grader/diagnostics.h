/* diagnostics.h: what a compiler or a linker has said, in a student's words. All of it is untrusted text. */
#pragma once
#include "compile_box.h"

/* The first error, with the path as the student knows it: "labs/03_softmax/softmax.c:12:5: error: ...". free() it. */
char *diagnostics_compile(const Command *c, const char *file, const char *shown);

typedef enum LinkTrouble {
    LINK_OTHER,
    LINK_DUPLICATE,
    LINK_UNDEFINED,
    LINK_MISSING,
    LINK_NEEDS_BLAS,
    LINK_TOO_LARGE
} LinkTrouble;
typedef struct LinkError {
    LinkTrouble trouble; /* MISSING: the kit calls what no file defines. UNDEFINED: a file calls it */
    char symbol[80];
    int  file;           /* which of the files it concerns; -1 when that is not known */
} LinkError;

/* Reads the linker's messages, first error first. `files` are the handed-in names ("softmax.c"). */
LinkError diagnostics_link(const Command *c, const char *const files[], int n);
/* In a sentence; free() it. */
char *link_error_text(const LinkError *e, const Command *c);
