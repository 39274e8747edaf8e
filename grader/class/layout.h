/* layout.h: how the files of a class lie: whose is which. */
#pragma once
#include "items.h"

typedef struct HandIns {
    const char *platform; /* "Canvas", ...; "folders" */
    int     n, room;
    HandIn *all;
} HandIns;

/* Finds the platform by how its export is laid out (README.md has the layouts), and puts the files of each hand-in
 * together. Times without a zone are in `zone`. What cannot be told apart is remarked. */
void layout_read(Class *c, const Items *items, int zone, HandIns *to);
