/* lab_table.h: what a lab is, from its lab.tsv (labs/lab.awk says what stands in it). */
#pragma once
#include "class.h"

/* false and t_error(). */
bool lab_read(const char *path, const char *name, LabTable *lab);
