/* run.c: hands in one attack after the other, and looks at what the grader answers and at what is left behind.
 *
 * Prints a line "ok ..." or "not ok ..." for each; status 1 when one is not ok. What each attack must come to stands in
 * attacks.tsv, what it does in corpus/. */
#include "judge.h"
#include "oracle.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <getopt.h>
#include <grp.h>
#include <limits.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_ATTACKS = 256, MAX_OUTPUT = 4 << 20, MAX_EXTRA = 16 };

typedef struct Settings {
    const char *grader, *kit, *gates, *data, *only, *label;
    const char *extra[MAX_EXTRA]; /* further options for the grader */
    int n_extra;
    bool quick, modes, neighbours, off, keep;
    long repeat, first_seed, memory_kb;
    uid_t uid;
} Settings;

static Settings set = {.repeat = 1, .first_seed = 1, .memory_kb = 64 << 10, .label = ""};
static Places places;
static Listeners listeners;

/* --- Running the grader ------------------------------------------------------------------------------------------- */
typedef struct Run {
    pid_t pid;
    int fd; /* what it prints */
    char *output;
    size_t size;
    int status;
    bool overtime;
    double started, seconds;
    long memory_kb;
    char out[300], json[320];
} Run;

/* The second run of full tasks takes half a second of each attack: it is for those that are made against it. */
static const char *sanitized(const char *attack) { return strncmp(attack, "sanitizer_", 10) == 0 ? "full" : "none"; }

/* What a key holds back. It is no box, but is left out with them. */
static bool has_key(const char *attack) { return !set.off && strcmp(attack, "seed_found") == 0; }

static _Noreturn void become_grader(const Run *r, const char *code, const char *attack, long seed, int to) {
    char number[32], home[340], tmp[340], data[PATH_MAX + 16], path[PATH_MAX + 8];
    snprintf(number, sizeof number, "%ld", seed);
    snprintf(home, sizeof home, "HOME=%s", places.home);
    snprintf(tmp, sizeof tmp, "TMPDIR=%s", places.tmp);
    snprintf(data, sizeof data, "GRADLAB_DATA=%s", set.data);
    snprintf(path, sizeof path, "PATH=%s", getenv("PATH") != NULL ? getenv("PATH") : "/usr/bin:/bin");
    char *const environment[] = {home,       tmp,  data, path, "LC_ALL=C", "GRADLAB_PROGRESS=none",
                                 "ASAN_OPTIONS=detect_leaks=0", NULL};
    const char *argv[20 + MAX_EXTRA] = {set.grader, "--code",  code,    "--seed", number,   "--kit", set.kit,
                                        "--gates",  set.gates, "--out", r->out,   "--json", r->json,
                                        "--sanitize", sanitized(attack)};
    int n = 15;
    if (has_key(attack)) argv[n++] = "--key-file", argv[n++] = places.key;
    for (int i = 0; i < set.n_extra; i++) argv[n++] = set.extra[i];
    int none = open("/dev/null", O_RDONLY);
    if (dup2(none, 0) != 0 || dup2(to, 1) != 1 || dup2(to, 2) != 2) _exit(126);
    setpgid(0, 0);
    if (set.uid != 0 && (setgroups(0, NULL) != 0 || setresgid(set.uid, set.uid, set.uid) != 0 ||
                         setresuid(set.uid, set.uid, set.uid) != 0))
        _exit(126);
    if (chdir(places.cwd) != 0) _exit(126);
    execve(set.grader, (char *const *)argv, environment);
    _exit(127);
}

/* `attack` is empty where it is a good submission. */
static Run start(const char *code, const char *name, const char *attack, long seed) {
    Run r = {.started = seconds_now()};
    int ends[2];
    snprintf(r.out, sizeof r.out, "%.280s/%s", places.out, name);
    snprintf(r.json, sizeof r.json, "%s/results.json", r.out);
    if (pipe2(ends, O_CLOEXEC) != 0) abort();
    r.pid = fork();
    if (r.pid < 0) abort();
    if (r.pid == 0) become_grader(&r, code, attack, seed, ends[1]);
    close(ends[1]);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    r.fd = ends[0];
    r.output = calloc(1, MAX_OUTPUT + 1);
    if (r.output == NULL) abort();
    return r;
}

static void read_output(Run *r) {
    char bytes[65536];
    for (ssize_t n; r->fd >= 0 && (n = read(r->fd, bytes, sizeof bytes)) > 0;) {
        size_t room = MAX_OUTPUT - r->size, keep = (size_t)n < room ? (size_t)n : room;
        memcpy(r->output + r->size, bytes, keep);
        r->size += keep;
    }
}

