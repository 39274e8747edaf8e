/* bench.c: how long a step takes, beside PyTorch on the same machine. See README.md for what is measured.
 *
 *   make bench [ARGS="--rounds 15"] [PYTHON=/path/to/venv/bin/python]
 *
 * Status 1 when the two do not compute the same losses; times pass or fail nothing. */
#include "gemm_private.h"
#include "gpu_bench.h"
#include "products.h"
#include "rival.h"
#include "workloads.h"
#include <getopt.h>
#include <limits.h>
#include <time.h>
#include <unistd.h>

enum { MAX_ROUNDS = 101, MAX_SETTINGS = 8, MAX_THREADS_TIMED = 2, LOSSES = 20, PEAK_SIZE = 1024 };
/* How often a step is timed in a round: one of milliseconds, and one of tens of them. */
enum { TIMES = 30, FEW_TIMES = 5 };

/* Seconds before each sample, on both sides: until caches are filled and threads have found processors of their own. */
static const double WARM_UP = 0.1;

typedef struct Samples {
    int    n;
    double seconds[MAX_ROUNDS];
} Samples;

/* One way of the other side to do a case: "fused", on so many threads. */
typedef struct Setting {
    char    name[24];
    int     threads;
    Samples samples;
} Setting;

typedef struct Case {
    Workload workload;
    int      times;          /* that it is timed in a round */
    int      steps;          /* of ours that are timed together: one is too short by itself for XOR */
    int      max_threads;
    Samples  ours[MAX_THREADS_TIMED];
    int      n_settings;
    Setting  settings[MAX_SETTINGS * MAX_THREADS_TIMED];
    int      taken;          /* steps so far */
} Case;

typedef struct Peak {
    Samples ours, theirs;
} Peak;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void add(Samples *s, double seconds) { s->seconds[s->n++] = seconds; }

static int by_size(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const Samples *s) {
    double sorted[MAX_ROUNDS];
    memcpy(sorted, s->seconds, (size_t)s->n * sizeof sorted[0]);
    qsort(sorted, (size_t)s->n, sizeof sorted[0], by_size);
    return s->n % 2 ? sorted[s->n / 2] : (sorted[s->n / 2 - 1] + sorted[s->n / 2]) / 2;
}

/* Round by round, so that what slows a round down slows both. */
static Samples ratios(const Samples *theirs, const Samples *ours) {
    Samples r = {.n = ours->n};
    for (int i = 0; i < r.n; i++) r.seconds[i] = theirs->seconds[i] / ours->seconds[i];
    return r;
}

/* --- The folder of first weights, removed however the program ends ------------------------------------------------ */
static char folder[200];

static const char *start_path(const char *key) {
    static char path[300];
    snprintf(path, sizeof path, "%s/%s.safetensors", folder, key);
    return path;
}

static void remove_folder(void) {
    for (int i = 0; i < WORKLOADS; i++) unlink(start_path(workload_keys[i]));
    rmdir(folder);
}

