/* figures.h: the pictures of class.html, drawn by gnuplot. */
#pragma once
#include "gather.h"

/* OUT/class/grades.svg and tasks.svg. false and t_error() where gnuplot is missing or fails: the
 * page then goes without. */
bool figures_draw(const Settings *s, const Class *c);
