/* gradescope_list.h: submission_metadata.yml, in which Gradescope says whose its folders are. */
#pragma once
#include "layout.h"

/* Each submitter of a folder has a hand-in of it. Folders that the list does not name are remarked. */
void gradescope_list_read(Class *c, const char *yaml, int zone, HandIns *to);
