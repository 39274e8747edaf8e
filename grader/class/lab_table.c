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

/* The files of the optional tasks, whose table stands in a folder beside the lab's. */
static bool read_bonus(LabTable *lab, const char *table, const char *folder) {
    const char *slash = strrchr(table, '/');
    char *path = text_format("%.*s%s/lab.tsv", slash != NULL ? (int)(slash + 1 - table) : 0, table, folder);
    LabTable own = {0};
    const bool ok = lab_read(path, folder, &own);
    free(path);
    if (!ok) return false;
    lab->bonus = own.name;
    lab->bonus_file = own.files[0];
    for (int f = 0; f < own.n_files; f++) add_file(lab, own.files[f]);
    return true;
}

bool lab_read(const char *path, const char *name, LabTable *lab) {
    char *text = store_read(path, NULL), *lines, *cells, *bonus = NULL;
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
        } else if (n == 2 && strcmp(cell[0], "bonus") == 0) {
            bonus = text_format("%s", cell[1]);
        } else if (n == 4 && strchr("0123456789", cell[0][0]) != NULL && lab->n_tasks < CLASS_TASKS) {
            lab->tasks[lab->n_tasks].id = text_format("%s", cell[0]);
            lab->tasks[lab->n_tasks].title = text_format("%s", cell[1]);
            lab->tasks[lab->n_tasks++].points = atof(cell[3]);
            add_file(lab, cell[2]);
        }
    }
    free(text);
    if (bonus != NULL && !read_bonus(lab, path, bonus)) return false;
    free(bonus);
    return (lab->n_tasks > 0 && lab->n_files > 0) || t_error_set("%s: there is no task in it", path);
}
