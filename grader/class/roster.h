/* roster.h: who is in the class. */
#pragma once
#include "class.h"

/* Reads a CSV file in UTF-8 whose first line names the columns, in any order; a gradebook that Canvas or Moodle has
 * exported is one. Known are id, name (or first name and last name), e-mail, section, extension (days, or a moment),
 * login, canvas (Canvas's number), github; each also by the names that platforms give it. false and t_error(). */
bool roster_read(Class *c, const char *path);
