#include "shared.h"

#include "autograd.h"
#include "compile.h"
#include "error.h"
#include "sha256.h"
#include "shared_headers.h"
#include "shared_private.h"
#include "text.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *folder;

bool shared_open(const char *path) {
    struct stat st;
    if (lstat(path, &st) != 0 || !S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077) != 0)
        return t_error_set("%s: a folder that nobody else can enter is expected", path);
    folder = path;
    return true;
}

/* --- What a thing is made from ------------------------------------------------------------------------------------ */
void shared_add(Text *to, const char *word) { text_add(to, "%zu:%s\n", strlen(word), word); }

/* A kit that is made anew meanwhile is another kit. */
static void add_kit(Text *to, const CompileBox *box) {
    static const char *const parts[] = {"include/.made", "%s/float/core.o", "%s/double/core.o"};
    shared_add(to, box->kit);
    for (int i = 0; i < 3; i++) {
        char name[PATH_MAX], path[2 * PATH_MAX];
        struct stat st = {0};
        snprintf(name, sizeof name, parts[i], box->lab);
        snprintf(path, sizeof path, "%s/%s", box->kit, name);
        if (stat(path, &st) != 0) continue;
        text_add(to, "%s %lld %lld.%09ld\n", name, (long long)st.st_ino, (long long)st.st_mtim.tv_sec,
                 st.st_mtim.tv_nsec);
    }
}

void shared_add_command(Text *to, const CompileBox *box, const Command *c) {
    shared_add(to, box->compiler);
    shared_add(to, box->version);
    shared_add(to, compile_tier_name(box->tier));
    for (int a = 1; a < c->argc; a++) shared_add(to, c->argv[a]);
    add_kit(to, box);
}

void shared_close_key(Text *of, char key[SHARED_KEY]) {
    sha256_hex(text_of(of), of->size, key);
    text_free(of);
}

/* --- The folder --------------------------------------------------------------------------------------------------- */
static void keep(const char key[SHARED_KEY], int from) {
    char path[PATH_MAX], temporary[PATH_MAX];
    snprintf(path, sizeof path, "%.3000s/%s", folder, key);
    snprintf(temporary, sizeof temporary, "%.3000s/%s.%ld", folder, key, (long)getpid());
    const int fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) return;
    const bool ok = compile_copy(from, fd);
    if (close(fd) != 0 || !ok || rename(temporary, path) != 0) unlink(temporary);
}

static int kept(const char key[SHARED_KEY]) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.3000s/%s", folder, key);
    return open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
}

/* --- Objects ------------------------------------------------------------------------------------------------------ */
/* Into the scratch folder, from a file. */
static bool put(const CompileBox *box, const char *output, int from) {
    const bool ok = from >= 0 && compile_box_write(box, output, "", 0);
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%.3000s/%.1000s", box->work, output);
    const int to = ok ? open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC) : -1;
    const bool copied = to >= 0 && compile_copy(from, to);
    if (to >= 0) close(to);
    return copied;
}

/* A box whose scratch folder holds this file alone; removed together with the other one. */
static bool open_alone(CompileBox *alone, const CompileBox *box, const char *name, const char *text, size_t size) {
    *alone = *box;
    char own[300];
    snprintf(own, sizeof own, "alone.%.200s", name);
    snprintf(alone->work, sizeof alone->work, "%.3000s/%s", box->work, own);
    return compile_box_folder(box, own) && compile_folders(alone) && compile_box_write(alone, name, text, size);
}

static bool make(const CompileBox *box, const char *name, const char *text, size_t size, const Command *commands,
                 const char *const outputs[], int n, char keys[][SHARED_KEY]) {
    CompileBox alone;
    Command    own[n];
    char       headers[PATH_MAX], options[n][PATH_MAX];
    bool       ok = open_alone(&alone, box, name, text, size);
    if (!ok) return false;
    memcpy(own, commands, (size_t)n * sizeof own[0]);
    snprintf(headers, sizeof headers, "%.3000s/headers", folder);
    alone.headers = headers;
    shared_headers(&alone, headers, name, text, size, own, n, options);
    compile_box_run(&alone, own, n);
    for (int k = 0; k < n; k++) {
        ok = ok && command_ok(&own[k]) && own[k].size == 0;
        free(own[k].diagnostics);
    }
    for (int k = 0; k < n && ok; k++) {
        const int made = compile_open(&alone, outputs[k]);
        ok = put(box, outputs[k], made);
        if (ok) keep(keys[k], made);
        if (made >= 0) close(made);
    }
    return ok;
}

bool shared_objects(const CompileBox *box, const char *name, const char *text, size_t size, const Command *commands,
                    const char *const outputs[], int n, char keys[][SHARED_KEY], bool *old) {
    if (folder == NULL || box->tier == COMPILE_RLIMITS) return false;
    size_t length;
    char  *bare = shared_text(text, size, &length);
    char   hash[SHARED_KEY];
    sha256_hex(bare, length, hash);
    free(bare);
    *old = true;
    for (int k = 0; k < n; k++) {
        Text of = {0};
        shared_add(&of, name);
        shared_add(&of, hash);
        shared_add_command(&of, box, &commands[k]);
        shared_close_key(&of, keys[k]);
        const int fd = kept(keys[k]);
        *old = *old && put(box, outputs[k], fd);
        if (fd >= 0) close(fd);
    }
    return *old || make(box, name, text, size, commands, outputs, n, keys);
}

/* --- Programs ----------------------------------------------------------------------------------------------------- */
void shared_program_key(const CompileBox *box, const Command *link, const char (*objects)[SHARED_KEY], int n,
                        char key[SHARED_KEY]) {
    Text of = {0};
    for (int i = 0; i < n; i++) shared_add(&of, objects[i]);
    shared_add_command(&of, box, link);
    shared_close_key(&of, key);
}

int shared_program(const char key[SHARED_KEY]) { return folder != NULL ? kept(key) : -1; }

void shared_keep_program(const char key[SHARED_KEY], int program) {
    if (folder != NULL && lseek(program, 0, SEEK_SET) == 0) keep(key, program);
}