/* How much longer things take on a machine that others use, too: processes that want to run, for each processor. */
static double waiting(void) {
    double load = 1;
    getloadavg(&load, 1);
    return fmax(1, load / (double)sysconf(_SC_NPROCESSORS_ONLN));
}

/* Until it has ended, or `limit` seconds have passed: then it is ended. */
static void finish(Run *r, double limit) {
    for (;;) {
        poll(&(struct pollfd){.fd = r->fd, .events = POLLIN}, 1, 5);
        long kb = peak_memory(r->pid);
        if (kb > r->memory_kb) r->memory_kb = kb;
        read_output(r);
        pid_t done = waitpid(r->pid, &r->status, WNOHANG | WUNTRACED);
        if (done == r->pid && !WIFSTOPPED(r->status)) break;
        if (seconds_now() - r->started < limit) continue;
        r->overtime = true;
        kill(-r->pid, SIGKILL);
        kill(r->pid, SIGKILL);
        waitpid(r->pid, &r->status, 0);
        break;
    }
    r->seconds = seconds_now() - r->started;
    read_output(r);
    close(r->fd);
}

/* --- What it has left --------------------------------------------------------------------------------------------- */
static bool leaked;

static int look_for_secrets(const char *path, const struct stat *st, int type, struct FTW *ftw) {
    static char text[8 << 20];
    (void)ftw;
    (void)st;
    const char *dot = strrchr(path, '.');
    FILE *f = type == FTW_F ? fopen(path, "re") : NULL;
    if (f == NULL) return 0;
    size_t n = fread(text, 1, sizeof text, f);
    fclose(f);
    bool secret = memmem(text, n, SECRET, strlen(SECRET)) != NULL ||
                  memmem(text, n, COURSE_SECRET, strlen(COURSE_SECRET)) != NULL ||
                  memmem(text, n, "root:x:0", 8) != NULL;
    if (n > 1 << 20) complain("%s has %zu bytes", path, n);
    if (secret) complain("a secret is in %s", path), leaked = true;
    if (dot != NULL && strcmp(dot, ".png") != 0 && bad_byte(text, n) >= 0)
        complain("byte 0x%02x in %s", (unsigned char)text[bad_byte(text, n)], path);
    return 0;
}

/* No line is a command to a build server, and one alone says the grade. */
static void judge_log(const char *text, size_t size) {
    int grades = 0;
    for (const char *line = text; line < text + size;) {
        const char *end = memchr(line, '\n', (size_t)(text + size - line)), *p = line;
        if (end == NULL) end = text + size;
        while (p < end && *p == ' ') p++;
        const size_t n = (size_t)(end - p);
        if ((n >= 2 && memcmp(p, "::", 2) == 0) || memmem(p, n, "##[", 3) || memmem(p, n, "##vso[", 6))
            complain("a build server takes this for a command: %.*s", (int)n, p);
        grades += memmem(p, n, "Score:", 6) != NULL;
        line = end + 1;
    }
    if (grades > 1) complain("%d lines say a grade", grades);
}

static void judge_output(const Run *r) {
    judge_log(r->output, r->size);
    long at = bad_byte(r->output, r->size);
    if (at >= 0) complain("byte 0x%02x at %ld of what is printed", (unsigned char)r->output[at], at);
    if (r->size > 256 << 10) complain("%zu bytes are printed", r->size);
    if (memmem(r->output, r->size, SECRET, strlen(SECRET)) != NULL ||
        memmem(r->output, r->size, COURSE_SECRET, strlen(COURSE_SECRET)) != NULL ||
        memmem(r->output, r->size, "root:x:0", 8) != NULL)
        complain("a secret is in what is printed"), leaked = true;
    const char *report = memmem(r->output, r->size, ": AddressSanitizer", 18);
    if (report == NULL) report = memmem(r->output, r->size, "runtime error:", 14);
    if (report != NULL) complain("a sanitizer's report about the grader itself: %.600s", report);
}

static void take_snapshots(Snapshot *own, Snapshot *shared) {
    const char *const folders[] = {places.student, places.neighbour, places.victim,
                                   places.home,    places.cwd,       places.tmp};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) snapshot_tree(own, folders[i]);
    const char *const common[] = {"/tmp", "/var/tmp", "/dev/shm", "/"};
    for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
        snapshot_shared(shared, common[i], places.mark, set.uid);
}

