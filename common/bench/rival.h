/* rival.h: torch_bench.py as a process of its own, asked line by line. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct Rival Rival;
/* Starts it; NULL, and t_error(), when this python cannot be run or has no torch. */
Rival      *rival_start(const char *python, const char *script, const char *folder);
/* What it says of itself: "torch 2.4.0, ...". */
const char *rival_name(const Rival *rival);
/* Its answer to a request, valid until the next; NULL when it has ended. */
const char *rival_ask(Rival *rival, const char *format, ...) __attribute__((format(printf, 2, 3)));
void        rival_stop(Rival *rival);
