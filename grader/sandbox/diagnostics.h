/* diagnostics.h: what a compiler or a linker has said, in a student's words. All of it is untrusted text. */
#pragma once
#include "compile_box.h"

/* The first error, with the path as the student knows it: "labs/03_softmax/softmax.c:12:5: error: ...". free() it. */
char *diagnostics_compile(const Command *c, const char *file, const char *shown);

/* The next line of the file, after `after`, in which the compiler has found a function to end without its return; 0
 * when there is none. */
int diagnostics_no_return(const Command *c, const char *file, int after);
/* The compiler's other warnings about the file, "LINE: words" a line; NULL when there are none. free() it. */
char *diagnostics_warnings(const Command *c, const char *file);
/* The name of the function that line `line` of a source stands in, as far as that can be told from its layout: "" else.
 */
void diagnostics_function(char name[80], const char *text, size_t size, int line);

typedef enum LinkTrouble {
    LINK_OTHER,
    LINK_DUPLICATE,
    LINK_UNDEFINED,
    LINK_MISSING,
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
