/* shared.h: what the compiler and the linker have made once, for all hand-ins of a class. make class names a folder for
 * it, of its own run, that no box can see; without one nothing is shared.
 *
 * A thing lies there under the hash of all that it is made from: text, command, compiler, kit. So that an object is
 * made from nothing else, its file is compiled in a scratch folder in which no other file of the hand-in lies: what
 * #include or .incbin finds beside it is not there. Only what was made without a word is kept. So no hand-in has a say
 * in what another one with another text gets, and with the same text each gets what the compiler would make for it. */
#pragma once
#include "compile_box.h"

enum { SHARED_KEY = 65 };

/* false and t_error() when the folder is not there, is somebody else's or can be entered by others. */
bool shared_open(const char *folder);

/* The n objects that the commands make of the file `name`: outputs[k] in the scratch folder is the k-th one's. They
 * are written there, from what is kept or made now. keys[k] is what is made from the k-th; *old: all were kept already.
 * false: they are to be made in the usual way. */
bool shared_objects(const CompileBox *box, const char *name, const char *text, size_t size, const Command *commands,
                    const char *const outputs[], int n, char keys[][SHARED_KEY], bool *old);

/* What a program is linked from: the objects, and the command. */
void shared_program_key(const CompileBox *box, const Command *link, const char (*objects)[SHARED_KEY], int n,
                        char key[SHARED_KEY]);
/* The program, as a descriptor to read; -1 when it is not kept. */
int  shared_program(const char key[SHARED_KEY]);
void shared_keep_program(const char key[SHARED_KEY], int program);

/* Of two texts with the same outcome the compiler makes the same: comments are blanks, and blanks at the end of a line
 * are left out. Where that is not plain to see, the text is as it is. free() it. */
char *shared_text(const char *text, size_t size, size_t *length);
