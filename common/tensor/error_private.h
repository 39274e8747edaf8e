/* error_private.h: mistakes on a thread that works for another one. */
#pragma once
#include "error.h"

/* The last word on the mistakes of this thread, before the program's handler. NULL: none. */
void error_on_fatal_here(FatalHandler handler);
/* Ends the program with a message that is finished: on behalf of a thread that has kept it. */
_Noreturn void error_finish(int status, const char *message);
