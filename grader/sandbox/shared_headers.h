/* shared_headers.h: headers that are compiled once for a class. To read the library's headers is half of what a small
 * file costs the compiler. GCC can keep what it has read (a precompiled header), and takes it in the place of the first
 * header that a file includes. */
#pragma once
#include "shared.h"

/* Adds to each of the n commands, which compile the file `name`, the folder where its first header lies compiled with
 * this command's flags. It is compiled now where it is not there yet: in a scratch folder of its own, from the kit
 * alone. Nothing is added where the file does not begin with the header that its stub begins with. options[] holds what
 * is added, and has to live as long as the commands. */
void shared_headers(CompileBox *box, const char *folder, const char *name, const char *text, size_t size,
                    Command *commands, int n, char options[][PATH_MAX]);
