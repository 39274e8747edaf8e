#include "cgroup.h"
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

int cgroup_numbers(const char *folder, const char *name, double number[2]) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.3800s/%s", folder, name);
    FILE *f = fopen(path, "re");
    if (!f) return 0;
    const int found = fscanf(f, "%lf %lf", &number[0], &number[1]);
    fclose(f);
    return found > 0 ? found : 0;
}

/* Of the group whose path this is, and of those above it. In a container the path may be one that only the host sees;
 * the container's own group is then the topmost. */
static double least(CgroupLimit limit, const char *mount, char *path) {
    double smallest = INFINITY;
    for (;;) {
        char folder[PATH_MAX];
        snprintf(folder, sizeof folder, "%.1000s%.2800s", mount, path);
        smallest = fmin(smallest, limit(folder));
        char *last = strrchr(path, '/');
        if (!last) return smallest;
        *last = '\0';
    }
}

static bool is_among(const char *word, const char *list) {
    const size_t n = strlen(word);
    for (const char *p = list; (p = strstr(p, word)); p += n)
        if ((p == list || p[-1] == ',') && (p[n] == ',' || p[n] == '\0')) return true;
    return false;
}

double cgroup_least(const char *root, const char *own, const char *controller, CgroupLimit version_1,
                    CgroupLimit version_2) {
    double smallest = INFINITY;
    FILE  *f = fopen(own, "re");
    char   line[PATH_MAX], mount[PATH_MAX];
    while (f && fgets(line, sizeof line, f)) { /* number:controllers:path */
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':'), *path = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!path) continue;
        *controllers++ = *path++ = '\0';
        const bool first = is_among(controller, controllers);
        snprintf(mount, sizeof mount, "%.1000s%s%.100s", root, first ? "/" : "", first ? controller : "");
        if (first || !*controllers) smallest = fmin(smallest, least(first ? version_1 : version_2, mount, path));
    }
    if (f) fclose(f);
    return smallest;
}
