#include "report_file.h"

#include "error.h"
#include "text.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool report_file_write(const char *path, const char *text) {
    char *temporary = text_format("%s.part", path);
    FILE *f = fopen(temporary, "we");
    bool ok = f != NULL && fputs(text, f) >= 0;
    if (f != NULL && fclose(f) != 0) ok = false;
    if (ok) ok = rename(temporary, path) == 0;
    if (!ok) {
        t_error_set("%s: cannot be written: %s", path, strerror(errno));
        if (f != NULL) remove(temporary);
    }
    free(temporary);
    return ok;
}