static bool canaries(char *text, size_t size) {
    Snapshot s = {0};
    snapshot_tree(&s, places.canary);
    bool any = s.n > 1;
    if (any) snprintf(text, size, "%s", s.lines[s.n - 1]);
    snapshot_free(&s);
    remove_tree(places.canary);
    mkdir(places.canary, 0777);
    chmod(places.canary, 01777);
    return any;
}

/* --- One attack --------------------------------------------------------------------------------------------------- */
static double good_seconds;
/* What is wrong is explained, too: small mistakes are tried one after the other (EDITS_SECONDS of engine/budget.h, and
 * what the grader itself takes). */
enum { EXPLAINING_SECONDS = 6 };

static void make_folder(char path[300], const char *name, bool theirs) {
    snprintf(path, 300, "%s/%s", places.root, name);
    if (mkdir(path, 0777) != 0 && errno != EEXIST) perror(path), exit(2);
    chmod(path, 0755);
    if (theirs && set.uid != 0 && chown(path, set.uid, set.uid) != 0) perror(path), exit(2);
}

/* Another student's grading, at the same time. */
static void judge_neighbour(Run *r) {
    finish(r, good_seconds + 60);
    cJSON *root = read_json(r->json);
    if (root == NULL || number(root, "score") != 100)
        complain("the neighbour has %g points", root != NULL ? number(root, "score") : -1);
    cJSON_Delete(root);
    remove_tree(r->out);
    free(r->output);
}

static bool fired_as(const char *how, bool canary, bool network, bool process, bool gained, bool killed) {
    return strcmp(how, "-") == 0 || (strcmp(how, "canary") == 0 && canary) ||
           (strcmp(how, "network") == 0 && network) || (strcmp(how, "process") == 0 && process) ||
           (strcmp(how, "leak") == 0 && leaked) || (strcmp(how, "points") == 0 && gained) ||
           (strcmp(how, "killed") == 0 && killed);
}

static bool attempt(const Attack *a, long seed) {
    char text[4096], what[4096], folder[FOLDER_SIZE];
    double limit = a->seconds + good_seconds + EXPLAINING_SECONDS;
    wrong[0] = '\0';
    leaked = false;
    places.seed = seed;
    remove_tree(places.student);
    make_folder(places.student, "student", true);
    if (!write_attack(&places, a, folder)) {
        printf("not ok - %s%s: cannot be made\n", set.label, a->name);
        return false;
    }
    Snapshot own[2] = {{0}}, shared[2] = {{0}};
    take_snapshots(&own[0], &shared[0]);

    Run neighbour = {0};
    if (set.neighbours) neighbour = start(places.neighbour, "neighbour", "", seed), limit += good_seconds;
    Run r = start(folder, "student", a->name, seed);
    finish(&r, limit * 2 * waiting() + 15);
    limit *= waiting();

    cJSON *root = read_json(r.json);
    bool gained = false, killed = root == NULL || WIFSIGNALED(r.status) || r.overtime;
    if (r.overtime) complain("still running after %.0f s", r.seconds);
    else if (r.seconds > limit) complain("%.1f s, and %.1f are allowed", r.seconds, limit);
    if (WIFSIGNALED(r.status) && !r.overtime)
        complain("the grader was ended by signal %d (%s)", WTERMSIG(r.status), strsignal(WTERMSIG(r.status)));
    if (WIFEXITED(r.status) &&
        WEXITSTATUS(r.status) != (root != NULL && number(root, "score") == number(root, "max") ? 0 : 1))
        complain("the grader ended with status %d: %.200s", WEXITSTATUS(r.status), r.output);
    if (r.memory_kb > set.memory_kb && !set.off) complain("the grader has used %ld kB", r.memory_kb);
    if (root == NULL) complain("there is no result: %.300s", r.output);
    else judge_points(a, root, &gained), judge_message(a, root), look_at_strings(root, "the result");
    judge_output(&r);
    nftw(places.out, look_for_secrets, 16, FTW_PHYS);
    bool process = survivors_left(3, &neighbour.pid, set.neighbours, text, sizeof text);
    if (process) complain("%s", text);
    bool network = listeners_hit(&listeners, text, sizeof text);
    if (network) complain("%s", text);
    if (set.neighbours) judge_neighbour(&neighbour);
    take_snapshots(&own[1], &shared[1]);
    for (int i = 0; i < 2; i++)
        if (snapshot_differ(i == 0 ? &own[0] : &shared[0], i == 0 ? &own[1] : &shared[1], text, sizeof text))
            complain("files: %s", text);
    bool canary = canaries(what, sizeof what);
    const int set_of_semaphores = semget(SEMAPHORES, 0, 0);
    if (set_of_semaphores >= 0) complain("a set of semaphores is left"), semctl(set_of_semaphores, 0, IPC_RMID);
    if (canary) complain("something forbidden has worked: %s", what);

    bool ok = wrong[0] == '\0';
    if (set.off) { /* only that it would have done harm */
        ok = fired_as(a->fires, canary, network, process, gained, killed);
        if (!ok) complain("it does not fire (%s)", a->fires);
        if (gained && strcmp(a->fires, "points") != 0) ok = false;
    }
    if (!ok || set.repeat == 1)
        printf("%s - %s%s (seed %ld, %.1f s)\n%s", ok ? "ok" : "not ok", set.label, a->name, seed, r.seconds,
               ok ? "" : wrong);
    fflush(stdout);
    for (int i = 0; i < 2; i++) snapshot_free(&own[i]), snapshot_free(&shared[i]);
    cJSON_Delete(root);
    free(r.output);
    if (!set.keep) remove_tree(r.out);
    return ok;
}