static _Noreturn void die(const char *what) {
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

/* --- The same losses ---------------------------------------------------------------------------------------------- */
/* Both add up in their own order: what differs is rounding, which training carries on. */
static const double TOLERANCE = 1e-4;

static void check_losses(const char *key, Rival *rival) {
    Workload    w = workload_make(key);
    const char *answer = rival ? rival_ask(rival, "losses %s %d", key, LOSSES) : NULL;
    double      worst = 0, first = 0, last = 0;
    if (rival && !answer) die("torch_bench.py ended before it gave its losses");
    for (int i = 0; i < LOSSES; i++) {
        last = workload_step_loss(&w, i);
        if (i == 0) first = last;
        if (!rival) continue;
        char  *end;
        double theirs = strtod(answer, &end);
        answer = end;
        const double off = fabs(last - theirs) / fabs(theirs);
        if (!(off <= TOLERANCE)) {
            fprintf(stderr,
                    "bench: %s: step %d has loss %.9g here and %.9g in torch, from the same weights and data: the two "
                    "do not compute the same, and their times cannot be compared\n",
                    w.title, i + 1, last, theirs);
            exit(1);
        }
        if (off > worst) worst = off;
    }
    printf("  %-38s %d steps, loss %.6f -> %.6f", w.title, LOSSES, first, last);
    if (rival) printf(", torch's the same to %.1e", worst);
    printf("\n");
    workload_free(&w);
}

/* --- Timing ------------------------------------------------------------------------------------------------------- */
/* The other side's threads go on spinning for a moment after their last work. */
static void settle(void) {
    const struct timespec moment = {.tv_nsec = 20 * 1000 * 1000};
    nanosleep(&moment, NULL);
}

static void time_ours(Case *c, int threads) {
    Samples times = {0};
    t_set_num_threads(threads);
    for (const double begin = now(); now() - begin < WARM_UP;)
        for (int j = 0; j < c->steps; j++) workload_step(&c->workload, c->taken++);
    for (int i = 0; i < c->times; i++) {
        const double begin = now();
        for (int j = 0; j < c->steps; j++) workload_step(&c->workload, c->taken++);
        add(&times, (now() - begin) / c->steps);
    }
    add(&c->ours[threads - 1], median(&times));
}

static double asked_seconds(const char *answer) {
    if (!answer) die("torch_bench.py ended in the middle");
    return strtod(answer, NULL);
}

static void time_theirs(Case *c, Setting *s, Rival *rival) {
    const int   steps = c->steps > 1 ? c->steps / 100 : 1;
    const char *answer = rival_ask(rival, "time %s %s %d %d %d", c->workload.key, s->name, s->threads, c->times, steps);
    add(&s->samples, asked_seconds(answer));
    settle();
}

static void time_peak(Peak *p, int threads, Rival *rival) {
    static real *a, *b, *c;
    if (!a) {
        const size_t n = (size_t)PEAK_SIZE * PEAK_SIZE;
        a = t_calloc(n, sizeof *a);
        b = t_calloc(n, sizeof *b);
        c = t_calloc(n, sizeof *c);
        for (size_t i = 0; i < n; i++) a[i] = b[i] = (real)(i % 7);
    }
    enum { PRODUCTS = 5 };
    Samples times = {0};
    t_set_num_threads(threads);
    for (int i = 0; i < PRODUCTS; i++) {
        const double begin = now();
        cpu_kernels.gemm(false, false, PEAK_SIZE, PEAK_SIZE, PEAK_SIZE, a, b, 0, c);
        add(&times, now() - begin);
    }
    add(&p->ours, median(&times));
    if (!rival) return;
    add(&p->theirs, asked_seconds(rival_ask(rival, "gemm %d %d %d", PEAK_SIZE, threads, PRODUCTS)));
    settle();
}

/* --- What came out ------------------------------------------------------------------------------------------------ */
static double peak_rate(const Peak *p) {
    const double flops = 2.0 * PEAK_SIZE * PEAK_SIZE * PEAK_SIZE, ours = flops / median(&p->ours);
    const double theirs = p->theirs.n ? flops / median(&p->theirs) : 0;
    return ours > theirs ? ours : theirs;
}

static const Setting *best_of(const Case *c, int threads) {
    const Setting *best = NULL;
    for (int i = 0; i < c->n_settings; i++) {
        const Setting *s = &c->settings[i];
        if (s->threads <= threads && (!best || median(&s->samples) < median(&best->samples))) best = s;
    }
    return best;
}

static void report(const Case *c, int threads, double peak) {
    const Samples *ours = &c->ours[threads - 1];
    const double   seconds = median(ours);
    printf("%-36s %7d   %9.5f  ", c->workload.title, threads, 1e3 * seconds);
    const Setting *s = best_of(c, threads);
    if (s) {
        const Samples r = ratios(&s->samples, ours);
        printf("%9.4f  %7.2fx  %s, %d thread%s", 1e3 * median(&s->samples), median(&r), s->name, s->threads,
               s->threads == 1 ? "" : "s");
    }
    if (c->workload.flops > 1e6)
        printf("%s%.0f GF/s, %.0f%% of peak", s ? "; " : "", 1e-9 * c->workload.flops / seconds,
               100 * c->workload.flops / seconds / peak);
    printf("\n");
}

static void print_machine(const Rival *rival) {
    char  line[256], model[200] = "unknown";
    FILE *f = fopen("/proc/cpuinfo", "r");
    while (f && fgets(line, sizeof line, f))
        if (sscanf(line, "model name : %199[^\n]", model) == 1) break;
    if (f) fclose(f);
    printf("%s, up to %d threads\n", model, t_num_threads());
#if defined __clang__
    printf("gradlab: clang %s", __clang_version__);
#else
    printf("gradlab: gcc %s", __VERSION__);
#endif
    printf(", products on %s\n", cpu_amx_is_better(INT_MAX, INT_MAX, INT_MAX) ? "matrix units (AMX)" : "vectors");
    if (rival) printf("torch:   %s\n", rival_name(rival));
}

/* --- The run ------------------------------------------------------------------------------------------------------ */
typedef struct Options {
    int         rounds, batch;
    bool        products, on_gpu;
    const char *python, *only, *script;
} Options;

static const char usage[] = "usage: make bench ARGS=\"[options]\" [PYTHON=/path/to/python]\n"
                            "  --rounds N   how often each is timed, 1 to 101; the median counts (15)\n"
                            "  --only CASE  xor, mlp_sgd, mlp_adam, lenet, vgg or squeezenet (all)\n"
                            "  --products   matrix products alone, our kernels beside OpenBLAS\n"
                            "  --gpu        steps on the GPU (DEVICE=cuda says it); --only mlp or lenet, --batch N\n";

static _Noreturn void wrong_call(const char *format, const char *value) {
    fprintf(stderr, "bench: ");
    fprintf(stderr, format, value);
    fprintf(stderr, "; --help lists the options\n");
    exit(2);
}

static Options read_options(int argc, char *argv[]) {
    Options             o = {.rounds = 15, .python = "python3", .script = "common/bench/torch_bench.py"};
    const struct option known[] = {{"rounds", 1, NULL, 'r'}, {"only", 1, NULL, 'o'}, {"python", 1, NULL, 'p'},
                                   {"products", 0, NULL, 'm'}, {"gpu", 0, NULL, 'g'}, {"batch", 1, NULL, 'b'},
                                   {"help", 0, NULL, 'h'}, {NULL, 0, NULL, 0}};
    opterr = 0;
    for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        char *end = "";
        if (c == 'r') o.rounds = (int)strtol(optarg, &end, 10);
        else if (c == 'o') o.only = optarg;
        else if (c == 'p') o.python = optarg;
        else if (c == 'm') o.products = true;
        else if (c == 'g') o.on_gpu = true;
        else if (c == 'b') o.batch = (int)strtol(optarg, &end, 10);
        else if (c == 'h') printf("%s", usage), exit(0);
        else wrong_call("unknown option, or one without its value: '%s'", argv[optind - 1]);
        if (*end || o.rounds < 1 || o.rounds > MAX_ROUNDS || o.batch < 0 || o.batch > 1 << 20)
            wrong_call("--rounds is a number from 1 to 101, and --batch one from 1 to 1048576, not '%s'", optarg);
    }
    if (optind < argc) wrong_call("not an option: '%s'", argv[optind]);
    bool found = !o.only || o.on_gpu;
    for (int i = 0; i < WORKLOADS && !found; i++) found = strcmp(o.only, workload_keys[i]) == 0;
    if (!found) wrong_call("--only is xor, mlp_sgd, mlp_adam, lenet, vgg or squeezenet, not '%s'", o.only);
    if (o.on_gpu && o.only && strcmp(o.only, "mlp") != 0 && strcmp(o.only, "lenet") != 0)
        wrong_call("--only is mlp or lenet on a GPU, not '%s'", o.only);
    return o;
}

