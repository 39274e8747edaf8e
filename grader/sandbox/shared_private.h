/* shared_private.h: what a thing that gradings share is made from, word by word, and the hash of it. */
#pragma once
#include "shared.h"
#include "text.h"

void shared_add(Text *to, const char *word);
/* Compiler, box, arguments and kit. */
void shared_add_command(Text *to, const CompileBox *box, const Command *c);
void shared_close_key(Text *of, char key[SHARED_KEY]);
