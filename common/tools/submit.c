/* submit.c: packs what is handed in of a lab: its files and a manifest. `make submit` calls it.
 *
 *     submit is-graded CODE RESULTS FILE...       status 0 when RESULTS, a grader's JSON, is of these files, else 1
 *     submit pack LAB CODE RESULTS ZIP FILE...    packs CODE/FILE..., and says what is in ZIP and what is not; status 1
 *                                                 when a file is missing or is not taken, 3 when ZIP cannot be written
 *
 * A FILE in a folder, 03_cuda/kernels.cu, is that of optional tasks, which the lab's own grading does not judge.
 *
 * The zip has the files, without folders, and manifest.json: lab, names, sizes, SHA-256, and the score of the student's
 * own grading where RESULTS is of these files. Its bytes depend on these alone. */
#include "tools/files.h"
#include "tools/zip.h"

#include "autograd.h"
#include "replace.h"
#include "sha256.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What a grader takes of a file; its own report says more exactly why it takes another one not. */
enum { MOST_BYTES = 256 * 1024, MAX_FILES = 16, EXIT_SHORT = 1, EXIT_FAILED = 3 };

typedef struct Part {
    const char *name;
    char       *bytes; /* NULL: not taken */
    size_t      size;
    char        sha256[65], why[300];
} Part;

static const char *bare_name(const char *name) {
    const char *slash = strrchr(name, '/');
    return slash != NULL ? slash + 1 : name;
}
static bool is_optional(const char *name) { return strchr(name, '/') != NULL; }

static Part read_part(const char *code, const char *name) {
    Part p = {.name = name};
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", code, name);
    p.bytes = file_read(path, MOST_BYTES, &p.size);
    if (p.bytes != NULL) sha256_hex(p.bytes, p.size, p.sha256);
    else snprintf(p.why, sizeof p.why, "%s", t_error());
    return p;
}

/* --- The student's own grading ------------------------------------------------------------------------------------ */
/* Of all tasks, on the reference's earlier labs, and of these bytes. */
static bool is_graded(const cJSON *results, int n, const Part parts[]) {
    if (!cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(results, "complete"))) return false;
    if (*results_text(results, "only_task") != '\0' || *results_text(results, "chain") != '\0') return false;
    for (int i = 0; i < n; i++)
        if (!is_optional(parts[i].name) &&
            strcmp(results_text(results_source(results, parts[i].name), "sha256"), parts[i].sha256) != 0)
            return false;
    return true;
}

static void add_score(cJSON *manifest, const cJSON *results) {
    if (results == NULL) {
        cJSON_AddNullToObject(manifest, "self_graded");
        return;
    }
    cJSON *graded = cJSON_AddObjectToObject(manifest, "self_graded");
    cJSON_AddNumberToObject(graded, "score", results_number(results, "score"));
    cJSON_AddNumberToObject(graded, "max", results_number(results, "max"));
    const cJSON *bonus = cJSON_GetObjectItemCaseSensitive(results, "bonus");
    if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(bonus, "graded")))
        cJSON_AddNumberToObject(graded, "bonus", results_number(bonus, "score"));
    cJSON       *tasks = cJSON_AddArrayToObject(graded, "tasks");
    const cJSON *task;
    cJSON_ArrayForEach(task, cJSON_GetObjectItemCaseSensitive(results, "tasks")) {
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "task", results_text(task, "task"));
        cJSON_AddNumberToObject(item, "points", results_number(task, "points"));
        cJSON_AddNumberToObject(item, "max", results_number(task, "max"));
        cJSON_AddItemToArray(tasks, item);
    }
}

/* --- The zip ------------------------------------------------------------------------------------------------------ */
static char *manifest_of(const char *lab, int n, const Part parts[], const cJSON *results) {
    cJSON *manifest = cJSON_CreateObject();
    cJSON_AddStringToObject(manifest, "lab", lab);
    cJSON *files = cJSON_AddArrayToObject(manifest, "files");
    for (int i = 0; i < n; i++) {
        if (parts[i].bytes == NULL) continue;
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "file", bare_name(parts[i].name));
        cJSON_AddNumberToObject(item, "bytes", (double)parts[i].size);
        cJSON_AddStringToObject(item, "sha256", parts[i].sha256);
        cJSON_AddItemToArray(files, item);
    }
    add_score(manifest, results);
    char *text = cJSON_Print(manifest);
    cJSON_Delete(manifest);
    return text;
}

