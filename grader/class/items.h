/* items.h: all that was handed in, as a list of files: folders are walked, archives are read, and archives in these. */
#pragma once
#include "class.h"

typedef struct Item {
    char   *path;  /* "Doe_Jane_17_assignsubmission_file_/lab3.zip/softmax.c" */
    char   *bytes; /* of what may be one of the lab's files, or of a file that a platform describes the others in */
    size_t  size;
    int64_t time;  /* of the file that the platform or the file system knows: an archive's, not that of what is in it */
} Item;

typedef struct Items {
    int   n, room;
    Item *items; /* by path */
} Items;

/* Links and devices are not followed. What is not taken is remarked, one line each. false and t_error() when
 * `path` itself cannot be read. */
bool items_read(Class *c, const char *path, Items *items);
void items_free(Items *items);

/* Whether the name may be that of one of the lab's files, perhaps with something before it and a number behind, as
 * platforms write it: "doe_17_4711_softmax-1.c". Gives the file's index and the number; -1 when it is none. */
int item_file(const LabTable *lab, const char *name, int *number, bool *exact);
bool item_is_archive(const char *name);
