#include "gpu_bench.h"
#include "lenet.h"
#include "optim.h"
#include "replay.h"
#include "rival.h"
#include "softmax.h"
#include "training_step.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STEPS = 50, MAX_ROUNDS = 101, CLASSES = 10 };

typedef struct GpuCase {
    const char   *key, *title;
    int           batch;
    Module       *model;
    Optimizer    *optimizer;
    Tensor       *x, *y, *loss;
    TrainingStep *graph;
    double        eager[MAX_ROUNDS], replayed[MAX_ROUNDS], torch_eager[MAX_ROUNDS], torch_graph[MAX_ROUNDS];
} GpuCase;

static Tensor *cross_entropy(Tensor *logits, Tensor *labels) { return f_cross_entropy(logits, labels); }

static GpuCase new_case(const char *key, int batch) {
    t_step();
    t_manual_seed(1);
    const bool lenet = strcmp(key, "lenet") == 0;
    GpuCase    c = {.key = key, .title = lenet ? "LeNet-5, 1x28x28, Adam" : "MLP 784-512-512-10, Adam", .batch = batch};
    c.model = lenet ? lenet5(1, 28, CLASSES) : neural_network(784, 512, CLASSES);
    nn_to(c.model, DEV_CUDA);
    nn_train(c.model);
    c.optimizer = optim_adam(nn_parameters(c.model), 0); /* every step does what the first does */
    c.x = t_keep(t_to(lenet ? t_rand(batch, 1, 28, 28) : t_rand(batch, 784), DEV_CUDA));
    c.y = t_keep(t_to(t_randint(0, CLASSES, batch), DEV_CUDA));
    c.loss = t_own(DTYPE_REAL, DEV_CUDA, 0, NULL);
    c.graph = training_step_new(c.model, cross_entropy, c.optimizer);
    return c;
}

static void free_case(GpuCase *c) {
    training_step_free(c->graph);
    optim_free(c->optimizer);
    nn_free(c->model);
    t_free(c->x);
    t_free(c->y);
    t_free(c->loss);
}

static void eager_step(GpuCase *c) {
    t_step();
    Tensor *L = cross_entropy(nn_forward(c->model, c->x), c->y);
    t_backward(L);
    optim_step(c->optimizer);
    optim_zero_grad(c->optimizer);
    t_store(c->loss, L);
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Seconds a step, of STEPS in a row; only the last one is waited for. */
static double timed(GpuCase *c, bool replayed) {
    for (int i = 0; i < 3; i++) {
        if (replayed) training_step(c->graph, c->x, c->y);
        else eager_step(c);
    }
    t_item(c->loss);
    const double  begin = now();
    const Tensor *loss = c->loss;
    for (int i = 0; i < STEPS; i++) {
        if (replayed) loss = training_step(c->graph, c->x, c->y);
        else eager_step(c);
    }
    t_item(loss);
    return (now() - begin) / STEPS;
}

static double asked(Rival *rival, const GpuCase *c, const char *way) {
    const char *answer = rival_ask(rival, "time %s %d %s %d", c->key, c->batch, way, STEPS);
    return answer ? strtod(answer, NULL) : 0;
}

static int by_size(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const double *taken, int n) {
    double sorted[MAX_ROUNDS];
    memcpy(sorted, taken, (size_t)n * sizeof *taken);
    qsort(sorted, (size_t)n, sizeof *sorted, by_size);
    return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

static void report(const GpuCase *c, int rounds, bool rival) {
    const double eager = median(c->eager, rounds), graph = median(c->replayed, rounds);
    printf("%-26s %5d  %9.4f  %9.4f", c->title, c->batch, 1e3 * eager, 1e3 * graph);
    if (rival) {
        const double theirs = median(c->torch_eager, rounds), their_graph = median(c->torch_graph, rounds);
        printf("  %9.4f  %9.4f  %5.2fx  %5.2fx", 1e3 * theirs, 1e3 * their_graph, theirs / eager, their_graph / graph);
    }
    printf("\n");
}

int gpu_bench(const char *python, const char *only, int batch, int rounds) {
    static const char *const keys[] = {"mlp", "lenet"};
    static const int         batches[] = {64, 1024};
    Rival *rival = rival_start(python, "common/bench/torch_gpu.py", "");
    if (rival) printf("torch:   %s\n", rival_name(rival));
    else printf("torch:   %s on a GPU. To compare: make bench DEVICE=cuda PYTHON=/tmp/venv/bin/python\n", t_error());
    printf("\n%-26s batch      eager      graph%s\n", "a training step, ms",
           rival ? "      torch      graph  eager   graph" : "");
    for (int i = 0; i < 4; i++) {
        if ((only && strcmp(only, keys[i / 2]) != 0) || (batch && i % 2)) continue;
        GpuCase c = new_case(keys[i / 2], batch ? batch : batches[i % 2]);
        for (int r = 0; r < rounds; r++) {
            c.eager[r] = timed(&c, false);
            c.replayed[r] = timed(&c, true);
            if (!rival) continue;
            c.torch_eager[r] = asked(rival, &c, "eager");
            c.torch_graph[r] = asked(rival, &c, "graph");
            if (c.torch_eager[r] <= 0 || c.torch_graph[r] <= 0) {
                fprintf(stderr, "bench: torch_gpu.py has ended; why stands above\n");
                return 1;
            }
        }
        report(&c, rounds, rival);
        fflush(stdout);
        free_case(&c);
    }
    if (rival) rival_stop(rival);
    return 0;
}