static Case new_case(const char *key, int threads, Rival *rival) {
    const bool small = strcmp(key, "xor") == 0;
    Case c = {.workload = workload_make(key), .steps = small ? 1000 : 1, .max_threads = small ? 1 : threads};
    c.times = c.workload.flops < 1e9 ? TIMES : FEW_TIMES;
    if (c.workload.optimizer) optim_set_lr(c.workload.optimizer, 0);
    if (!rival) return c;
    const char *names = rival_ask(rival, "settings %s", key);
    if (!names) die("torch_bench.py ended while it looked for what works");
    char name[24];
    for (int n; sscanf(names, "%23s%n", name, &n) == 1; names += n)
        for (int t = 1; t <= c.max_threads; t++) {
            Setting *s = &c.settings[c.n_settings++];
            s->threads = t;
            memcpy(s->name, name, sizeof name);
        }
    return c;
}

static void make_folder(void) {
    const char *tmp = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/gradlab-bench-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(folder)) die("no folder for the first weights can be made; is TMPDIR one that can be written to?");
    atexit(remove_folder);
    for (int i = 0; i < WORKLOADS; i++) {
        Workload w = workload_make(workload_keys[i]);
        if (!workload_write(&w, start_path(w.key))) die(t_error());
        workload_free(&w);
    }
}

