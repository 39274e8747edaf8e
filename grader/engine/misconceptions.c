#include "misconceptions.h"

#include <string.h>

bool misconception_lists(const char *list, const char *task, const char *title) {
    size_t task_length = strlen(task), title_length = strlen(title);
    for (const char *item = list; *item != '\0';) {
        size_t n = strcspn(item, ";");
        bool is_task = n >= task_length && memcmp(item, task, task_length) == 0;
        if (is_task && n == task_length) return true;
        const char *rest = item + task_length + 1;
        if (is_task && n == task_length + 1 + title_length && memcmp(rest, title, title_length) == 0) return true;
        item += n;
        item += strspn(item, "; ");
    }
    return false;
}
