/* similarity.c: who of a class has written alike. `make similarity` calls it:
 *
 *     similarity LAB CLASS RESULTS SCRATCH STUBS SOLVED FILE... [-- FOLDER...]
 *
 * CLASS is the OUT folder of make class, or a folder with a folder for each student; FOLDER... are classes of earlier
 * years. RESULTS gets index.html, the pairs side by side, and similarity.csv; SCRATCH is empty. What STUBS/FILE or
 * SOLVED/FILE has is not compared. Nothing leaves the machine. Status 0; 2 for wrong folders; 3 when it fails. */
#include "similarity.h"

#include "autograd.h"
#include "tools/files.h"
#include <stdlib.h>
#include <string.h>

enum { EXIT_WRONG = 2, EXIT_FAILED = 3, MOST_BYTES = 1 << 20 };

static bool read_given(const char *folder, const char *file, Code *code) {
    char   path[4096];
    size_t size;
    snprintf(path, sizeof path, "%.3000s/%.1000s", folder, file);
    char *text = file_read(path, MOST_BYTES, &size);
    if (text == NULL) {
        char why[200];
        snprintf(why, sizeof why, "%.199s", t_error());
        return t_error_set("%s %s", path, why);
    }
    *code = code_read(text);
    return true;
}

static bool find_given(Class *c, const char *stubs, const char *solved, Given *given) {
    for (int f = 0; f < c->n_files; f++) {
        Code stub;
        if (!read_given(stubs, c->files[f], &stub) || !read_given(solved, c->files[f], &c->solved[f])) return false;
        code_find_tasks(&c->solved[f]);
        given_add(given, &stub);
        given_add(given, &c->solved[f]);
        code_free(&stub);
    }
    return true;
}

static int end(int status) {
    fprintf(stderr, "%s\n", t_error());
    return status;
}

int main(int argc, char *argv[]) {
    if (argc < 8) {
        fprintf(stderr, "usage: similarity LAB CLASS RESULTS SCRATCH STUBS SOLVED FILE... [-- FOLDER...]\n");
        return EXIT_WRONG;
    }
    Class c = {.lab = argv[1]};
    int   i = 7;
    for (; i < argc && strcmp(argv[i], "--") != 0 && c.n_files < MAX_FILES; i++) c.files[c.n_files++] = argv[i];
    Given given = {0};
    if (!find_given(&c, argv[5], argv[6], &given)) return end(EXIT_FAILED);
    if (!authors_read(&c, argv[2], NULL)) return end(EXIT_WRONG);
    const int now = c.n;
    for (i++; i < argc; i++)
        if (!authors_read(&c, argv[i], argv[i])) return end(EXIT_WRONG);
    for (int k = 0; k < c.n; k++)
        for (int f = 0; f < c.n_files; f++) given_mark(&given, &c.authors[k].codes[f]);
    if (!pairs_find(&c, argv[4]) || !page_write(&c, argv[3])) return end(EXIT_FAILED);
    printf("%d hand-ins", now);
    if (c.n > now) printf(", and %d of earlier years", c.n - now);
    printf(": %d pairs have runs in common\n", c.n_pairs);
    for (int k = 0; k < c.n_pairs && k < 5; k++) {
        const Author *a = &c.authors[c.pairs[k].a], *b = &c.authors[c.pairs[k].b];
        printf("  %d. %s and %s%s%s: %d tokens, %.0f %% and %.0f %% of their own\n", k + 1, a->name, b->name,
               b->from != NULL ? " of " : "", b->from != NULL ? b->from : "", c.pairs[k].shared,
               100.0 * c.pairs[k].shared / a->own, 100.0 * c.pairs[k].shared / b->own);
    }
    return 0;
}