int main(int argc, char *argv[]) {
    const Options o = read_options(argc, argv);
    const int     threads = t_num_threads() < MAX_THREADS_TIMED ? t_num_threads() : MAX_THREADS_TIMED;
    if (o.on_gpu) return gpu_bench(o.python, o.only, o.batch, o.rounds);
    if (o.products) {
        products_print(threads);
        return 0;
    }
    const char   *keys[WORKLOADS];
    int           n = 0;
    for (int i = 0; i < WORKLOADS; i++)
        if (!o.only || strcmp(o.only, workload_keys[i]) == 0) keys[n++] = workload_keys[i];

    make_folder();
    Rival *rival = rival_start(o.python, o.script, folder);
    print_machine(rival);
    if (!rival)
        printf("torch:   %s. To compare: python3 -m venv /tmp/venv && /tmp/venv/bin/pip install torch &&\n"
               "         make bench PYTHON=/tmp/venv/bin/python\n", t_error());
    printf(rival ? "\nthe same losses, from the same weights:\n" : "\nlosses:\n");
    for (int i = 0; i < n; i++) check_losses(keys[i], rival);
    fflush(stdout);

    static Case cases[WORKLOADS];
    static Peak peaks[MAX_THREADS_TIMED];
    for (int i = 0; i < n; i++) cases[i] = new_case(keys[i], threads, rival);
    for (int round = 0; round < o.rounds; round++) {
        for (int t = 1; t <= threads; t++) time_peak(&peaks[t - 1], t, rival);
        for (int i = 0; i < n; i++) {
            for (int t = 1; t <= cases[i].max_threads; t++) time_ours(&cases[i], t);
            for (int s = 0; s < cases[i].n_settings; s++) time_theirs(&cases[i], &cases[i].settings[s], rival);
        }
    }

    printf("\n%-36s threads  gradlab ms%s\n", "a step, medians",
           rival ? "   torch ms    ratio  torch's best" : "");
    for (int i = 0; i < n; i++)
        for (int t = 1; t <= cases[i].max_threads; t++) report(&cases[i], t, peak_rate(&peaks[t - 1]));
    for (int t = 1; t <= threads; t++)
        printf("the peak on %d thread%s: %.0f GF/s, sgemm of %d x %d by whichever side is faster\n", t,
               t == 1 ? "" : "s", 1e-9 * peak_rate(&peaks[t - 1]), PEAK_SIZE, PEAK_SIZE);

    if (rival) rival_stop(rival);
    for (int i = 0; i < n; i++) workload_free(&cases[i].workload);
    return 0;
}
