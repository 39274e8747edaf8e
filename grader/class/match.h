/* match.h: whose hand-in is which. */
#pragma once
#include "layout.h"

/* Gives each hand-in to a student: by id, login, e-mail or the platform's number; then by name, where one student alone
 * has it. Without a roster everybody who has handed in is a student. Hand-ins that fit nobody, or several, are remarked
 * and given to nobody. A student's attempts are put in the order of their times. */
void match(Class *c, HandIns *all);