static bool write_zip(const char *path, const char *manifest, int n, const Part parts[]) {
    Replace r;
    if (!replace_begin(&r, path)) return false;
    Zip zip = zip_begin(r.to);
    zip_add(&zip, "manifest.json", manifest, strlen(manifest), false);
    for (int i = 0; i < n; i++)
        if (parts[i].bytes != NULL) zip_add(&zip, bare_name(parts[i].name), parts[i].bytes, parts[i].size, false);
    return replace_end(&r, zip_end(&zip));
}

/* --- What is said ------------------------------------------------------------------------------------------------- */
/* Why the grader cannot use a file, if so. */
static void say_problem(const cJSON *results, const Part *p) {
    const char  *problem = results_text(results_source(results, p->name), "problem");
    const size_t line = strcspn(problem, "\n");
    if (line > 0) printf("              its tasks get no points: %.*s\n", (int)line, problem);
}

static bool is_part(const char *name, int n, const Part parts[]) {
    for (int i = 0; i < n; i++)
        if (strcspn(parts[i].name, "/") == strlen(name) && strncmp(parts[i].name, name, strlen(name)) == 0) return true;
    return name[0] == '.';
}

/* A file whose name differs in capitals alone. */
static void say_near(const char *code, const char *name) {
    DIR *d = opendir(code);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;)
        if (strcasecmp(e->d_name, name) == 0 && strcmp(e->d_name, name) != 0)
            printf("              %s is there: give it the name %s\n", e->d_name, name);
    if (d != NULL) closedir(d);
}

static void say_others(const char *code, int n, const Part parts[]) {
    struct dirent **names;
    const int       found = scandir(code, &names, NULL, alphasort);
    bool            some = false;
    for (int i = 0; i < found; i++) {
        if (!is_part(names[i]->d_name, n, parts)) {
            printf("%s ", some ? "," : "  not packed ");
            name_print(names[i]->d_name, stdout);
            some = true;
        }
        free(names[i]);
    }
    if (some) printf("\n              (the lab does not hand these in)\n");
    if (found >= 0) free(names);
}

static int pack(const char *lab, const char *code, const char *results_path, const char *zip, int n, Part parts[]) {
    cJSON *results = results_read(results_path);
    if (results != NULL && !is_graded(results, n, parts)) {
        cJSON_Delete(results);
        results = NULL;
    }
    char *manifest = manifest_of(lab, n, parts, results);
    if (!write_zip(zip, manifest, n, parts)) {
        fprintf(stderr, "%s\n", t_error());
        return EXIT_FAILED;
    }
    int missing = 0;
    printf("%s is what you hand in:\n", zip);
    for (int i = 0; i < n; i++) {
        if (parts[i].bytes != NULL) {
            printf("  packed      %s   %zu bytes, SHA-256 %.16s\n", parts[i].name, parts[i].size, parts[i].sha256);
            say_problem(results, &parts[i]);
        } else {
            missing++;
            printf("  NOT PACKED  %s/%s %s\n", code, parts[i].name, parts[i].why);
            say_near(code, parts[i].name);
        }
    }
    if (results != NULL)
        printf("  packed      manifest.json   these hashes, and your own grading: %g of %g points\n",
               results_number(results, "score"), results_number(results, "max"));
    else printf("  packed      manifest.json   these hashes; no score, since these files are not graded\n");
    say_others(code, n, parts);
    if (missing > 0)
        printf("The hand-in is not whole: %d of %d files of the lab are not in it.\n", missing, n);
    cJSON_free(manifest);
    cJSON_Delete(results);
    return missing > 0 ? EXIT_SHORT : 0;
}

int main(int argc, char *argv[]) {
    const bool packs = argc > 6 && strcmp(argv[1], "pack") == 0;
    const int  first = packs ? 6 : 4, n = argc - first;
    if (n < 1 || n > MAX_FILES || (!packs && strcmp(argv[1], "is-graded") != 0)) {
        fprintf(stderr, "usage: submit is-graded CODE RESULTS FILE...\n"
                        "       submit pack LAB CODE RESULTS ZIP FILE...\n");
        return 2;
    }
    const char *code = argv[packs ? 3 : 2];
    Part        parts[MAX_FILES];
    for (int i = 0; i < n; i++) parts[i] = read_part(code, argv[first + i]);
    int status;
    if (packs) {
        status = pack(argv[2], code, argv[4], argv[5], n, parts);
    } else {
        cJSON *results = results_read(argv[3]);
        status = is_graded(results, n, parts) ? 0 : 1;
        cJSON_Delete(results);
    }
    for (int i = 0; i < n; i++) free(parts[i].bytes);
    return status;
}