/* --- The table ---------------------------------------------------------------------------------------------------- */
static int read_table(Attack attacks[]) {
    char path[PATH_MAX], line[2048];
    snprintf(path, sizeof path, "%s/attacks.tsv", places.corpus);
    FILE *f = fopen(path, "re");
    int n = 0;
    if (f == NULL) perror(path), exit(2);
    for (int number_of_line = 1; fgets(line, sizeof line, f) != NULL && n < MAX_ATTACKS; number_of_line++) {
        char *cells[9], *rest = line;
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#' || line[0] == '\0') continue;
        int count = 0;
        for (char *cell; count < 9 && (cell = strsep(&rest, "\t")) != NULL;)
            if (*cell != '\0') cells[count++] = strdup(cell);
        if (count != 9 || rest != NULL)
            fprintf(stderr, "%s:%d: nine cells are expected\n", path, number_of_line), exit(2);
        attacks[n++] = (Attack){.name = cells[0],
                                .base = cells[1],
                                .file = cells[2],
                                .replaces = cells[3],
                                .loses = cells[4],
                                .seconds = atof(cells[5]),
                                .quick = strcmp(cells[6], "quick") == 0,
                                .modes = strcmp(cells[6], "modes") == 0,
                                .fires = cells[7],
                                .says = cells[8]};
    }
    fclose(f);
    return n;
}

static bool wanted(const Attack *a) {
    if (set.only != NULL) return fnmatch(set.only, a->name, FNM_EXTMATCH) == 0;
    if (set.off && strcmp(a->fires, "-") == 0) return false;
    return (!set.quick && !set.modes) || (set.quick && a->quick) || (set.modes && a->modes);
}

static const char *absolute(const char *path) {
    char *full = realpath(path, NULL);
    if (full == NULL) perror(path), exit(2);
    return full;
}

static void parse(int argc, char *argv[]) {
    enum {
        GRADER = 256,
        KIT,
        GATES,
        DATA,
        REFERENCE,
        CORPUS,
        ONLY,
        QUICK,
        MODES,
        NEIGHBOURS,
        OFF,
        REPEAT,
        SEED,
        LABEL, MEMORY,
        UID,
        KEEP,
        WITH
    };
    static const struct option known[] = {
        {"grader", 1, NULL, GRADER},
        {"kit", 1, NULL, KIT},
        {"gates", 1, NULL, GATES},
        {"data", 1, NULL, DATA},
        {"reference", 1, NULL, REFERENCE},
        {"corpus", 1, NULL, CORPUS},
        {"only", 1, NULL, ONLY},
        {"quick", 0, NULL, QUICK},
        {"modes", 0, NULL, MODES},
        {"neighbours", 0, NULL, NEIGHBOURS},
        {"off", 0, NULL, OFF},
        {"repeat", 1, NULL, REPEAT},
        {"first-seed", 1, NULL, SEED},
        {"label", 1, NULL, LABEL}, {"memory", 1, NULL, MEMORY},
        {"uid", 1, NULL, UID},
        {"keep", 0, NULL, KEEP},
        {"with", 1, NULL, WITH},
        {0},
    };
    for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) switch (c) {
        case GRADER: set.grader = absolute(optarg); break;
        case KIT: set.kit = absolute(optarg); break;
        case GATES: set.gates = absolute(optarg); break;
        case DATA: set.data = absolute(optarg); break;
        case REFERENCE: places.reference = absolute(optarg); break;
        case CORPUS: places.corpus = absolute(optarg); break;
        case ONLY: set.only = optarg; break;
        case QUICK: set.quick = true; break;
        case MODES: set.modes = true; break;
        case NEIGHBOURS: set.neighbours = true; break;
        case OFF: set.off = true; break;
        case REPEAT: set.repeat = atol(optarg); break;
        case SEED: set.first_seed = atol(optarg); break;
        case LABEL: set.label = optarg; break;
        case MEMORY: set.memory_kb = 1024 * atol(optarg); break;
        case UID: set.uid = (uid_t)atol(optarg); break;
        case KEEP: set.keep = true; break;
        case WITH:
            if (set.n_extra < MAX_EXTRA) set.extra[set.n_extra++] = optarg;
            break;
        default: exit(2);
        }
    if (!set.grader || !set.kit || !set.gates || !set.data || !places.reference || !places.corpus) {
        fprintf(stderr,
                "run --grader PROGRAM --kit DIR --gates FILE --data DIR --reference DIR --corpus DIR\n"
                "    [--only PATTERN] [--quick] [--modes] [--neighbours] [--off] [--repeat N] [--first-seed N]\n"
                "    [--label TEXT] [--memory MB] [--uid N] [--with OPTION]... [--keep]\n");
        exit(2);
    }
}

