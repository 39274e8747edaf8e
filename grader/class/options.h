/* options.h: what the program is called with. */
#pragma once
#include "class.h"

/* A wrong call ends the program with status 2 and one line. */
Settings options_of(int argc, char *argv[]);
