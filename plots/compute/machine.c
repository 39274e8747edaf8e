#include "machine.h"
#include <glob.h>
#include <time.h>

/* The value of the first line "key: value" in the first file that the pattern matches, without what is in all such
 * names; `fallback` where there is none. */
static void read_name(const char *pattern, const char *key, const char *fallback, char name[128]) {
    char   line[256];
    glob_t files = {0};
    snprintf(name, 128, "%s", fallback);
    FILE *file = glob(pattern, 0, NULL, &files) == 0 ? fopen(files.gl_pathv[0], "r") : NULL;
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, key, strlen(key)) == 0 && strchr(line, ':')) {
            const char *value = strchr(line, ':') + 1;
            value += strspn(value, " \t");
            snprintf(name, 128, "%.*s", (int)strcspn(value, "\n@"), value);
            break;
        }
    if (file) fclose(file);
    globfree(&files);
    const char *const noise[] = {"(R)", "(TM)", "(tm)", " CPU", " Processor"};
    for (size_t i = 0; i < sizeof noise / sizeof *noise; i++)
        for (char *at; (at = strstr(name, noise[i]));)
            memmove(at, at + strlen(noise[i]), strlen(at + strlen(noise[i])) + 1);
}

void machine_write(void) {
    char cpu[128], gpu[128];
    read_name("/proc/cpuinfo", "model name", "this CPU", cpu);
    read_name("/proc/driver/nvidia/gpus/*/information", "Model", "this GPU", gpu);
    Tsv *t = tsv_open("machine", "cpu gpu");
    tsv_line(t, "%s\t%s", cpu, gpu);
    tsv_close(t);
}

static double seconds(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double machine_clock(void) { return seconds(CLOCK_MONOTONIC); }
double machine_processor_time(void) { return seconds(CLOCK_PROCESS_CPUTIME_ID); }