static void make_places(void) {
    const char *tmp = getenv("TMPDIR");
    snprintf(places.root, sizeof places.root, "%.200s/gradlab-attacks-XXXXXX",
             tmp != NULL && *tmp != '\0' ? tmp : "/tmp");
    if (mkdtemp(places.root) == NULL) perror(places.root), exit(2);
    chmod(places.root, 0755);
    snprintf(places.mark, sizeof places.mark, "attack%d", (int)getpid());
    make_folder(places.student, "student", true);
    make_folder(places.neighbour, "neighbour", true);
    make_folder(places.victim, "victim", false);
    make_folder(places.canary, "canary", false);
    make_folder(places.home, "home", true);
    make_folder(places.cwd, "cwd", true);
    make_folder(places.tmp, "tmp", true);
    make_folder(places.out, "out", true);
    chmod(places.canary, 01777);
    snprintf(places.json, sizeof places.json, "%.280s/student/results.json", places.out);
    snprintf(places.key, sizeof places.key, "%s/key", places.root);
    FILE *key = fopen(places.key, "we");
    if (key == NULL || fputs("a key that nobody guesses, of 32 bytes and more", key) < 0 || fclose(key) != 0)
        perror(places.key), exit(2);
    if (!write_good(&places, places.victim, SECRET "-victim") ||
        !write_good(&places, places.neighbour, SECRET "-neighbour"))
        exit(2);
    if (!listeners_open(&listeners)) perror("no listener"), exit(2);
    places.tcp_port = listeners.tcp_port;
    places.udp_port = listeners.udp_port;
    places.abstract_name = listeners.abstract_name;
}

/* Before all else: the good submission has full marks here, in so many seconds. */
static bool begins_well(void) {
    Run r = start(places.neighbour, "neighbour", "", 1);
    finish(&r, 120);
    good_seconds = r.seconds;
    cJSON *root = read_json(r.json);
    double score = root != NULL ? number(root, "score") : -1;
    const cJSON *p = cJSON_GetObjectItemCaseSensitive(root, "protections");
    if (score == 100)
        printf("# a good submission: 100 points, %.1f s, %ld kB; run: %s; compile: %s\n", r.seconds, r.memory_kb,
               string(p, "run"), string(p, "compile"));
    else printf("not ok - a good submission has %g points:\n%s\n", score, r.output);
    cJSON_Delete(root);
    free(r.output);
    remove_tree(r.out);
    return score == 100;
}

int main(int argc, char *argv[]) {
    static Attack attacks[MAX_ATTACKS];
    parse(argc, argv);
    umask(022);
    int n = read_table(attacks), tried = 0, bad = 0;
    make_places();
    survivors_watch();
    bool ok = begins_well();
    for (int i = 0; i < n && ok; i++) {
        if (!wanted(&attacks[i])) continue;
        int before = bad;
        for (long k = 0; k < set.repeat; k++) bad += !attempt(&attacks[i], set.first_seed + k);
        if (set.repeat > 1)
            printf("%s - %s%s: %ld of %ld as they should\n", bad > before ? "not ok" : "ok", set.label, attacks[i].name,
                   set.repeat - (bad - before), set.repeat);
        tried += (int)set.repeat;
    }
    printf("# %s%d tried, %d not as they should\n", set.label, tried, bad);
    listeners_close(&listeners);
    if (!set.keep) remove_tree(places.root);
    return !ok || bad > 0 || tried == 0;
}
