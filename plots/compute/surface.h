/* surface.h: functions of two numbers, and ways on them. */
#pragma once
#include "fit.h"
#include "optimizers.h"

double surface_at(Objective f, double x, double y);
/* A table of "x y f" on a grid. */
void surface_write(const char *table, Objective f, Grid grid);
/* A table of "step x y f" from a path (steps + 1, 2). */
void surface_write_path(const char *table, Objective f, const Tensor *path);
