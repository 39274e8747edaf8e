#include "report_file.h"
#include "replace.h"

bool report_file_write(const char *path, const char *text) {
    Replace file;
    return replace_begin(&file, path) && replace_end(&file, fputs(text, file.to) >= 0);
}
