#include "lab_table.h"

#include "error.h"
#include "store.h"
#include "text.h"
#include <stdlib.h>
#include <string.h>

static void add_file(LabTable *lab, const char *file) {
    if (strcmp(file, "-") == 0 || lab->n_files == CLASS_FILES) return;
    for (int f = 0; f < lab->n_files; f++)
        if (strcmp(lab->files[f], file) == 0) return;
    lab->files[lab->n_files++] = text_format("%s", file);
}

bool lab_read(const char *path, const char *name, LabTable *lab) {
    char *text = store_read(path, NULL), *lines, *cells;
    if (text == NULL) return false;
    *lab = (LabTable){.name = text_format("%s", name), .title = text_format("%s", name)};
    for (char *line = strtok_r(text, "\n", &lines); line != NULL; line = strtok_r(NULL, "\n", &lines)) {
        char *cell[4] = {0};
        int   n = 0;
        for (char *c = strtok_r(line, "\t", &cells); c != NULL && n < 4; c = strtok_r(NULL, "\t", &cells))
            cell[n++] = c;
        if (n == 2 && strcmp(cell[0], "lab") == 0) {
            free(lab->title);
            lab->title = text_format("%s", cell[1]);
        } else if (n == 4 && strchr("0123456789", cell[0][0]) != NULL && lab->n_tasks < CLASS_TASKS) {
            lab->tasks[lab->n_tasks].id = text_format("%s", cell[0]);
            lab->tasks[lab->n_tasks].title = text_format("%s", cell[1]);
            lab->tasks[lab->n_tasks++].points = atof(cell[3]);
            add_file(lab, cell[2]);
        }
    }
    free(text);
    return (lab->n_tasks > 0 && lab->n_files > 0) || t_error_set("%s: there is no task in it", path);
}
