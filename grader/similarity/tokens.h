/* tokens.h: a C file as sim_c sees it: tokens, all names alike, all numbers alike, all texts alike. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Token {
    uint32_t kind;     /* equal for what sim_c takes for equal */
    int      at, length;
    int      function; /* whose body it stands in; -1: outside of all */
    bool     given;    /* of the stub or of the solution */
} Token;

typedef struct Code {
    char  *text;       /* ends with a zero */
    int    n, room;
    Token *tokens;
    int    n_functions;
    struct { char name[64], task[8]; int first, last; } *functions; /* first and last byte of the body */
} Code;

/* Takes the text over. Comments and lines of the preprocessor are no tokens. */
Code code_read(char *text);
void code_free(Code *c);
/* The function of that name; -1. */
int  code_function(const Code *c, const char *name);
/* In a solved file: the task of each function with a mark SOLUTION BEGIN 3.2. */
void code_find_tasks(Code *solved);

/* What is in the stub or in the solution, in stretches of GIVEN_TOKENS tokens, wherever they stand. */
enum { GIVEN_TOKENS = 12 };
typedef struct Given {
    uint64_t *hashes; /* an open table; 0 is free */
    size_t    n, room;
} Given;
void given_add(Given *g, const Code *c);
void given_mark(const Given *g, Code *c);
